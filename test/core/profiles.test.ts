import { describe, expect, it } from 'vitest';
import { explainWaiting } from '../../core/explain/item.ts';
import { agentKey, Bench, configuration, profile, workstream } from './fixtures.ts';

const reason = (bench: Bench, item: string) =>
  explainWaiting(bench.world, bench.world.items.get(item)!)!.ruledOut.map((one) => one.reason);
const desk = (change: Parameters<typeof profile>[0]) => configuration({ profiles: { desk: profile(change) } });

describe('a profile', () => {
  it('caps the items of all channels together', () => {
    const bench = new Bench(
      configuration({
        workstreams: { chat: workstream(), case: workstream({ channel: 'case' }) },
        profiles: {
          desk: profile({
            atMost: 2,
            channels: {
              chat: { atMost: 2, cost: null, interruptibleBy: [] },
              case: { atMost: 2, cost: null, interruptibleBy: [] },
            },
          }),
        },
      }),
    );
    bench.agent('anna');
    const items = [bench.item(), bench.item({ workstream: 'case' }), bench.item({ workstream: 'case' })];
    expect(items.map((item) => bench.state(item))).toEqual(['offered', 'offered', 'waiting']);
    expect(reason(bench, items[2]!)).toEqual(['full']);
  });

  it('prices a channel itself, from the offer to the end of the work', () => {
    const bench = new Bench(desk({ channels: { chat: { atMost: 10, cost: 6, interruptibleBy: [] } } }));
    bench.agent('anna');
    const first = bench.item();
    const second = bench.item();
    expect([bench.state(first), bench.state(second)]).toEqual(['offered', 'waiting']);
    expect(bench.world.offersOf.get(first)![0]!.units).toBe(6);
    bench.accept(first);
    expect([...bench.world.holdings.get('anna')!.values()].map(({ units }) => units)).toEqual([6]);
    expect(bench.world.items.get(first)!.cost).toBe(1);
    bench.complete(first);
    expect(bench.state(second)).toBe('offered');
  });

  it('prices it for its own agents only, and anew when the item goes to somebody else', () => {
    const bench = new Bench(
      configuration({
        profiles: {
          desk: profile({ channels: { chat: { atMost: 10, cost: 6, interruptibleBy: [] } } }),
          day: profile(),
        },
      }),
    );
    bench.agent('anna');
    const item = bench.item();
    bench.agent('bo', { profile: 'day' });
    bench.do({ verb: 'decline', offer: bench.offer(item), reason: null, retryAfterMs: null });
    expect([bench.holder(item), bench.world.offersOf.get(item)![0]!.units]).toEqual(['bo', 1]);
  });

  it('finds room by its own price', () => {
    const bench = new Bench(
      configuration({
        workstreams: { chat: workstream({ cost: 20 }) },
        profiles: {
          desk: profile({ channels: { chat: { atMost: 10, cost: 5, interruptibleBy: [] } } }),
          day: profile(),
        },
      }),
    );
    bench.agent('bo', { profile: 'day' });
    bench.agent('anna');
    expect(bench.holder(bench.item())).toBe('anna');
  });

  it('may give its agents at once what others are offered', () => {
    const bench = new Bench(
      configuration({ profiles: { desk: profile({ mode: 'auto-accept' }), day: profile({ capacity: 1 }) } }),
    );
    bench.agent('bo', { profile: 'day' });
    const offered = bench.item();
    bench.agent('anna');
    expect([bench.state(offered), bench.state(bench.item())]).toEqual(['offered', 'assigned']);
  });

  it('may let its agents pick what others are offered', () => {
    const bench = new Bench(
      configuration({
        profiles: {
          desk: profile({ mode: 'pick', may: { decline: true, pause: true, pick: ['chat'], transferTo: [] } }),
          day: profile({ capacity: 1 }),
        },
      }),
    );
    bench.agent('anna');
    const item = bench.item();
    expect([bench.state(item), reason(bench, item)]).toEqual(['waiting', ['pick_only']]);
    bench.agent('bo', { profile: 'day' });
    expect(bench.holder(item)).toBe('bo');
    const next = bench.item();
    expect(bench.do({ verb: 'pick', item: next, agent: null }, agentKey('anna')).kind).toBe('item');
    expect(bench.holder(next)).toBe('anna');
  });

  it('may have offered what others pick', () => {
    const bench = new Bench(
      configuration({
        workstreams: { chat: workstream({ mode: 'pick' }) },
        profiles: { desk: profile({ mode: 'offer' }), day: profile() },
      }),
    );
    bench.agent('bo', { profile: 'day' });
    const item = bench.item();
    expect([bench.state(item), reason(bench, item)]).toEqual(['waiting', ['pick_only']]);
    bench.agent('anna');
    expect(bench.holder(item)).toBe('anna');
  });
});

describe('an agent', () => {
  it('may have a lower limit of her own on a channel', () => {
    const bench = new Bench();
    bench.agent('anna', { limits: { chat: 1 } });
    expect([bench.state(bench.item()), bench.state(bench.item())]).toEqual(['offered', 'waiting']);
  });

  it('never has a higher one than her profile', () => {
    const bench = new Bench(desk({ channels: { chat: { atMost: 1, cost: null, interruptibleBy: [] } } }));
    bench.agent('anna', { limits: { chat: 9 } });
    expect([bench.state(bench.item()), bench.state(bench.item())]).toEqual(['offered', 'waiting']);
  });

  it('keeps her own limits and skills where her profile lets nobody change them, in whatever order they are sent', () => {
    const bench = new Bench(desk({ overrides: { skills: false, capacityMax: null, limits: false } }));
    const supervisor = { kind: 'key', id: 'ke_s', role: 'supervisor', agent: null, source: null } as const;
    const input = {
      ...{
        name: 'Anna',
        profile: 'desk',
        groups: [],
        attributes: {},
        capacity: null,
        connectivity: 'assumed' as const,
      },
      skills: { german: 2, stocks: 3 },
      limits: { chat: 2 },
    };
    const put = (change: object) =>
      bench.do({ verb: 'put_agent', agent: 'anna', input: { ...input, ...change } }, supervisor).kind;
    expect(bench.do({ verb: 'put_agent', agent: 'anna', input }).kind).toBe('agent');
    expect(put({ skills: { stocks: 3, german: 2 } })).toBe('agent');
    expect([put({ skills: { stocks: 3 } }), put({ limits: {} })]).toEqual(['refused', 'refused']);
  });

  it('may have no limit on a channel that there is not', () => {
    const bench = new Bench();
    expect(() => bench.agent('anna', { limits: { fax: 1 } })).not.toThrow();
    expect(bench.world.agents.has('anna')).toBe(false);
  });

  it('is matched by an attribute that equals one of the item', () => {
    const bench = new Bench();
    bench.agent('anna', { attributes: { region: 'south' } });
    const requirements = { skills: {}, groups: [], attributes: { region: 'north' }, agent: null };
    const item = bench.item({ requirements });
    expect([bench.state(item), reason(bench, item)]).toEqual(['waiting', ['attribute']]);
    bench.agent('bo', { attributes: { region: 'north' } });
    expect(bench.holder(item)).toBe('bo');
  });
});
