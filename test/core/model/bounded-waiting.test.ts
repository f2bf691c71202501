import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Command } from '../../../core/command.ts';
import { compile } from '../../../core/configuration/compile.ts';
import { newItem } from '../fixtures.ts';
import { Judge } from './judge.ts';
import { Run } from './run.ts';

interface Stream {
  readonly agents: number;
  readonly bigs: number;
  readonly reserveAfter: number;
  /** Costs of the small items, in turn, and how many seconds each is worked on. */
  readonly smalls: readonly { readonly cost: 1 | 2 | 3 | 5; readonly seconds: number }[];
  /** Small items that arrive every second: always more than all agents together can do. */
  readonly rush: number;
}

const COSTS = [1, 2, 3, 5] as const;
const LONGEST = 12;
const LONG = process.env.SIGNALBOX_TEST_LONG === '1';

const streams: fc.Arbitrary<Stream> = fc.record({
  agents: fc.integer({ min: 1, max: 3 }),
  bigs: fc.integer({ min: 1, max: 2 }),
  reserveAfter: fc.integer({ min: 1, max: 20 }),
  smalls: fc.array(fc.record({ cost: fc.constantFrom(...COSTS), seconds: fc.integer({ min: 2, max: LONGEST }) }), {
    minLength: 1,
    maxLength: 5,
  }),
  rush: fc.integer({ min: 2, max: 4 }),
});

function organisation(reserveAfter: number) {
  const work = (cost: number) => ({
    channel: 'chat',
    cost,
    offer: { mode: 'auto-accept' },
    reserveAfter: `PT${reserveAfter}S`,
    queue: [{ to: 'desk' }],
  });
  const compiled = compile(
    {
      organisation: { name: 'Harbour' },
      queues: { desk: { name: 'Desk', assign: 'most-free-capacity' } },
      workstreams: { ...Object.fromEntries(COSTS.map((cost) => [`small-${cost}`, work(cost)])), big: work(10) },
      profiles: { desk: { name: 'Desk', capacity: 10, channels: { chat: {} }, queues: [{ queue: 'desk' }] } },
    },
    1,
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  return compiled.configuration;
}

const AGENT = {
  name: 'Agent',
  profile: 'desk',
  groups: [],
  skills: {},
  attributes: {},
  capacity: null,
  limits: {},
  connectivity: 'assumed',
} as const;

const create = (id: string, workstream: string): Command => ({ verb: 'create', item: newItem(id, { workstream }) });

/** Seconds after which each big item was taken up, in the order they came; `null` for those still waiting at the end. */
function waits(stream: Stream, seconds: number): (number | null)[] {
  let judge: Judge | null = null;
  const run: Run = new Run(organisation(stream.reserveAfter), {
    batch: (_run, step) => {
      judge ??= new Judge(run.start);
      const found = judge.watch(step);
      if (found.length > 0) throw new Error(found.map((one) => `${one.invariant}: ${one.detail}`).join('\n'));
    },
  });
  const bigs = Array.from({ length: stream.bigs }, (_, place) => `wi_big${place}`);
  const taken = new Map<string, number>();
  let made = 0;
  const small = (): Command => {
    const { cost } = stream.smalls[made % stream.smalls.length]!;
    made += 1;
    return create(`wi_small${String(made).padStart(5, '0')}`, `small-${cost}`);
  };
  const lasts = (id: string): number =>
    id.startsWith('wi_big') ? LONGEST : stream.smalls[(Number(id.slice(8)) - 1) % stream.smalls.length]!.seconds;
  run.batchAt(
    0,
    Array.from({ length: stream.agents }, (_, place) => `a${place}`).flatMap((agent): Command[] => [
      { verb: 'put_agent', agent, input: AGENT },
      { verb: 'set_presence', agent, intent: 'available', reason: null },
    ]),
  );
  while (![...run.world.items.values()].some((item) => item.state === 'waiting')) run.batchAt(0, [small()]);
  run.batchAt(
    0,
    bigs.map((id) => create(id, 'big')),
  );
  for (let second = 1; second <= seconds && taken.size < bigs.length; second += 1) {
    const now = run.now - (run.now % 1000) + 1000;
    const done = [...run.world.items.values()].filter(
      (item) => item.state === 'assigned' && item.assignedAt! + lasts(item.id) * 1000 <= now,
    );
    // Whoever arrives comes first into the batch: what is freed in it is fought over at once.
    const arrivals = Array.from({ length: stream.rush * stream.agents }, small);
    const completions = done.map((item): Command => ({ verb: 'complete', item: item.id, outcome: null, note: null }));
    run.batchAt(second * 1000, [...arrivals, ...completions]);
    for (const id of bigs) {
      if (!taken.has(id) && run.world.items.get(id)?.state === 'assigned') taken.set(id, second);
    }
  }
  return bigs.map((id) => taken.get(id) ?? null);
}

/** The k-th big item waits for k times: its reservation, the longest small one of the kept agent, and a big one before it. */
const boundOf = (stream: Stream, place: number): number => (place + 1) * (stream.reserveAfter + 2 * LONGEST + 1);

it('serves big items within a bound amid endless small ones', () => {
  fc.assert(
    fc.property(streams, (stream) => {
      waits(stream, boundOf(stream, stream.bigs)).forEach((waited, place) => {
        expect(waited, `big item ${place + 1}`).not.toBeNull();
        expect(waited!).toBeLessThanOrEqual(boundOf(stream, place));
      });
    }),
    { numRuns: LONG ? 1500 : 80 },
  );
}, 600_000);

it('starves a big item when nobody is kept free', () => {
  const smalls = [{ cost: 1, seconds: 5 } as const, { cost: 1, seconds: 7 } as const];
  const stream = { agents: 1, bigs: 1, smalls, rush: 4 };
  expect(waits({ ...stream, reserveAfter: 86_400 }, 120)).toEqual([null]);
  expect(waits({ ...stream, reserveAfter: 5 }, 120)[0]).toBeLessThanOrEqual(boundOf({ ...stream, reserveAfter: 5 }, 0));
}, 60_000);
