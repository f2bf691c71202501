import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { limitsFor } from '../../engine/limits.ts';
import { startApi } from '../api/harness.ts';
import { testDatabase } from '../support/servers.ts';
import { type Engine, open, startEngine, until } from './harness.ts';

const GATHER = 50;
const TOO_MANY = 50_000;
/** Long: a batch is held while the others are refused, however busy the machine is. */
const LEASE_MS = 60_000;
const MOST_GROWTH = 8 * 1024 * 1024;

let engine: Engine;
let held: Promise<void> = Promise.resolve();
let committing = 0;

beforeAll(async () => {
  engine = await startEngine((await testDatabase()).url, {
    deadlineMs: LEASE_MS,
    limits: { leaseMs: LEASE_MS, ...limitsFor(LEASE_MS), gather: GATHER, commands: 10 },
    wrap: (store) => ({
      ...store,
      commit: async (batch) => {
        committing += 1;
        await held;
        return store.commit(batch);
      },
    }),
  });
  await open(engine);
});
afterAll(() => engine.close());

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const heap = (): number => {
  gc();
  return process.memoryUsage().heapUsed;
};

/** Holds the batch in flight and fills the queue behind it. */
async function fill(): Promise<{ waiting: Promise<unknown>[]; release: () => void }> {
  let release: () => void = () => undefined;
  held = new Promise((resolve) => {
    release = resolve;
  });
  const before = committing;
  const first = engine.create();
  await until('a batch is in flight', () => committing > before);
  return { waiting: [first, ...Array.from({ length: GATHER }, () => engine.create())], release };
}

it('more commands than the queue holds are refused at once, and memory stays flat', async () => {
  const { waiting, release } = await fill();
  const before = heap();
  let refused = 0;
  for (let n = 0; n < TOO_MANY; n += 1) {
    const error = await engine.create().catch((reason) => reason);
    if (error.code === 'unavailable' && error.unknownOutcome === false) refused += 1;
  }
  expect(refused).toBe(TOO_MANY);
  expect(heap() - before).toBeLessThan(MOST_GROWTH);
  release();
  expect((await Promise.all(waiting)).length).toBe(GATHER + 1);
});

it('says so as 503 with Retry-After, and that nothing was done', async () => {
  const api = await startApi({ engine: engine.writer });
  const { waiting, release } = await fill();
  const { status, headers, body } = await api.create();
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('1');
  expect(body).toMatchObject({ code: 'unavailable' });
  expect(body).not.toHaveProperty('outcome');
  release();
  await Promise.all(waiting);
  await api.close();
});
