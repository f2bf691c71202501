import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../engine/request.ts';
import { testDatabase } from '../support/servers.ts';
import { DOCUMENT, type Engine, open, startEngine, until } from './harness.ts';

const ORGANISATION = {
  ...DOCUMENT,
  profiles: { desk: { name: 'Desk', capacity: 500, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
};
const LIVES = 3;

const sent: string[] = [];
let engine: Engine;
/** Commands that were given and not answered, and how many there must be before a batch is written. */
let given = 0;
let all = 0;

/** Renewals come with the clock, not with work. */
const withWork = (): string[] => sent.filter((text) => !text.startsWith('update engine_lease'));

beforeAll(async () => {
  engine = await startEngine((await testDatabase()).url, {
    onStatement: (text) => sent.push(text.trim()),
    wrap: (store) => ({
      ...store,
      commit: async (batch) => {
        await until('all callers are queued', () => given >= all);
        return store.commit(batch);
      },
    }),
  });
  await open(engine, ORGANISATION);
});
afterAll(() => engine.close());

const give = async (command: Promise<Reply>): Promise<Extract<Reply, { kind: 'item' | 'offer' }>> => {
  given += 1;
  const reply = await command;
  given -= 1;
  if (reply.kind !== 'item' && reply.kind !== 'offer') throw new Error(JSON.stringify(reply));
  return reply;
};

/** `callers` lives side by side, step by step; statements for all of them. */
async function statementsOf(callers: number, externalId: (caller: number) => string | null): Promise<number> {
  all = callers;
  sent.length = 0;
  const created = await Promise.all(
    Array.from({ length: callers }, (_, n) => give(engine.create({ externalId: externalId(n) }))),
  );
  const items = created.map((reply) => reply.item!);
  await Promise.all(items.map((item) => give(engine.do({ verb: 'accept', offer: item.offers[0]!.id }))));
  const complete = (item: string) => engine.do({ verb: 'complete', item, outcome: null, note: null });
  const closed = await Promise.all(items.map((item) => give(complete(item.id))));
  all = 0;
  expect(closed.every((reply) => reply.item?.state === 'closed')).toBe(true);
  return withWork().length;
}

describe('a life from create to complete', () => {
  it.each([1, 2, 16, 128])(`takes 3 statements for %i callers together`, async (callers) => {
    for (let life = 0; life < LIVES; life += 1) expect(await statementsOf(callers, () => null)).toBe(3);
  });

  it.each([1, 16])('takes one read more where %i callers name items by their own ids', async (callers) => {
    expect(await statementsOf(callers, (n) => `named-${callers}-${n}`)).toBe(4);
  });
});
