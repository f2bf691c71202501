import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../core/configuration/compiled.ts';
import { ADMIN, agentKey, Bench, configuration, profile, queue, START, step, workstream } from './fixtures.ts';

const MINUTE = 60_000;
const CHANNEL = { ...ADMIN, id: 'ke_web', role: 'channel', source: 'test' } as const;
const TIMER = { kind: 'temporal', identity: 'timer' } as const;
/** One item fills her. */
const ONE: Partial<Configuration> = { profiles: { desk: profile({ capacity: 1 }) } };

interface Paused {
  readonly bench: Bench;
  readonly item: string;
  readonly row: () => ReturnType<Bench['world']['items']['get']> & object;
}

const pause = (item: string, change: object = {}) =>
  ({ verb: 'pause', item, until: null, forCustomer: false, reason: null, ...change }) as const;
const resume = (item: string, agent: string | null = null) => ({ verb: 'resume', item, agent }) as const;

/** An item that Anna has, and pauses. */
function paused(change: object = {}, settings: Partial<Configuration> = ONE): Paused {
  const bench = new Bench(configuration(settings));
  bench.agent('anna');
  const item = bench.item();
  bench.accept(item);
  bench.wait(1000);
  bench.do(pause(item, change), agentKey('anna'));
  return { bench, item, row: () => bench.world.items.get(item)! };
}

const code = (outcome: object): unknown => ('code' in outcome ? outcome.code : 'done');
const last = (bench: Bench, type: string) => bench.world.log.events.filter((event) => event.type === type).at(-1);

describe('an item that is paused', () => {
  it('keeps its owner and holds nothing of her', () => {
    const { bench, row } = paused({ until: 1_795_700_000_000, forCustomer: true });
    expect(row()).toMatchObject({ state: 'paused', agentId: 'anna', pausedFor: 'customer', pausedAt: bench.now });
    expect(bench.world.holdings.get('anna')?.size).toBe(0);
    expect(bench.state(bench.item())).toBe('offered');
    expect(last(bench, 'item.paused')).toMatchObject({
      agent: 'anna',
      units: 1,
      details: { for: 'customer', until: 1_795_700_000_000 },
    });
  });

  it('is paused by nobody else, not twice, and not from other states', () => {
    const { bench, item } = paused();
    bench.agent('bo');
    const other = bench.item();
    expect(code(bench.do(pause(item), agentKey('anna')))).toBe('conflict');
    expect(code(bench.do(pause(item), agentKey('bo')))).toBe('not_found');
    expect(code(bench.do(pause(other)))).toBe('conflict');
    expect(code(bench.do(resume(other)))).toBe('conflict');
  });

  it('is not paused by an agent whose profile may not, but by a supervisor for her', () => {
    const may = { ...profile().may, pause: false };
    const { bench, item, row } = paused({}, { profiles: { desk: profile({ may }) } });
    expect([row().state, code(bench.do(pause(item), agentKey('anna')))]).toEqual(['assigned', 'forbidden']);
    bench.do(pause(item), { ...ADMIN, role: 'supervisor' });
    expect(row().state).toBe('paused');
  });

  it.each([0, -1, 3660 * 86_400_000])('is not paused until %d ms from now', (ms) => {
    const { bench, item, row } = paused({ until: null }, {});
    bench.do(resume(item, 'anna'));
    expect(code(bench.do(pause(item, { until: bench.now + ms })))).toBe('invalid');
    expect(row().state).toBe('assigned');
  });

  it('does not spend its time to live meanwhile', () => {
    const settings = { workstreams: { chat: workstream({ timeToLiveMs: 10 * MINUTE }) } };
    const { bench, item, row } = paused({}, settings);
    bench.wait(60 * MINUTE);
    expect(row().state).toBe('paused');
    bench.do({ verb: 'remove_agent', agent: 'anna' });
    bench.do(resume(item));
    expect(row().state).toBe('waiting');
    bench.wait(9 * MINUTE);
    expect(row().state).toBe('waiting');
    bench.wait(2 * MINUTE);
    expect(bench.state(item)).toBe('settled');
  });

  it('climbs no ladder meanwhile, and takes the steps together that fell due', () => {
    const ladder = [30_000, MINUTE].map((afterMs) => step(afterMs, { raisePriority: 1 }));
    const { bench, item, row } = paused(
      {},
      { escalations: { ladder }, queues: { regular: queue({ escalation: 'ladder' }) } },
    );
    bench.wait(5 * MINUTE);
    expect(row()).toMatchObject({ escalationStep: 0, nextEscalationAt: null });
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
    bench.do(resume(item));
    expect(row()).toMatchObject({ state: 'waiting', escalationStep: 2, raised: 2 });
  });

  it('may be cancelled, transferred and assigned, which leaves her idle time alone', () => {
    for (const command of [
      { verb: 'cancel', reason: null },
      { verb: 'transfer', queue: 'regular', agent: null },
      { verb: 'assign', agent: 'bo', offer: false },
    ] as const) {
      const { bench, item } = paused();
      bench.agent('bo');
      const { idleSince } = bench.world.agents.get('anna')!;
      bench.wait(MINUTE);
      bench.do({ ...command, item });
      expect(bench.state(item)).toBe({ cancel: 'settled', transfer: 'offered', assign: 'assigned' }[command.verb]);
      expect(bench.world.agents.get('anna')!.idleSince).toBe(idleSince);
    }
  });

  it('is assigned to its owner by hand, which ends the pause', () => {
    const { bench, item, row } = paused();
    bench.do({ verb: 'assign', item, agent: 'anna', offer: false });
    expect(row()).toMatchObject({ state: 'assigned', agentId: 'anna', pausedAt: null, pausedFor: null });
  });
});

