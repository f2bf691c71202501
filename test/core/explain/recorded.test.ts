import { describe, expect, it } from 'vitest';
import { explainRecorded } from '../../../core/explain/recorded.ts';
import type { Item } from '../../../core/item.ts';
import { agentKey, Bench, configuration, profile, skill, workstream } from '../fixtures.ts';

const settings = () =>
  configuration({
    workstreams: { chat: workstream(), list: workstream({ mode: 'pick' }) },
    profiles: { desk: profile({ may: { decline: true, pause: true, pick: ['chat'], transferTo: [] } }) },
  });

/** Anna may take german work, Bo may not, Cleo is away. */
function start() {
  const bench = new Bench(settings());
  bench.agent('anna', { skills: { german: 3 } });
  bench.agent('bo');
  bench.agent('cleo');
  bench.do({ verb: 'set_presence', agent: 'cleo', intent: 'offline', reason: null });
  return bench;
}

const german = (bench: Bench) => bench.item({ requirements: skill('german', 3) });

function explain(bench: Bench, id: string) {
  const item = bench.world.log.items.get(id)?.item as Item;
  const newest = new Map(bench.world.log.events.filter((one) => one.item === id).map((one) => [one.type, one]));
  return explainRecorded(item, [...newest.values()], bench.now);
}

describe('why an item that was given out went where it went', () => {
  it('is told right after the offer, with who was ruled out when it was made', () => {
    const bench = start();
    const id = german(bench);
    expect(explain(bench, id)).toEqual({
      item: id,
      state: 'offered',
      queue: 'regular',
      sentence: 'Offered to anna 0 s ago. Only anna could take it: of 3 agents, 1 offline, 1 without german ≥ 3.',
      order: null,
      chosen: { agent: 'anna', at: bench.now, by: 'offer', key: bench.now },
      considered: 3,
      ruledOut: [
        { reason: 'offline', count: 1, agents: ['cleo'] },
        { reason: 'skill', skill: 'german', needs: 3, count: 1, agents: ['bo'] },
      ],
    });
  });

  it('is told after the end as it was when it was decided', () => {
    const bench = start();
    const id = german(bench);
    const decidedAt = bench.now;
    bench.wait(5_000);
    bench.accept(id);
    bench.wait(10_000);
    expect(explain(bench, id).sentence).toMatch(/^With anna for 10 s\. Only anna could take it: of 3 agents/);
    bench.complete(id);
    bench.do({ verb: 'set_presence', agent: 'cleo', intent: 'available', reason: null });
    bench.wait(120_000);
    expect(explain(bench, id)).toMatchObject({
      state: 'closed',
      chosen: { agent: 'anna', at: decidedAt, by: 'offer' },
      considered: 3,
      sentence:
        'Closed 2 min ago, done by anna. Only anna could take it: of 3 agents, 1 offline, 1 without german ≥ 3.',
    });
  });

  it('names the one who came first of several', () => {
    const bench = start();
    const id = bench.item();
    expect(explain(bench, id).sentence).toBe(
      'Offered to anna 0 s ago. anna came first of the 2 who could take it: of 3 agents, 1 offline.',
    );
  });

  it('says that a person chose, and who', () => {
    const bench = start();
    const id = german(bench);
    bench.do({ verb: 'assign', item: id, agent: 'bo', offer: true });
    expect(explain(bench, id)).toMatchObject({ chosen: { agent: 'bo', by: 'assign', key: null }, ruledOut: [] });
    bench.do({ verb: 'assign', item: id, agent: 'anna', offer: false });
    bench.wait(1_000);
    const { sentence, chosen } = explain(bench, id);
    expect(chosen).toMatchObject({ agent: 'anna', by: 'assign' });
    expect(sentence).toBe('With anna for 1 s. anna was chosen by hand, by key:ke_admin.');
  });

  it('says that it was picked', () => {
    const bench = start();
    const id = bench.item({ workstream: 'list' });
    bench.do({ verb: 'pick', item: id, agent: null }, agentKey('bo'));
    expect(explain(bench, id)).toMatchObject({
      chosen: { agent: 'bo', by: 'pick', key: null },
      sentence: 'With bo for 0 s. bo took it from the list.',
    });
  });

  it('names nobody where the last offer came to nothing before the end', () => {
    const bench = start();
    const id = german(bench);
    bench.do({ verb: 'decline', offer: bench.offer(id), reason: null, retryAfterMs: null });
    bench.do({ verb: 'cancel', item: id, reason: 'hung up' });
    expect(explain(bench, id)).toMatchObject({
      state: 'cancelled',
      chosen: null,
      considered: 3,
      sentence: 'Cancelled 0 s ago, for "hung up". It was last offered to anna, who declined.',
    });
    expect(explain(bench, id).ruledOut).toHaveLength(2);
  });

  it('names whoever was asked while it ended', () => {
    const bench = start();
    const id = german(bench);
    bench.do({ verb: 'cancel', item: id, reason: null });
    expect(explain(bench, id)).toMatchObject({ chosen: { agent: 'anna' } });
  });

  it('is that nobody was asked', () => {
    const bench = new Bench(settings());
    const id = bench.item();
    bench.do({ verb: 'cancel', item: id, reason: null });
    expect(explain(bench, id)).toMatchObject({
      chosen: null,
      considered: 0,
      ruledOut: [],
      sentence: 'Cancelled 0 s ago. Nobody was asked.',
    });
  });

  it('is the decision of its last owner, not of one who gave it back', () => {
    const bench = start();
    const id = bench.item();
    bench.accept(id);
    bench.do({ verb: 'release', item: id, reason: null });
    bench.wait(2_000);
    expect(explain(bench, id)).toMatchObject({ state: 'offered', chosen: { agent: 'bo', by: 'offer' } });
    bench.accept(id);
    bench.complete(id);
    expect(explain(bench, id).sentence).toMatch(/^Closed 0 s ago, done by bo\. Only bo could take it: of 3 agents/);
  });
});
