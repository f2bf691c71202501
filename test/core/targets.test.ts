import { describe, expect, it } from 'vitest';
import { type Calendar, WEEKDAYS } from '../../core/calendar/calendar.ts';
import type { Configuration, TargetPolicy } from '../../core/configuration/compiled.ts';
import { itemView } from '../../core/view.ts';
import { agentKey, Bench, configuration, profile, queue, START, workstream } from './fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TIMER = { kind: 'temporal', identity: 'timer' } as const;
const GRACE = 30_000;

const policy = (change: Partial<TargetPolicy> = {}): TargetPolicy => ({ ...workstream().targets, ...change });
/** Cases of a channel where nobody waits at the other end. */
const cases = (targets: TargetPolicy, change: Partial<Configuration> = {}): Configuration =>
  configuration({
    channels: { case: { live: false, offerTimeoutMs: HOUR, cost: 1 } },
    workstreams: { chat: workstream({ channel: 'case', offerTimeoutMs: HOUR, targets }) },
    profiles: { desk: profile({ channels: { case: { atMost: 10, cost: null, interruptibleBy: [] } } }) },
    ...change,
  });
const PROMISED = policy({ firstResponseMs: 10 * MINUTE, resolutionMs: 100 * MINUTE });

function start(settings: Configuration = cases(PROMISED), change: Parameters<Bench['item']>[0] = {}) {
  const bench = new Bench(settings);
  bench.agent('anna');
  const item = bench.item(change);
  return { bench, item, row: () => bench.world.items.get(item)! };
}
type Started = ReturnType<typeof start>;

const told = ({ bench, item }: Started): unknown[] =>
  bench.world.log.events
    .filter((event) => event.item === item && event.type.startsWith('item.target_'))
    .map(({ type, details, at }) => [type.slice('item.target_'.length), details.target, (at - START) / MINUTE]);
const pause = (item: string, forCustomer: boolean) =>
  ({ verb: 'pause', item, until: null, forCustomer, reason: null }) as const;
/** As Temporal's timers would: to the minute. */
function pass(bench: Bench, minutes: number): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    bench.now += MINUTE;
    for (const item of bench.world.items.keys())
      for (const [target, { stage }] of Object.entries(bench.world.items.get(item)!.targets))
        bench.do({ verb: 'note_target', item, target: target as 'due', stage: stage as 'running' }, TIMER);
  }
}

describe('targets of an item', () => {
  it('warn and are missed, each once, and bump the order', () => {
    const at = start();
    expect(at.row().targets.firstResponse).toMatchObject({ warnAt: START + 8 * MINUTE, dueAt: START + 10 * MINUTE });
    pass(at.bench, 120);
    expect(told(at)).toEqual([
      ['warned', 'firstResponse', 8],
      ['breached', 'firstResponse', 10],
      ['warned', 'resolution', 80],
      ['breached', 'resolution', 100],
    ]);
    expect(at.row().urged).toBe(6);
    expect(itemView(at.bench.world, at.row()).key).toBe(START - 6 * 5 * MINUTE);
  });

  it('are noted by the engine itself once the grace is over', () => {
    const at = start();
    at.bench.wait(8 * MINUTE + GRACE - 1);
    expect(told(at)).toEqual([]);
    at.bench.wait(1);
    expect(told(at)).toEqual([['warned', 'firstResponse', 8.5]]);
  });

  it('are not noted early, nor twice for two timers', () => {
    const { bench, item, row } = start();
    const note = { verb: 'note_target', item, target: 'firstResponse', stage: 'running' } as const;
    expect(bench.do(note, TIMER)).toMatchObject({ code: 'precondition', current: { dueAt: START + 8 * MINUTE } });
    bench.now += 9 * MINUTE;
    bench.do(note, TIMER);
    const { rev } = row();
    bench.do(note, TIMER);
    bench.do({ ...note, target: 'due' }, TIMER);
    expect(row().rev).toBe(rev);
  });

  it('bring what waits before what is older', () => {
    const bench = new Bench(cases(policy()));
    const older = bench.item();
    bench.wait(9 * MINUTE);
    const due = bench.item({ dueAt: bench.now + MINUTE });
    bench.wait(HOUR);
    bench.agent('anna');
    expect(bench.world.items.get(due)?.urged).toBe(3);
    expect([older, due].map((item) => bench.world.offersOf.get(item)?.[0]?.id).sort()[0]).toBe(bench.offer(due));
  });

  it('count the open time of their calendar', () => {
    const day = [{ from: 8 * 60, to: 18 * 60 }];
    const weekly = Object.fromEntries(WEEKDAYS.map((name) => [name, day])) as unknown as Calendar['weekly'];
    const office = { timeZone: 'UTC', weekly, exceptions: {}, isHoliday: () => false };
    const targets = policy({ firstResponseMs: 10 * HOUR, calendar: 'office' });
    const { row } = start(cases(targets, { calendars: { office } }));
    // It begins at 9:46:40.
    expect(row().targets.firstResponse).toMatchObject({
      warnAt: START + 8 * HOUR,
      dueAt: START + 24 * HOUR,
    });
  });

  it('begin when a scheduled item is admitted, and anew when it is put off', () => {
    const at = start(cases(PROMISED), { notBefore: START + HOUR });
    expect(at.row().targets).toEqual({});
    at.bench.wait(HOUR + GRACE);
    const begun = at.bench.now;
    expect(at.row().targets.firstResponse?.dueAt).toBe(begun + 10 * MINUTE);
    at.bench.wait(20 * MINUTE);
    expect(at.row().urged).toBe(3);
    at.bench.do({ verb: 'reschedule', item: at.item, notBefore: at.bench.now + HOUR });
    expect(at.row()).toMatchObject({ targets: {}, urged: 0 });
  });
});

