import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor, Command } from '../../core/command.ts';
import type { EngineClient, Reply } from '../../engine/request.ts';
import { dice } from '../support/dice.ts';
import { SEED } from '../support/seed.ts';
import { testDatabase } from '../support/servers.ts';
import { ADMIN, DOCUMENT, type Engine, open, startEngine } from './harness.ts';
import { forwarderTo, serveEngine } from './over-http.ts';

const roll = dice(SEED);
const TEMPORAL: Actor = { kind: 'temporal', identity: 'test' };
const agent = (id: string): Actor => ({ kind: 'key', id: `ke_${id}`, role: 'agent', agent: id, source: null });
const OFFERS = 200;

let engine: Engine;
/** The engine itself, and the same over HTTP: the way of whoever asks a standby. */
let ways: readonly [EngineClient, EngineClient];
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  engine = await startEngine((await testDatabase()).url);
  undo.push(engine.close);
  await open(engine, ORGANISATION);
  const holder = await serveEngine(engine);
  undo.push(holder.close);
  const forwarding = forwarderTo(() => holder.address);
  undo.push(forwarding.close);
  ways = [engine.writer, forwarding.forwarder];
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

const ORGANISATION = {
  ...DOCUMENT,
  workstreams: {
    chat: {
      channel: 'chat',
      queue: [{ to: 'regular' }],
      offer: { timeout: 'PT5S' },
      decline: { awayAfter: 100 },
    },
    list: { channel: 'chat', queue: [{ to: 'regular' }], offer: { mode: 'pick' } },
  },
  profiles: {
    desk: {
      name: 'Desk',
      capacity: 1_000,
      channels: { chat: {} },
      queues: [{ queue: 'regular' }],
      may: { pick: ['chat'] },
    },
  },
};

const ask = (to: EngineClient, command: Command, actor: Actor = ADMIN): Promise<Reply> =>
  to.execute({ envelope: { id: `cm_${uuidv7()}`, actor, command, ifMatch: null }, idempotency: null });

/** Runs both at once, in an order and over ways that chance decides. */
async function atOnce<A, B>(
  one: (to: EngineClient) => Promise<A>,
  two: (to: EngineClient) => Promise<B>,
): Promise<[A, B]> {
  const [first, second] = roll() < 0.5 ? ways : [ways[1], ways[0]];
  if (roll() < 0.5) return Promise.all([one(first), two(second)]);
  const later = two(second);
  return Promise.all([one(first), later]);
}

const countOf = async (type: string, column: 'offer_id' | 'item_id'): Promise<{ most: number; total: number }> => {
  const [row] = await engine.db.sql`
    select coalesce(max(n), 0)::int as most, coalesce(sum(n), 0)::int as total
    from (select count(*) as n from event where type = ${type} group by ${engine.db.sql(column)}) one`;
  return { most: row!.most, total: row!.total };
};

describe(`at the same time (seed ${SEED})`, () => {
  it('two accepts make one assignment, a thousand times', { timeout: 120_000 }, async () => {
    const ROUNDS = 1_000;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { item } = await engine.create();
      const { id, agentId } = item.offers[0]!;
      const other = agentId === 'anna' ? 'bo' : 'anna';
      const stranger = round % 2 === 0;
      const [mine, theirs] = await atOnce(
        (to) => ask(to, { verb: 'accept', offer: id }, agent(agentId)),
        (to) => ask(to, { verb: 'accept', offer: id }, agent(stranger ? other : agentId)),
      );
      expect(mine).toMatchObject({ kind: 'offer', offer: { state: 'accepted' } });
      expect(theirs).toMatchObject(stranger ? { kind: 'refused' } : { kind: 'offer', offer: { agentId } });
      await engine.do({ verb: 'cancel', item: item.id, reason: null });
    }
    expect(await countOf('offer.accepted', 'offer_id')).toEqual({ most: 1, total: ROUNDS });
    expect(await countOf('item.assigned', 'item_id')).toEqual({ most: 1, total: ROUNDS });
  });

  it('two picks have one winner, three hundred times', async () => {
    for (let round = 0; round < 300; round += 1) {
      const { item } = await engine.create({ workstream: 'list' });
      const picks = await atOnce(
        (to) => ask(to, { verb: 'pick', item: item.id, agent: 'anna' }, agent('anna')),
        (to) => ask(to, { verb: 'pick', item: item.id, agent: 'bo' }, agent('bo')),
      );
      expect(picks.map((one) => one.kind).sort()).toEqual(['item', 'refused']);
      const winner = picks[0].kind === 'item' ? 'anna' : 'bo';
      expect(picks.find((one) => one.kind === 'item')).toMatchObject({ item: { state: 'assigned', agentId: winner } });
      await engine.do({ verb: 'cancel', item: item.id, reason: null });
    }
  });

  it('a cancel and an accept leave a cancelled item, whoever was first', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 300; round += 1) {
      const { item } = await engine.create();
      const offer = item.offers[0]!.id;
      const [accepted, cancelled] = await atOnce(
        (to) => ask(to, { verb: 'accept', offer }),
        (to) => ask(to, { verb: 'cancel', item: item.id, reason: null }),
      );
      expect(cancelled).toMatchObject({ kind: 'item', item: { state: 'cancelled' } });
      const [row] = await engine.db.sql`
        select w.state as item, o.state as offer from work_item w join offer o on o.item_id = w.id
        where w.id = ${item.id.slice(3)}`;
      const won = accepted.kind === 'offer';
      seen.add(accepted.kind);
      expect(row).toEqual({ item: 'cancelled', offer: won ? 'accepted' : 'cancelled' });
      if (!won) expect(accepted).toMatchObject({ code: 'conflict', current: { state: 'cancelled' } });
    }
    expect(seen.size).toBe(2);
  });

  it(`an accept and the deadline give ${OFFERS} offers one outcome each`, async () => {
    const created = await Promise.all(Array.from({ length: OFFERS }, () => engine.create()));
    const offers = created.map(({ item }) => item.offers[0]!);
    const answers = await Promise.all(
      offers.map(async ({ id, expiresAt }) => {
        await new Promise((resolve) => setTimeout(resolve, expiresAt - Date.now() + (roll() - 0.5) * 60));
        const [accepted] = await atOnce(
          (to) => ask(to, { verb: 'accept', offer: id }),
          (to) => ask(to, { verb: 'expire_offer', offer: id }, TEMPORAL),
        );
        return { id, won: accepted.kind === 'offer' };
      }),
    );
    const rows = await engine.db.sql`
      select 'of_' || e.offer_id as id, array_agg(e.type) as types, bool_and(e.at < o.expires_at) as in_time
      from event e join offer o on o.id = e.offer_id
      where e.type in ('offer.accepted', 'offer.expired', 'offer.declined', 'offer.withdrawn') group by e.offer_id`;
    const outcomes = new Map(rows.map((row) => [row.id, { types: row.types, inTime: row.in_time }]));
    for (const { id, won } of answers) {
      const type = won ? 'offer.accepted' : 'offer.expired';
      expect(outcomes.get(id)).toEqual({ types: [type], inTime: won });
    }
    expect(new Set(answers.map(({ won }) => won)).size).toBe(2);
  });
});