describe('its owner who resumes it', () => {
  it('has it at once', () => {
    const { bench, item, row } = paused();
    expect(code(bench.do(resume(item), agentKey('anna')))).toBe('done');
    expect(row()).toMatchObject({ state: 'assigned', agentId: 'anna', pausedAt: null, resumesAt: null });
    expect(bench.world.holdings.get('anna')?.get(item)?.units).toBe(1);
  });

  it('is refused while she has no room, and a supervisor may exceed it for her', () => {
    const { bench, item, row } = paused();
    bench.item();
    const refused = bench.do(resume(item), agentKey('anna'));
    expect(refused).toMatchObject({ code: 'conflict', current: { reason: 'full', freeUnits: 0 } });
    bench.do(resume(item, 'anna'));
    expect(row().state).toBe('assigned');
    expect(last(bench, 'item.assigned')?.details).toEqual({ by: 'resume', exceedsCapacity: true });
  });

  it('is refused while she is offline, also when somebody else resumes it for her', () => {
    const { bench, item, row } = paused();
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null });
    expect([agentKey('anna'), ADMIN].map((actor) => code(bench.do(resume(item, 'anna'), actor)))).toEqual([
      'conflict',
      'conflict',
    ]);
    expect(row().state).toBe('paused');
  });

  it('is not chosen by a channel, which would exceed her limits', () => {
    const { bench, item, row } = paused();
    bench.item();
    expect(code(bench.do(resume(item, 'anna'), CHANNEL))).toBe('forbidden');
    expect(row().state).toBe('paused');
  });

  it('can be nobody but its owner', () => {
    const { bench, item } = paused();
    bench.agent('bo');
    expect(code(bench.do(resume(item, 'bo')))).toBe('invalid');
    expect(code(bench.do(resume(item, 'nobody')))).toBe('invalid');
  });
});

