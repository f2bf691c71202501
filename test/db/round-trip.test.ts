import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../core/event.ts';
import { idOfEvent, toUuid } from '../../core/ids.ts';
import { close, connect, type Database } from '../../db/client.ts';
import { latestConfiguration } from '../../db/query/configuration.ts';
import { readDraft } from '../../db/query/drafts.ts';
import { findKey, listKeys } from '../../db/query/keys.ts';
import { lookup } from '../../db/query/lookup.ts';
import { itemEvents, listItems, readItem, readOffer } from '../../db/query/read-items.ts';
import { rebuild } from '../../db/query/rebuild.ts';
import { tailEvents } from '../../db/query/tail-events.ts';
import { testDatabase } from '../support/servers.ts';
import { fullAgent, type Holder, hold, madeOffer, makeAgent, makeEvent, makeItem, makeOffer, NOW } from './fixtures.ts';
import { fullItem } from './full-item.ts';
import { fullRecurrence } from './full-recurrence.ts';

let db: Database;
let holder: Holder;
const NOTHING = { items: [], offers: [], external: [], scopes: [] };

beforeAll(async () => {
  db = connect((await testDatabase()).url);
  holder = await hold(db);
});
afterAll(() => close(db));

const itemOf = async (id: string) => (await rebuild(db)).items.find((item) => item.id === id);

