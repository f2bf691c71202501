import { beforeEach, describe, expect, it } from 'vitest';
import { mayRead, maySee } from '../../core/access.ts';
import type { Command } from '../../core/command.ts';
import { explainAgent } from '../../core/explain/agent.ts';
import { explainWaiting } from '../../core/explain/item.ts';
import type { Item } from '../../core/item.ts';
import { agentKey, Bench, configuration, newItem, profile, queue, skill, workstream } from './fixtures.ts';

const MINUTE = 60_000;
const serves = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { rank: 1, afterMs: 0 }]));
const targets = { ...workstream().targets, firstResponseMs: MINUTE, resolutionMs: 2 * MINUTE };
const wrapUp = { timeoutMs: MINUTE, holdsCapacity: true, codes: ['done'], required: true, extension: null };
const may = { decline: true, pause: true, pick: [], transferTo: ['regular', 'experts'] };

let bench: Bench;
let item: string;
beforeEach(() => {
  bench = new Bench(
    configuration({
      queues: { regular: queue(), experts: queue() },
      workstreams: {
        chat: workstream({ targets, wrapUp, timeToLiveMs: MINUTE, cost: 3, requirements: skill('german', 3).skills }),
      },
      profiles: {
        desk: profile({ may }),
        expert: profile({ queues: serves('experts') }),
      },
    }),
  );
  bench.agent('anna', { skills: { german: 4 } });
  item = bench.item();
  bench.accept(item);
  bench.agent('eve', { profile: 'expert' });
});

const ask = (to: { queue?: string; agent?: string }, actor: Parameters<Bench['do']>[1] = agentKey('anna')) =>
  bench.do(
    { verb: 'consult', item, consult: 'wi_consult', queue: to.queue ?? null, agent: to.agent ?? null, note: 'May I?' },
    actor,
  );
const row = (id: string): Item => bench.world.items.get(id)!;
const acceptIt = (): void => void bench.accept('wi_consult');

