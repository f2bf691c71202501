import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Actor, Command, NewItem } from '../../core/command.ts';
import { connect, type Database } from '../../db/client.ts';
import { processClock } from '../../engine/clock.ts';
import type { Follower } from '../../engine/follower.ts';
import type { Limits } from '../../engine/limits.ts';
import type { Reply } from '../../engine/request.ts';
import { postgresStore, type Store } from '../../engine/store.ts';
import { startWriter, type Writer, type WriterOptions } from '../../engine/writer.ts';

export const ADMIN: Actor = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null };

export const DOCUMENT = {
  organisation: { name: 'Test' },
  queues: { regular: { name: 'Regular' } },
  workstreams: { chat: { channel: 'chat', queue: [{ to: 'regular' }] } },
  profiles: { desk: { name: 'Desk', capacity: 4, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
  agents: {
    anna: { name: 'Anna', profile: 'desk', connectivity: 'assumed' },
    bo: { name: 'Bo', profile: 'desk', connectivity: 'assumed' },
  },
};

export interface Engine {
  readonly writer: Writer;
  readonly db: Database;
  readonly log: string[];
  readonly do: (
    command: Command,
    more?: { actor?: Actor; key?: string; body?: string; ifMatch?: number },
  ) => Promise<Reply>;
  readonly create: (change?: Partial<NewItem>) => Promise<Extract<Reply, { kind: 'item' }>>;
  readonly close: () => Promise<void>;
}

export async function startEngine(
  url: string,
  options: {
    limits?: Partial<Limits>;
    wrap?: (store: Store) => Store;
    holder?: string;
    deadlineMs?: number;
    compile?: WriterOptions['compile'];
    onStatement?: (text: string) => void;
    onClockAlarm?: (offMs: number) => void;
    follow?: (at: { db: Database; engine: () => Writer; log: WriterOptions['log'] }) => Follower;
  } = {},
): Promise<Engine> {
  const { compile, onStatement, onClockAlarm } = options;
  const db = connect(url, {
    deadlineMs: options.deadlineMs ?? 2_500,
    ...(onStatement === undefined ? {} : { onStatement }),
  });
  const leaseMs = options.limits?.leaseMs ?? 3_000;
  const store = postgresStore(db, { holder: options.holder ?? randomUUID(), address: 'in-process', leaseMs });
  const log: string[] = [];
  const note: WriterOptions['log'] = (message, details) => log.push(`${message} ${JSON.stringify(details ?? {})}`);
  const follower = options.follow?.({ db, engine: () => writer, log: note });
  const writer: Writer = startWriter({
    store: options.wrap?.(store) ?? store,
    monotonic: processClock,
    log: note,
    ...(follower === undefined ? {} : { follower }),
    ...(compile === undefined ? {} : { compile }),
    ...(onClockAlarm === undefined ? {} : { onClockAlarm }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const execute: Engine['do'] = (command, more = {}) =>
    writer.execute({
      envelope: { id: `cm_${uuidv7()}`, actor: more.actor ?? ADMIN, command, ifMatch: more.ifMatch ?? null },
      idempotency: more.key === undefined ? null : { scope: more.key, bodyHash: more.body ?? 'same' },
    });
  return {
    writer,
    db,
    log,
    do: execute,
    create: async (change = {}) => {
      const reply = await execute({ verb: 'create', item: newItem(change) });
      if (reply.kind !== 'item') throw new Error(JSON.stringify(reply));
      return reply;
    },
    close: async () => {
      await writer.stop();
      await db.sql.end({ timeout: 2 });
    },
  };
}

export const newItem = (change: Partial<NewItem> = {}): NewItem => ({
  id: `wi_${uuidv7()}`,
  source: 'test',
  externalId: null,
  follows: null,
  channel: null,
  workstream: 'chat',
  queue: null,
  subject: 'Where is my order?',
  customerRef: 'c-77',
  priority: null,
  requirements: { skills: {}, groups: [], attributes: {}, agent: null },
  customer: {},
  attributes: { language: 'de' },
  dueAt: null,
  notBefore: null,
  ...change,
});

export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 15_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const ready = (engine: Engine): Promise<void> => until('the engine leads', () => engine.writer.world() !== null);

/** Publishes a document, the test organisation by default, and makes these agents available. */
export async function open(
  engine: Engine,
  document: unknown = DOCUMENT,
  agents: readonly string[] = ['anna', 'bo'],
): Promise<void> {
  await ready(engine);
  const published = await engine.do({
    verb: 'publish',
    document,
    author: 'test',
    ifMatch: '*',
    reason: null,
    reclassify: false,
  });
  if (published.kind !== 'published') throw new Error(JSON.stringify(published));
  for (const agent of agents) await engine.do({ verb: 'set_presence', agent, intent: 'available', reason: null });
}
