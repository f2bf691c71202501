import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { HISTORIES } from './route.ts';

type Started = {
  workflowId: string;
  workflowType: { name: string };
  input: { payloads: { data: string }[] };
};
export type History = {
  events: { eventType: string; workflowExecutionStartedEventAttributes?: Started }[];
};

/** By their paths. */
export const savedHistories = (): string[] =>
  readdirSync(HISTORIES)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

export const readHistory = (name: string): History => JSON.parse(readFileSync(join(HISTORIES, `${name}.json`), 'utf8'));

/** What a history began with. */
export const startOf = ({ events }: History): Started => events[0]!.workflowExecutionStartedEventAttributes!;

/** Rejects where the workflow of the bundle would not have done what the history says. */
export const replay = (history: History, workflowBundle: WorkflowBundleOption): Promise<void> =>
  Worker.runReplayHistory({ workflowBundle }, history, startOf(history).workflowId);
