import { beforeEach, describe, expect, it } from 'vitest';
import type { NewItem } from '../../core/command.ts';
import { explainNew } from '../../core/explain/new-item.ts';
import type { Item } from '../../core/item.ts';
import type { Outcome } from '../../core/outcome.ts';
import { ADMIN, agentKey, Bench, configuration, newItem, profile, queue } from './fixtures.ts';

const may = { ...profile().may, transferTo: ['other'] };
let bench: Bench;
let first: string;
beforeEach(() => {
  bench = new Bench(
    configuration({
      queues: { regular: queue(), other: queue(), third: queue() },
      profiles: { desk: profile({ may }) },
    }),
  );
  bench.agent('anna');
  first = bench.item({ customerRef: 'c-77' });
  bench.accept(first);
});

const follow = (change: Partial<NewItem> = {}, actor: Parameters<Bench['do']>[1] = ADMIN): Outcome =>
  bench.do({ verb: 'create', item: newItem('wi_second', { source: null, follows: first, ...change }) }, actor);
const made = (outcome: Outcome): Item => {
  if (outcome.kind !== 'item') throw new Error(JSON.stringify(outcome));
  return outcome.item;
};
const channel = (source: string) => ({ ...ADMIN, role: 'channel', source }) as const;

describe('a follow-up', () => {
  it('is of the source, the workstream and the customer of the first where nothing else is said', () => {
    expect(made(follow())).toMatchObject({
      follows: first,
      source: 'test',
      workstream: 'chat',
      payload: { customerRef: 'c-77' },
    });
    const [created] = bench.world.log.events.filter(({ item }) => item === 'wi_second');
    expect(created).toMatchObject({ type: 'item.created', details: { follows: first } });
  });

  it('is what is said of it', () => {
    expect(made(follow({ source: 'mail', customerRef: 'c-1', channel: 'chat' }))).toMatchObject({
      source: 'mail',
      payload: { customerRef: 'c-1' },
    });
  });

  it('goes on from an item that is settled, also by this very batch', () => {
    bench.complete(first);
    expect(bench.state(first)).toBe('settled');
    expect(made(follow()).follows).toBe(first);
  });

  it('leaves the first as it is', () => {
    const before = structuredClone(bench.world.items.get(first));
    follow();
    expect(bench.world.items.get(first)).toEqual(before);
  });

  it('is refused where there is no such item, in an explanation too', () => {
    const refused = { kind: 'refused', code: 'invalid', findings: [{ pointer: '/follows' }] };
    expect(follow({ follows: 'wi_unknown' })).toMatchObject(refused);
    expect(explainNew(bench.world, newItem('wi_1', { follows: 'wi_unknown' }), null)).toMatchObject(refused);
  });

  it('follows for a channel what is of its own source, and nothing else', () => {
    expect(follow({ source: 'test' }, channel('test')).kind).toBe('item');
    expect(follow({ id: 'wi_third', source: 'shop' } as Partial<NewItem>, channel('shop'))).toMatchObject({
      kind: 'refused',
      findings: [{ pointer: '/follows', detail: `There is no item ${first} to follow.` }],
    });
  });

  it('needs a source where it has an external id', () => {
    expect(follow({ externalId: 'x1' })).toMatchObject({ kind: 'refused', findings: [{ pointer: '/source' }] });
  });
});

describe('an agent', () => {
  it('hands in what follows from the work in her hands', () => {
    expect(made(follow({}, agentKey('anna')))).toMatchObject({ follows: first, source: 'test' });
  });

  it('hands in what follows from her work that has ended', () => {
    bench.complete(first);
    expect(follow({}, agentKey('anna')).kind).toBe('item');
  });

  it('knows nothing of the work of others, nor of what she is merely asked to take', () => {
    bench.agent('bo');
    const offered = bench.item({ requirements: { skills: {}, groups: [], attributes: {}, agent: 'bo' } });
    for (const follows of [first, offered])
      expect(follow({ follows }, agentKey('bo'))).toMatchObject({
        code: 'invalid',
        findings: [{ pointer: '/follows' }],
      });
  });

  it.each<[string, Partial<NewItem>, string, string | null]>([
    ['nothing else', { follows: null }, 'forbidden', null],
    ['no external id, which would show her items of others', { externalId: 'x' }, 'invalid', '/externalId'],
    ['no other source', { source: 'mail' }, 'invalid', '/source'],
    ['to no queue that she may not transfer to', { queue: 'third' }, 'forbidden', null],
  ])('hands in %s', (_what, change, code, pointer) => {
    const refused = follow(change, agentKey('anna'));
    expect(refused).toMatchObject({ kind: 'refused', code });
    if (pointer !== null) expect(refused).toMatchObject({ findings: [{ pointer }] });
  });

  it('hands in to the queue of the first, and to those that she may transfer to', () => {
    expect(follow({ queue: 'regular' }, agentKey('anna')).kind).toBe('item');
    expect(follow({ id: 'wi_third', queue: 'other' }, agentKey('anna')).kind).toBe('item');
  });
});

describe('what one batch has settled already', () => {
  const settledTwice = (...commands: Parameters<Bench['do']>[0][]): Outcome[] => commands.map((one) => bench.do(one));

  it('is still known to the next command of it: a second end is a lost race, not an unknown item', () => {
    const complete = { verb: 'complete', item: first, outcome: null, note: null } as const;
    expect(settledTwice(complete, complete)[1]).toMatchObject({ kind: 'refused', code: 'conflict' });
  });

  it('is still known by its offer: the second acceptance is the first', () => {
    const second = bench.item();
    const accept = { verb: 'accept', offer: bench.offer(second) } as const;
    expect(settledTwice(accept, accept)[1]).toMatchObject({ kind: 'offer', offer: { state: 'accepted' } });
  });
});
