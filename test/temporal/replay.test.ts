import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { testTemporal } from '../support/servers.ts';
import { HISTORIES } from './route.ts';

/** Every path of an item's workflow. Recorded by the live tests; see the README beside the files. */
const PATHS = [
  'cancelled-in-temporal',
  'continued',
  'engine-away',
  'escalates',
  'matched-at-once',
  'occurrence',
  'offer-expires',
  'outlives-its-time',
  'paused-and-resumed',
  'paused-until',
  'rescheduled-and-cancelled',
  'rubbish',
  'scheduled',
  'target-missed',
  'too-early',
  'unknown-item',
  'unreadable-payload',
  'waits-first',
  'worked-by-signals',
  'wraps-up',
];

type Started = { workflowId: string; input: { payloads: { data: string }[] } };
type History = { events: { workflowExecutionStartedEventAttributes?: Started }[] };
const read = (name: string): History => JSON.parse(readFileSync(join(HISTORIES, `${name}.json`), 'utf8'));
const replay = (history: History): Promise<void> =>
  Worker.runReplayHistory(
    { workflowBundle: testTemporal().workflowBundle },
    history,
    history.events[0]!.workflowExecutionStartedEventAttributes!.workflowId,
  );

describe('a saved history', () => {
  it('is there for each path, and for nothing else', () => {
    expect(
      readdirSync(HISTORIES)
        .filter((file) => file.endsWith('.json'))
        .sort(),
    ).toEqual(PATHS.map((name) => `${name}.json`));
  });

  it.each(PATHS)('is what the workflow of today does: %s', async (name) => {
    await replay(read(name));
  });

  it('is not what the workflow does when it began with another row', async () => {
    const history = read('matched-at-once');
    const [payload] = history.events[0]!.workflowExecutionStartedEventAttributes!.input.payloads;
    const start = JSON.parse(Buffer.from(payload!.data, 'base64').toString());
    const other = { ...start, row: { ...start.row, deadlines: [] } };
    payload!.data = Buffer.from(JSON.stringify(other)).toString('base64');
    await expect(replay(history)).rejects.toThrow(/Nondeterminism/i);
  });
});
