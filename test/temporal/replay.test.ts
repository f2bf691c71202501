import { describe, expect, it } from 'vitest';
import { testTemporal } from '../support/servers.ts';
import { readHistory, replay, savedHistories, startOf } from './histories.ts';

/** Every path of an item's workflow. Recorded by the live tests; see the README beside the files. */
const PATHS = [
  'alert',
  'bulk',
  'bulk-cancelled',
  'bulk-paused',
  'called-back',
  'cancelled-in-temporal',
  'continued',
  'engine-away',
  'escalates',
  'interrupted',
  'matched-at-once',
  'occurrence',
  'offer-expires',
  'outlives-its-time',
  'overflows',
  'paused-and-resumed',
  'paused-until',
  'rescheduled-and-cancelled',
  'retried',
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

describe('a saved history', () => {
  it('is there for each path, and for nothing else', () => {
    expect(savedHistories()).toEqual(PATHS);
  });

  it.each(PATHS)('is what the workflow of today does: %s', async (name) => {
    await replay(readHistory(name), testTemporal().workflowBundle);
  });

  it('is not what the workflow does when it began with another row', async () => {
    const history = readHistory('matched-at-once');
    const [payload] = startOf(history).input.payloads;
    const start = JSON.parse(Buffer.from(payload!.data, 'base64').toString());
    const other = { ...start, row: { ...start.row, deadlines: [] } };
    payload!.data = Buffer.from(JSON.stringify(other)).toString('base64');
    await expect(replay(history, testTemporal().workflowBundle)).rejects.toThrow(/Nondeterminism/i);
  });
});