describe('a first response', () => {
  it('is given when she says so, once', () => {
    const { bench, item, row } = start();
    bench.accept(item);
    bench.do({ verb: 'respond', item }, agentKey('anna'));
    const { rev } = row();
    bench.do({ verb: 'respond', item }, agentKey('anna'));
    expect(row()).toMatchObject({ rev, targets: { firstResponse: { stage: 'met' } } });
    expect(bench.events('item.responded')).toHaveLength(1);
  });

  it('is given when she pauses it for the customer, not when she pauses it for herself', () => {
    const { bench, item, row } = start();
    bench.accept(item);
    bench.do(pause(item, false));
    expect(row().targets.firstResponse?.stage).toBe('running');
    bench.do({ verb: 'resume', item, agent: 'anna' });
    bench.do(pause(item, true));
    expect(row().targets.firstResponse?.stage).toBe('met');
  });

  it('is given as soon as somebody has it, where a person waits at the other end', () => {
    const live = { chat: { live: true, offerTimeoutMs: HOUR, cost: 1 } };
    const chat = workstream({ targets: PROMISED, offerTimeoutMs: HOUR });
    const { bench, item, row } = start(configuration({ channels: live, workstreams: { chat } }));
    pass(bench, 11);
    bench.accept(item);
    expect(row().targets).toMatchObject({
      firstResponse: { stage: 'late', raised: 3 },
      resolution: { stage: 'running' },
    });
  });

  it('that was given is neither warned of nor missed', () => {
    const at = start();
    at.bench.accept(at.item);
    at.bench.do({ verb: 'respond', item: at.item });
    pass(at.bench, 30);
    expect(told(at)).toEqual([]);
  });
});

describe('a resolution', () => {
  it('stands still while it is for the customer to go on', () => {
    const at = start();
    at.bench.accept(at.item);
    pass(at.bench, 5);
    at.bench.do(pause(at.item, true));
    pass(at.bench, 1000);
    expect(told(at)).toEqual([]);
    at.bench.do({ verb: 'resume', item: at.item, agent: 'anna' });
    expect(at.row().targets.resolution).toMatchObject({ dueAt: at.bench.now + 95 * MINUTE, left: null });
    pass(at.bench, 120);
    expect(told(at)).toEqual([
      ['warned', 'resolution', 1080],
      ['breached', 'resolution', 1100],
    ]);
  });

  it('runs while she pauses it for herself', () => {
    const at = start();
    at.bench.accept(at.item);
    at.bench.do({ verb: 'respond', item: at.item });
    at.bench.do(pause(at.item, false));
    pass(at.bench, 90);
    expect(told(at)).toEqual([['warned', 'resolution', 80]]);
  });

  it('goes on where it stood after each of ten pauses', () => {
    const { bench, item, row } = start();
    bench.accept(item);
    for (let nth = 0; nth < 10; nth += 1) {
      pass(bench, 1);
      bench.do(pause(item, true));
      pass(bench, 7);
      bench.do({ verb: 'resume', item, agent: 'anna' });
    }
    expect(row().targets.resolution?.dueAt).toBe(bench.now + 90 * MINUTE);
  });
});

describe('a due time', () => {
  it('warns after four fifths of the time to it, is never stopped, and is met at completion', () => {
    const at = start(cases(policy()), { dueAt: START + 50 * MINUTE });
    at.bench.accept(at.item);
    at.bench.do(pause(at.item, true));
    pass(at.bench, 45);
    expect(told(at)).toEqual([['warned', 'due', 40]]);
    at.bench.do({ verb: 'resume', item: at.item, agent: 'anna' });
    at.bench.complete(at.item);
    expect(at.bench.world.log.items.get(at.item)?.item.targets.due?.stage).toBe('met');
  });

  it('that is past when it is handed in is missed at once', () => {
    const at = start(cases(policy()), { dueAt: START - MINUTE });
    expect(told(at)).toEqual([
      ['warned', 'due', 0],
      ['breached', 'due', 0],
    ]);
  });

  it('that is moved is another promise, without what the old one added', () => {
    const bench = new Bench(cases(policy()));
    const item = bench.item({ dueAt: START + MINUTE });
    const row = () => bench.world.items.get(item)!;
    pass(bench, 2);
    expect(row().urged).toBe(3);
    bench.do({ verb: 'patch', item, patch: { subject: 'The same' } });
    expect(row().urged).toBe(3);
    bench.do({ verb: 'patch', item, patch: { dueAt: START + HOUR } });
    expect(row()).toMatchObject({ urged: 0, targets: { due: { stage: 'running', dueAt: START + HOUR } } });
    bench.do({ verb: 'patch', item, patch: { dueAt: null } });
    expect(row().targets).toEqual({});
  });

  it('is refused where it is more than ten years ahead', () => {
    const bench = new Bench();
    const far = START + 3660 * 24 * HOUR;
    expect(() => bench.item({ dueAt: far })).toThrow(/dueAt may be at most ten years ahead/);
    const item = bench.item();
    expect(bench.do({ verb: 'patch', item, patch: { dueAt: far } })).toMatchObject({
      findings: [{ pointer: '/dueAt' }],
    });
  });

  it('keeps what it added when the item moves to another queue', () => {
    const bench = new Bench(cases(policy(), { queues: { regular: queue(), other: queue() } }));
    const item = bench.item({ dueAt: START + MINUTE });
    pass(bench, 2);
    bench.do({ verb: 'transfer', item, queue: 'other', agent: null });
    expect(bench.world.items.get(item)).toMatchObject({ queue: 'other', urged: 3 });
  });
});
