import { describe, expect, it } from 'vitest';
import { Bench, configuration, profile, queue, step, workstream } from './fixtures.ts';

/** Up to two agents are asked for an item at once, four people with room for one each. */
function desk(people: readonly string[], atOnce = 2): Bench {
  const bench = new Bench(
    configuration({
      workstreams: { chat: workstream({ atOnce }) },
      profiles: { desk: profile({ capacity: 1 }) },
    }),
  );
  for (const id of people) bench.agent(id);
  return bench;
}

const askedFor = (bench: Bench, item: string): string[] =>
  (bench.world.offersOf.get(item) ?? []).map(({ agentId }) => agentId);
const offerTo = (bench: Bench, item: string, agent: string): string =>
  bench.world.offersOf.get(item)!.find(({ agentId }) => agentId === agent)!.id;

describe('several offers of one item at once', () => {
  it('are made to as many agents as the policy says, and no more', () => {
    const bench = desk(['anna', 'bo', 'cy']);
    const item = bench.item();
    expect([bench.state(item), askedFor(bench, item)]).toEqual(['offered', ['anna', 'bo']]);
  });

  it('go on to whoever becomes free while fewer are asked', () => {
    const bench = desk(['anna']);
    const item = bench.item();
    bench.agent('bo');
    bench.agent('cy');
    expect(askedFor(bench, item)).toEqual(['anna', 'bo']);
  });

  it('are withdrawn from the others in the batch in which one accepts, and these get the next item', () => {
    const bench = desk(['anna', 'bo']);
    const [first, second] = [bench.item(), bench.item()];
    bench.do({ verb: 'accept', offer: offerTo(bench, first, 'bo') });
    expect([bench.state(first), bench.world.items.get(first)!.agentId]).toEqual(['assigned', 'bo']);
    expect(askedFor(bench, second)).toEqual(['anna']);
    const told = bench.world.log.events.slice(-4).map(({ type, agent }) => [type, agent]);
    expect(told).toEqual([
      ['offer.accepted', 'bo'],
      ['offer.withdrawn', 'anna'],
      ['item.assigned', 'bo'],
      ['offer.made', 'anna'],
    ]);
    expect(bench.world.agents.get('anna')!.unanswered).toBe(0);
  });

  it('lose a race with a 409 that says who has it', () => {
    const bench = desk(['anna', 'bo']);
    const item = bench.item();
    const late = offerTo(bench, item, 'bo');
    bench.do({ verb: 'accept', offer: offerTo(bench, item, 'anna') });
    const outcome = bench.do({ verb: 'accept', offer: late });
    expect(outcome).toMatchObject({ kind: 'refused', code: 'conflict' });
  });

  it('stand while another is declined, which is replaced', () => {
    const bench = desk(['anna', 'bo', 'cy']);
    const item = bench.item();
    bench.do({ verb: 'decline', offer: offerTo(bench, item, 'anna'), reason: null, retryAfterMs: null });
    expect([bench.state(item), askedFor(bench, item)]).toEqual(['offered', ['bo', 'cy']]);
    for (const agent of ['bo', 'cy'])
      bench.do({ verb: 'decline', offer: offerTo(bench, item, agent), reason: null, retryAfterMs: null });
    expect([bench.state(item), askedFor(bench, item)]).toEqual(['waiting', []]);
  });

  it('expire each at its own time', () => {
    const bench = desk(['anna']);
    const item = bench.item();
    const first = offerTo(bench, item, 'anna');
    bench.wait(10_000);
    bench.agent('bo');
    bench.now += 20_000;
    bench.do({ verb: 'expire_offer', offer: first }, { kind: 'temporal', identity: 'timer' });
    expect([bench.state(item), askedFor(bench, item)]).toEqual(['offered', ['bo']]);
  });

  it('all end when the item is cancelled, and only hers when an agent goes', () => {
    const bench = desk(['anna', 'bo']);
    const [first, second] = [bench.item(), bench.item()];
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'offline', reason: null });
    expect(askedFor(bench, first)).toEqual(['bo']);
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'available', reason: null });
    expect(askedFor(bench, first)).toEqual(['bo', 'anna']);
    bench.do({ verb: 'cancel', item: first, reason: null });
    expect(bench.events('offer.cancelled')).toHaveLength(2);
    expect(askedFor(bench, second).sort()).toEqual(['anna', 'bo']);
  });

  it('give way to the one agent whom a supervisor chose', () => {
    const bench = desk(['anna', 'bo', 'cy']);
    const item = bench.item();
    bench.do({ verb: 'assign', item, agent: 'cy', offer: true });
    expect(askedFor(bench, item)).toEqual(['cy']);
  });

  it('are allowed by a step of a ladder from then on', () => {
    const bench = new Bench(
      configuration({
        escalations: { ladder: [step(40_000, { atOnce: 3 })] },
        queues: { regular: queue({ escalation: 'ladder' }) },
        profiles: { desk: profile({ capacity: 1 }) },
      }),
    );
    for (const id of ['anna', 'bo', 'cy', 'di']) bench.agent(id);
    const item = bench.item();
    expect(askedFor(bench, item)).toEqual(['anna']);
    bench.wait(45_000);
    bench.do({ verb: 'expire_offer', offer: bench.offer(item) }, { kind: 'temporal', identity: 'timer' });
    expect(askedFor(bench, item)).toHaveLength(3);
  });

  it('let a younger item of the same kind go to whoever is asked for the older one already', () => {
    const bench = new Bench(configuration({ workstreams: { chat: workstream({ atOnce: 2 }) } }));
    bench.agent('anna');
    const [first, second] = [bench.item(), bench.item()];
    expect([askedFor(bench, first), askedFor(bench, second)]).toEqual([['anna'], ['anna']]);
  });

  it('lie in one class with what waits alike, once a publish lets more be asked', () => {
    const bench = desk(['anna'], 1);
    const [asked, waits] = [bench.item(), bench.item()];
    const document = {
      organisation: { name: 'Bank' },
      queues: { regular: { name: 'Regular' } },
      workstreams: { chat: { channel: 'chat', queue: [{ to: 'regular' }], offer: { atOnce: 2 } } },
      profiles: { desk: { name: 'Desk', capacity: 1, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
    };
    bench.do({ verb: 'publish', document, author: 'ke_a', ifMatch: '*', reason: null, reclassify: false });
    const { classes, byQueue } = bench.world.shelf;
    expect([...classes.values()].map(({ items }) => [...items].map(({ id }) => id))).toEqual([[asked, waits]]);
    expect([...byQueue.get('regular')!]).toEqual([...classes.values()]);
  });
});