describe('a consult', () => {
  it('is offered to the agent who is named, and takes of her capacity what the item does', () => {
    const made = ask({ agent: 'eve' });
    expect(made).toMatchObject({ kind: 'item', created: true, item: { id: 'wi_consult' } });
    expect(bench.holder('wi_consult')).toBe('eve');
    expect([...bench.world.holdings.get('eve')!.values()]).toMatchObject([{ units: 3, kind: 'offered' }]);
    expect([bench.state(item), bench.holder(item)]).toEqual(['assigned', 'anna']);
  });

  it('goes by a queue to whoever serves it, and never to who asked', () => {
    bench.agent('bo', { skills: { german: 1 } });
    ask({ queue: 'regular' });
    expect(bench.holder('wi_consult')).toBe('bo');
    bench.do({ verb: 'decline', offer: bench.offer('wi_consult'), reason: null, retryAfterMs: 0 });
    bench.do({ verb: 'set_presence', agent: 'bo', intent: 'offline', reason: null });
    bench.wait(60 * MINUTE);
    expect([bench.state('wi_consult'), bench.holder('wi_consult')]).toEqual(['waiting', null]);
  });

  it('waits for others although the asker has room, and both are told so', () => {
    ask({ queue: 'regular' });
    const own = bench.world.items.get('wi_consult')!;
    expect(explainWaiting(bench.world, own)!.sentence).toContain('1 who asked for it');
    expect(own.backOffs).toEqual({});
    const hers = explainAgent(bench.world, bench.world.agents.get('anna')!);
    expect(hers).toMatchObject({
      ruledOut: [{ reason: 'asker', count: 1 }],
      backOffs: [],
      remedies: [],
      nearest: null,
    });
    expect(hers.sentence).toContain('1 that she has asked for herself');
  });

  it('does not stand in the way of what the asker may have: her next, and the consults of others', () => {
    bench.agent('anna', { skills: { german: 4 }, capacity: 20 });
    bench.agent('bo', { skills: { german: 3 } });
    const other = bench.item();
    bench.do({ verb: 'assign', item: other, agent: 'bo', offer: false });
    bench.do({ verb: 'set_presence', agent: 'bo', intent: 'away', reason: null });
    ask({ queue: 'regular' });
    bench.do(
      { verb: 'consult', item: other, consult: 'wi_other', queue: 'regular', agent: null, note: null },
      agentKey('bo'),
    );
    expect([bench.holder('wi_consult'), bench.holder('wi_other')]).toEqual([null, 'anna']);
    expect(bench.holder(bench.item({ priority: -5 }))).toBe('anna');
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });
    bench.do(
      { verb: 'consult', item: other, consult: 'wi_third', queue: 'regular', agent: null, note: null },
      agentKey('bo'),
    );
    bench.do({ verb: 'set_presence', agent: 'anna', intent: 'available', reason: null });
    expect([bench.holder('wi_consult'), bench.holder('wi_third')]).toEqual([null, 'anna']);
  });

  it('is promised nothing, does not expire and needs no skill of its workstream', () => {
    bench.do({ verb: 'set_presence', agent: 'eve', intent: 'away', reason: null });
    ask({ agent: 'eve' });
    expect(row('wi_consult')).toMatchObject({
      targets: {},
      timeToLiveEndsAt: null,
      priority: 0,
      requirements: { skills: {}, agent: 'eve' },
      payload: { subject: 'May I?', customerRef: null },
    });
    bench.wait(5 * MINUTE);
    expect(bench.state('wi_consult')).toBe('waiting');
  });

  it('stays what it is when everything is classified again', () => {
    bench.do({ verb: 'set_presence', agent: 'eve', intent: 'away', reason: null });
    ask({ agent: 'eve' });
    bench.do({ verb: 'patch', item: 'wi_consult', patch: { priority: 2 } });
    expect(row('wi_consult')).toMatchObject({ queue: 'experts', cost: 3, priority: 2, requirements: { skills: {} } });
  });

  it('ends when the adviser completes it, without wrap-up, and who asked hears of it', () => {
    ask({ agent: 'eve' });
    acceptIt();
    bench.complete('wi_consult');
    expect(bench.state('wi_consult')).toBe('settled');
    const advised = bench.world.log.events.find(({ type }) => type === 'item.advised');
    expect(advised).toMatchObject({ item, agent: 'anna', details: { consult: 'wi_consult', by: 'eve' } });
    expect(bench.state(item)).toBe('assigned');
  });

  it('ends when who asked cancels it, and nobody else of the agents may', () => {
    ask({ agent: 'eve' });
    const cancel = { verb: 'cancel', item: 'wi_consult', reason: null } as const;
    expect(bench.do(cancel, agentKey('eve'))).toMatchObject({ code: 'forbidden' });
    expect(bench.do({ ...cancel, item }, agentKey('anna'))).toMatchObject({ code: 'forbidden' });
    expect(bench.do(cancel, agentKey('anna')).kind).toBe('item');
    expect([bench.state('wi_consult'), bench.holder('wi_consult')]).toEqual(['settled', null]);
  });

  it.each<[string, () => Command | null]>([
    ['is completed', () => ({ verb: 'complete', item, outcome: 'done', note: null })],
    ['is cancelled', () => ({ verb: 'cancel', item, reason: null })],
    ['is given back', () => ({ verb: 'release', item, reason: null })],
    ['is given to the adviser', () => ({ verb: 'transfer', item, queue: 'experts', agent: null })],
    ['is given to another by hand', () => ({ verb: 'assign', item, agent: 'eve', offer: false })],
    ['loses its agent', () => ({ verb: 'remove_agent', agent: 'anna' })],
  ])('ends when the item %s', (_how, command) => {
    ask({ agent: 'eve' });
    acceptIt();
    bench.do(command()!);
    expect(bench.state('wi_consult')).toBe('settled');
    const [end] = bench.world.log.events.filter((one) => one.item === 'wi_consult').slice(-1);
    expect(end).toMatchObject({ type: 'item.cancelled', cause: 'consult_over' });
    expect(bench.world.consults.size).toBe(0);
  });

  it('goes on while the item is paused, and ends when it wakes', () => {
    ask({ agent: 'eve' });
    acceptIt();
    bench.do({ verb: 'pause', item, until: bench.now + MINUTE, forCustomer: false, reason: null });
    expect(bench.state('wi_consult')).toBe('assigned');
    bench.wait(2 * MINUTE);
    expect(bench.state('wi_consult')).toBe('settled');
  });

  it('lets the adviser have the item next, in the same batch', () => {
    bench.agent('eve', { profile: 'expert', capacity: 3, skills: { german: 4 } });
    ask({ agent: 'eve' });
    acceptIt();
    const given = bench.do({ verb: 'transfer', item, queue: 'experts', agent: 'eve' }, agentKey('anna'));
    expect(given.kind).toBe('item');
    expect(bench.holder(item)).toBe('eve');
  });

  it('is known after a takeover', () => {
    ask({ agent: 'eve' });
    expect(bench.rebuilt().consults).toEqual(bench.world.consults);
  });
});