describe('rows', () => {
  it('give back every field of an item', async () => {
    const item = fullItem();
    await holder.commit({ createdItems: [item] });
    expect(await itemOf(item.id)).toEqual(item);
  });

  it('give back every field that a change may set', async () => {
    const before = makeItem();
    await holder.commit({ createdItems: [before] });
    const { id, source, externalId, follows, channel, workstream, createdAt } = before;
    const fixed = { id, source, externalId, follows, channel, workstream, createdAt };
    const item = { ...fullItem(), ...fixed, queue: 'other' };
    await holder.commit({ changedItems: [{ item, revBefore: 1, payload: true }] });
    expect(await itemOf(id)).toEqual(item);
  });

  it('give back every field of a recurrence, before and after a change', async () => {
    const before = { ...fullRecurrence(), until: null, exceptions: [] };
    const after = { ...fullRecurrence(), id: before.id, rev: 5, paused: false, doneUntil: NOW + 1 };
    await holder.commit({ savedRecurrences: [before] });
    expect((await rebuild(db)).recurrences).toEqual([before]);
    await holder.commit({ savedRecurrences: [after] });
    expect((await rebuild(db)).recurrences).toEqual([after]);
    await holder.commit({ deletedRecurrences: [before.id] });
    expect((await rebuild(db)).recurrences).toEqual([]);
  });

  it('give back who served a customer last, before and after a change, in the order in which that was', async () => {
    const before = { workstream: 'chat', customerRef: `c'"-1`, agentId: 'anna', at: NOW - 1, seq: 7 };
    const other = { ...before, customerRef: 'c-2', at: NOW - 2, seq: 3 };
    const after = { ...before, agentId: 'bo', at: NOW, seq: 9 };
    await holder.commit({ remembered: [before, other] });
    expect((await rebuild(db)).served).toEqual([other, before]);
    await holder.commit({ remembered: [after], forgotten: [other] });
    expect((await rebuild(db)).served).toEqual([after]);
    await holder.commit({ forgotten: [after] });
    expect((await rebuild(db)).served).toEqual([]);
  });

  it('keep the payload of a change that leaves it alone', async () => {
    const item = makeItem();
    await holder.commit({ createdItems: [item] });
    const changed = { ...item, rev: 2, payload: { ...item.payload, note: 'not sent' } };
    await holder.commit({ changedItems: [{ item: changed, revBefore: 1, payload: false }] });
    expect((await itemOf(item.id))?.payload).toEqual(item.payload);
  });

  it('give back every field of an agent, new and changed', async () => {
    const [created, changed] = [fullAgent(), fullAgent()];
    await holder.commit({ createdAgents: [created, makeAgent({ id: changed.id })] });
    await holder.commit({ changedAgents: [{ agent: changed, revBefore: 1 }] });
    const { agents } = await rebuild(db);
    expect(agents.find(({ id }) => id === created.id)).toEqual(created);
    expect(agents.find(({ id }) => id === changed.id)).toEqual(changed);
    await holder.commit({ removedAgents: [created.id, changed.id] });
    expect((await rebuild(db)).agents).toEqual([]);
  });

  it('give back every field of an offer, pending and ended', async () => {
    const item = makeItem({ state: 'offered' });
    const { offer, events } = madeOffer(holder, { itemId: item.id, manual: true, units: 3 });
    await holder.commit({ createdItems: [item], createdOffers: [offer], events });
    expect((await rebuild(db)).offers).toEqual([offer]);
    expect((await readItem(db, item.id))?.offers).toEqual([offer]);
    const ended = { ...offer, state: 'agent_lost' as const, endedAt: NOW + 77 };
    await holder.commit({ changedOffers: [ended] });
    expect(await readOffer(db, offer.id)).toEqual(ended);
    expect((await rebuild(db)).offers).toEqual([]);
  });

  it('give back every field of an event', async () => {
    const item = makeItem();
    const event: Event = {
      ...makeEvent(holder.seq + 1, { type: 'offer.made', item: item.id, rev: 4, agent: 'anna', agentRev: 5 }),
      ...{ offer: `of_${uuidv7()}`, actor: 'key:ke_1', cause: 'create', commandId: 'cm_2', units: 6, queue: 'regular' },
      ...{ channel: 'chat', workstream: 'case', configurationVersion: 8, details: { ruledOut: [{ reason: 'full' }] } },
    };
    await holder.commit({ createdItems: [item], events: [event, makeEvent(holder.seq + 2)] });
    expect(await tailEvents(db, { after: event.seq - 1, limit: 9 })).toEqual([
      { ...event, source: 'test' },
      { ...makeEvent(event.seq + 1), source: null },
    ]);
    expect(await tailEvents(db, { after: event.seq - 1, limit: 1 })).toEqual([{ ...event, source: 'test' }]);
    const shown = await itemEvents(db, { item: item.id, after: 0, limit: 9 });
    expect(shown).toEqual([event]);
  });

  it('give back configuration, keys and kept answers', async () => {
    const key = { id: `ke_${uuidv7()}`, name: 'Shop', role: 'channel' as const, agent: null, source: 'shop' };
    const old = { ...key, id: `ke_${uuidv7()}`, hash: 'h2', expiresAt: NOW };
    await holder.commit(
      {
        versions: [
          { version: 0, document: {}, author: 'me', reason: null, classifiedSince: 0 },
          { version: 1, document: { a: [1] }, author: 'me', reason: 'why', classifiedSince: 1 },
        ],
        createdKeys: [{ ...key, hash: 'h1', expiresAt: null }, old],
      },
      { idempotency: [{ scope: 's', bodyHash: 'b', reply: { kind: 'done' } }], now: Date.now() },
    );
    expect(await latestConfiguration(db)).toMatchObject({ version: 1, document: { a: [1] }, author: 'me' });
    expect((await rebuild(db)).configuration).toMatchObject({ version: 1, classifiedSince: 1 });
    expect(await findKey(db, 'h1')).toEqual({ id: key.id, role: 'channel', agent: null, source: 'shop' });
    expect(await findKey(db, 'h2')).toBeNull();
    expect((await listKeys(db, { after: null, limit: 10 })).map(({ id }) => id).sort()).toEqual(
      [key.id, old.id].sort(),
    );
    const found = await lookup(db, { ...NOTHING, scopes: ['s', 'unknown'] });
    expect(found.idempotency).toEqual([{ scope: 's', bodyHash: 'b', reply: { kind: 'done' } }]);
    await holder.commit({ revokedKeys: [key.id] });
    expect(await findKey(db, 'h1')).toBeNull();
  });

  it('give back a document in the order in which it was written, since rules run in it', async () => {
    const document = { organisation: {}, classify: { worth: [], language: [], age: [] }, bb: 1, a: 2 };
    const draft = { id: `dr_${uuidv7()}`, rev: 1, name: 'plan', document, basedOn: 1, author: 'me', savedAt: NOW };
    await holder.commit({
      versions: [{ version: 2, document, author: 'me', reason: null, classifiedSince: 0 }],
      savedDrafts: [draft],
    });
    const kept = [await latestConfiguration(db), (await rebuild(db)).configuration, await readDraft(db, draft.id)];
    for (const one of kept) expect(JSON.stringify(one!.document)).toBe(JSON.stringify(document));
  });

  it('keep a draft by its revision until it is deleted', async () => {
    const draft = { id: `dr_${uuidv7()}`, rev: 1, name: 'plan', document: {}, basedOn: 1, author: 'me', savedAt: NOW };
    await holder.commit({ savedDrafts: [draft] });
    await holder.commit({ savedDrafts: [{ ...draft, rev: 2, name: 'better', author: 'you' }] });
    expect(await readDraft(db, draft.id)).toMatchObject({
      rev: 2,
      name: 'better',
      author: 'you',
      updatedAt: new Date(NOW),
    });
    expect((await rebuild(db)).drafts).toContainEqual({ id: draft.id, rev: 2 });
    await holder.commit({ deletedDrafts: [draft.id] });
    expect(await readDraft(db, draft.id)).toBeNull();
  });

  it('forget a kept answer after a day', async () => {
    const record = { scope: 'old', bodyHash: 'b', reply: {} };
    await holder.commit({}, { idempotency: [record], now: Date.now() - 24 * 3_600_000 - 1 });
    expect((await lookup(db, { ...NOTHING, scopes: ['old'] })).idempotency).toEqual([]);
    await holder.commit({}, { idempotency: [{ ...record, bodyHash: 'c' }], now: Date.now() });
    expect((await lookup(db, { ...NOTHING, scopes: ['old'] })).idempotency).toMatchObject([{ bodyHash: 'c' }]);
  });
});

