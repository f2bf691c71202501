import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { WORKFLOW_TYPE } from '../../workflows/messages.ts';
import { blocksOf } from '../support/page.ts';
import { readHistory, replay, savedHistories, startOf } from './histories.ts';

const PAGE = 'docs/how-to/change-a-workflow.md';
const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));
const CONVERTER = pathOf('../../workflows/payload-converter.ts');

/** The code as it would be after a change. */
const changed = (name: string) =>
  bundleWorkflowCode({
    workflowsPath: pathOf(`changed/${name}.ts`),
    payloadConverterPath: CONVERTER,
    logger: new DefaultLogger('WARN'),
  });

/** Those of items; an occurrence's workflow is not changed here. */
const ofItems = savedHistories()
  .map((name) => ({ name, history: readHistory(name) }))
  .filter(({ history }) => startOf(history).workflowType.name === WORKFLOW_TYPE);

/** What the workflow did first, after its first task. */
const firstCommandOf = (path: string): string | undefined =>
  ofItems
    .find(({ name }) => name === path)!
    .history.events.map(({ eventType }) => eventType)
    .find((type) => !/WORKFLOW_(EXECUTION|TASK)_/.test(type));

/** What the replay says of each history. */
async function replayed(name: string): Promise<(readonly [history: string, trouble: string | null])[]> {
  const bundle = await changed(name);
  const said: [string, string | null][] = [];
  for (const { name: path, history } of ofItems) {
    const trouble = await replay(history, bundle).then(
      () => null,
      (error: Error) => error.message,
    );
    said.push([path, trouble]);
  }
  return said;
}

describe('a change of the workflow', () => {
  it('is caught where it has no mark, by every life that did not begin with a timer itself', async () => {
    const [beginning] = blocksOf(PAGE, 'text')[0]!.split('…');
    const said = await replayed('unmarked');
    // A timer more is not told from the timer that stood there.
    const missed = said.flatMap(([path, trouble]) => (trouble === null ? [path] : []));
    for (const path of missed) expect(firstCommandOf(path), path).toBe('EVENT_TYPE_TIMER_STARTED');
    for (const [path, trouble] of said) if (!missed.includes(path)) expect(trouble, path).toContain(beginning);
    expect(said.length - missed.length).toBeGreaterThan(missed.length);
  }, 60_000);

  it('leaves alone what is in flight where it has one', async () => {
    for (const [path, trouble] of await replayed('patched')) expect(trouble, path).toBeNull();
  }, 60_000);

  it('is shown in the documentation as it is tried here', () => {
    const tried = ['unmarked', 'patched'].map((name) => readFileSync(pathOf(`changed/${name}.ts`), 'utf8'));
    for (const [place, shown] of blocksOf(PAGE, 'ts').entries()) expect(tried[place]).toContain(shown);
    expect(blocksOf(PAGE, 'ts')).toHaveLength(2);
  });
});