describe('an item that wakes', () => {
  it('is offered to its owner first, with the age that it had', () => {
    const { bench, item, row } = paused();
    const { enqueuedAt } = row();
    bench.agent('bo');
    bench.wait(MINUTE);
    bench.do(resume(item), CHANNEL);
    expect([bench.holder(item), row().enqueuedAt]).toEqual(['anna', enqueuedAt]);
    expect(last(bench, 'item.resumed')?.details).toMatchObject({ by: 'channel', preferred: { agent: 'anna' } });
  });

  it('waits for its owner while she is full, and then goes to anyone', () => {
    const { bench, item, row } = paused();
    bench.accept(bench.item());
    bench.do(resume(item));
    bench.agent('bo');
    expect(row()).toMatchObject({ state: 'waiting', preferredAgent: 'anna' });
    bench.wait(44_000);
    expect(bench.state(item)).toBe('waiting');
    bench.wait(1000);
    expect(bench.holder(item)).toBe('bo');
  });

  it.each<[string, (bench: Bench) => void]>([
    ['offline', (bench) => bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null })],
    ['away', (bench) => bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null })],
    ['removed', (bench) => bench.do({ verb: 'remove_agent', agent: 'anna' })],
  ])('goes straight to everyone when its owner is %s', (_how, leave) => {
    const settings = { profiles: { desk: profile({ presence: { ...profile().presence, away: [] } }) } };
    const { bench, item } = paused({}, settings);
    bench.agent('bo');
    leave(bench);
    bench.do(resume(item));
    expect(bench.holder(item)).toBe('bo');
  });

  it('is woken by its clock, by nobody too early, and by the sweeper when Temporal is away', () => {
    const until = 1_795_600_000_000 + 10 * MINUTE;
    const { bench, item, row } = paused({ until });
    expect(code(bench.do({ verb: 'wake', item }, TIMER))).toBe('precondition');
    bench.now = until;
    bench.do({ verb: 'wake', item }, TIMER);
    expect(bench.state(item)).toBe('offered');
    expect(last(bench, 'item.resumed')).toMatchObject({ cause: 'deadline:wake', details: { by: 'clock' } });
    bench.accept(item);
    bench.do(pause(item, { until: bench.now + MINUTE }));
    bench.wait(MINUTE + 29_999);
    expect(row().state).toBe('paused');
    bench.wait(1);
    expect(bench.state(item)).toBe('offered');
  });

  it('does nothing at the time of a pause that was ended before', () => {
    const { bench, item, row } = paused({ until: 1_795_600_000_000 + 10 * MINUTE });
    bench.do(resume(item), agentKey('anna'));
    bench.now += 20 * MINUTE;
    expect(code(bench.do({ verb: 'wake', item }, TIMER))).toBe('conflict');
    expect(row().state).toBe('assigned');
  });
});

describe('an owner who leaves', () => {
  const removed = (change: object) => {
    const at = paused(change, {});
    at.bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null });
    at.bench.wait(60 * MINUTE);
    expect(at.row()).toMatchObject({ state: 'paused', agentId: 'anna' });
    at.bench.do({ verb: 'remove_agent', agent: 'anna' });
    expect(last(at.bench, 'item.released')?.details).toMatchObject({ reason: 'agent_removed' });
    return at;
  };

  it('keeps what she paused while she is gone, and not when she is removed', () => {
    const { bench, item, row } = removed({ forCustomer: true });
    expect(row()).toMatchObject({ state: 'paused', agentId: null });
    bench.agent('anna');
    expect(code(bench.do(resume(item), agentKey('anna')))).toBe('not_found');
  });

  it('leaves nothing behind that only she would have taken up again once she is removed', () => {
    const { bench, item, row } = removed({});
    expect(row()).toMatchObject({ state: 'waiting', agentId: null, enqueuedAt: START, pausedAt: null });
    expect(last(bench, 'item.resumed')?.details).toEqual({ by: 'agent_removed', preferred: null });
    bench.agent('bo');
    expect(bench.holder(item)).toBe('bo');
  });

  it('is nobody whom a rebuilt memory would not know', () => {
    const { bench, item } = paused();
    expect(bench.rebuilt().items.get(item)).toEqual(bench.world.items.get(item));
    expect(bench.rebuilt().holdings.get('anna')?.size ?? 0).toBe(0);
  });
});