describe('a lookup', () => {
  it('finds settled rows by every name they have', async () => {
    const settled = { state: 'closed', closedAt: NOW, payload: makeItem().payload } as const;
    const [byId, byOffer, byName] = [makeItem(settled), makeItem(settled), makeItem({ ...settled, externalId: 'x1' })];
    const { offer, events } = madeOffer(holder, { itemId: byOffer.id, state: 'declined', endedAt: NOW });
    await holder.commit({ createdItems: [byId, byOffer, byName], createdOffers: [offer], events });
    const external = [
      { source: 'test', externalId: 'x1' },
      { source: 'other', externalId: 'x1' },
    ];
    const found = await lookup(db, { ...NOTHING, items: [byId.id], offers: [offer.id], external });
    const byTime = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect([...found.items].sort(byTime)).toEqual([byId, byOffer, byName].sort(byTime));
    expect(found.offers).toEqual([offer]);
  });

  it('gives back every field, however the row is found', async () => {
    const item = { ...fullItem(), externalId: 'full', state: 'closed', closedAt: NOW } as const;
    const { offer, events } = madeOffer(holder, { itemId: item.id, state: 'declined', endedAt: NOW });
    await holder.commit({ createdItems: [item], createdOffers: [offer], events });
    const names = { items: [item.id], offers: [offer.id], external: [{ source: item.source, externalId: 'full' }] };
    const found = await lookup(db, { ...NOTHING, ...names });
    expect(found).toEqual({ items: [item], offers: [offer], idempotency: [] });
  });

  it('finds no offer by an id that only resembles one', async () => {
    const item = makeItem({ state: 'offered' });
    const { offer, events } = madeOffer(holder, { itemId: item.id });
    await holder.commit({ createdItems: [item], createdOffers: [offer], events });
    const later = idOfEvent('of', offer.offeredAt + 1, events[0]!.seq);
    const [unknown, huge] = [`of_${uuidv7()}`, idOfEvent('of', NOW, 2 ** 52)];
    const found = await lookup(db, { ...NOTHING, offers: [later, unknown, huge] });
    expect(found).toEqual({ items: [], offers: [], idempotency: [] });
    expect(await readOffer(db, later)).toBeNull();
  });

  it('is not part of what is open', async () => {
    const open = await rebuild(db);
    expect(open.items.filter((item) => item.closedAt !== null)).toEqual([]);
    expect(open.seq).toBe(holder.seq);
  });
});

describe('a list', () => {
  it('pages newest first without gap or repeat', async () => {
    const items = [1, 2, 3, 4, 5].map(() => makeItem({ source: 'pages' }));
    await holder.commit({ createdItems: items });
    const seen: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await listItems(db, { source: 'pages', limit: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...page.map(({ id }) => id));
      if (page.length < 2) break;
      after = page.at(-1)!.id;
    }
    expect(seen).toEqual(items.map(({ id }) => id).reverse());
  });

  it('finds an agent by assignment and by offer', async () => {
    const held = makeItem({ agentId: 'zoe', state: 'assigned' });
    const offered = makeItem({ state: 'offered' });
    const offer = makeOffer({ itemId: offered.id, agentId: 'zoe' });
    await holder.commit({ createdItems: [held, offered], createdOffers: [offer] });
    const found = await listItems(db, { agent: 'zoe', limit: 9 });
    expect(found).toEqual([
      { ...offered, offers: [offer] },
      { ...held, offers: [] },
    ]);
    expect(toUuid(found[0]!.id)).not.toContain('wi_');
  });
});