describe('what both of them see', () => {
  it('is the consult and the item, to be read and not to be acted on', () => {
    ask({ agent: 'eve' });
    const [anna, eve] = [agentKey('anna'), agentKey('eve')];
    expect([mayRead(bench.world, row('wi_consult'), anna), maySee(bench.world, row('wi_consult'), anna)]).toEqual([
      true,
      false,
    ]);
    expect([mayRead(bench.world, row(item), eve), maySee(bench.world, row(item), eve)]).toEqual([true, false]);
    const complete = { verb: 'complete', item, outcome: null, note: null } as const;
    expect(bench.do(complete, eve)).toMatchObject({ code: 'not_found' });
  });

  it('is over with the consult', () => {
    ask({ agent: 'eve' });
    bench.do({ verb: 'cancel', item: 'wi_consult', reason: null });
    expect(mayRead(bench.world, row(item), agentKey('eve'))).toBe(false);
  });
});

describe('a consult is refused', () => {
  it.each<[string, { queue?: string; agent?: string }, string, RegExp]>([
    ['for nobody', {}, 'invalid', /Name an agent or a queue/],
    ['to an unknown agent', { agent: 'nobody' }, 'invalid', /no agent "nobody"/],
    ['to an unknown queue', { queue: 'nowhere' }, 'invalid', /no queue "nowhere"/],
    ['to who has the item', { agent: 'anna' }, 'conflict', /herself/],
    [
      'to an agent in a queue that she does not serve',
      { agent: 'eve', queue: 'regular' },
      'conflict',
      /does not serve/,
    ],
  ])('%s', (_what, to, code, sentence) => {
    const refused = ask(to);
    expect(refused).toMatchObject({ kind: 'refused', code });
    expect('detail' in refused && refused.detail).toMatch(sentence);
  });

  it('of an item that nobody has', () => {
    bench.do({ verb: 'release', item, reason: null });
    expect(ask({ agent: 'eve' })).toMatchObject({ kind: 'refused' });
  });

  it('about a consult, and beyond five at a time', () => {
    ask({ agent: 'eve' });
    acceptIt();
    const about = {
      verb: 'consult',
      item: 'wi_consult',
      consult: 'wi_more',
      queue: 'regular',
      agent: null,
      note: null,
    } as const;
    expect(bench.do(about)).toMatchObject({ code: 'conflict' });
    for (const n of [2, 3, 4, 5]) bench.do({ ...about, item, consult: `wi_${n}` });
    expect(bench.do({ ...about, item, consult: 'wi_6' })).toMatchObject({ code: 'conflict' });
  });

  it('to be called back: she is the customer of the item', () => {
    ask({ agent: 'eve' });
    const asked = { slot: null, allowDuplicate: false };
    expect(bench.do({ verb: 'call_back', item: 'wi_consult', workstream: null, asked })).toMatchObject({
      kind: 'refused',
      code: 'conflict',
      detail: `Item wi_consult is a consult: the customer to call back is that of ${item}.`,
    });
  });

  it('to be followed: its item is', () => {
    ask({ agent: 'eve' });
    const follows = { ...newItem('wi_next'), follows: 'wi_consult' };
    expect(bench.do({ verb: 'create', item: follows })).toMatchObject({
      kind: 'refused',
      detail: `Item wi_consult is a consult: follow ${item}, which it is about.`,
    });
  });

  it('by hand to who asked, in any way', () => {
    ask({ queue: 'experts' });
    for (const command of [
      { verb: 'assign', item: 'wi_consult', agent: 'anna', offer: true },
      { verb: 'transfer', item: 'wi_consult', queue: 'regular', agent: 'anna' },
    ] as const)
      expect(bench.do(command)).toMatchObject({ kind: 'refused', code: 'conflict' });
  });
});
