import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import type { Command, NewItem } from '../core/command.ts';
import { migrate } from '../db/migrate.ts';
import { limitsFor } from '../engine/limits.ts';
import type { Reply } from '../engine/request.ts';
import { createDatabase, startPostgres } from '../scripts/postgres.ts';
import * as Maker from '../test/engine/harness.ts';

const TEMPLATE = 'bench_template';

/** A PostgreSQL of its own for the run: durable commits; no page images, no checkpoint and no vacuum amid a measurement. */
export interface Server {
  /** The URL of a new, migrated, empty database. */
  readonly fresh: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

export async function startServer(): Promise<Server> {
  const home = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  // As root, PostgreSQL runs under another account, which has to walk through here.
  chmodSync(home, 0o711);
  const settings = {
    ...{ checkpoint_timeout: '1h', max_wal_size: '16GB', full_page_writes: 'off', autovacuum: 'off' },
    max_connections: '100',
  };
  const postgres = await startPostgres({ home, settings, log: () => undefined });
  await migrate(await createDatabase(postgres.url, TEMPLATE));
  return {
    fresh: () => createDatabase(postgres.url, `bench_${randomUUID().replaceAll('-', '')}`, TEMPLATE),
    stop: async () => {
      await postgres.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const AGENTS = 200;
export const UNITS = 10;
export const agentIds = Array.from({ length: AGENTS }, (_, place) => `a${String(place).padStart(4, '0')}`);

/** Every other one speaks German. */
export const germanLevel = (agent: string): number => (Number(agent.slice(1)) % 2 === 0 ? 3 : 0);

/** Two hundred people with ten units each; one unit an item, offers by longest idle. */
const DOCUMENT = {
  organisation: { name: 'Bench' },
  skills: { german: { name: 'German' } },
  queues: { regular: { name: 'Regular' } },
  workstreams: { chat: { channel: 'chat', cost: 1, queue: [{ to: 'regular' }] } },
  profiles: {
    desk: { name: 'Desk', capacity: UNITS, channels: { chat: {} }, queues: [{ queue: 'regular' }] },
  },
  agents: Object.fromEntries(
    agentIds.map((id) => [
      id,
      { name: id, profile: 'desk', connectivity: 'assumed', skills: germanLevel(id) > 0 ? { german: 3 } : {} },
    ]),
  ),
};

export const newItem = (): NewItem =>
  Maker.newItem({
    source: 'bench',
    externalId: uuidv7(),
    requirements: { skills: { german: { level: 2, relaxable: false } }, groups: [], attributes: {}, agent: null },
  });

export type Engine = Pick<Maker.Engine, 'writer' | 'db'> & {
  /** Throws where the engine refuses. */
  readonly do: (command: Command) => Promise<Reply>;
  readonly stop: () => Promise<void>;
};

/** Long: on a machine that does something else too, a lease that runs out would end the measurement. */
const LEASE_MS = 60_000;

/** As tests make it, and patient. */
export async function startEngine(
  url: string,
  options: Pick<Parameters<typeof Maker.startEngine>[1] & {}, 'onStatement' | 'follow' | 'wrap' | 'compile'> = {},
): Promise<Engine> {
  const { writer, db, ...engine } = await Maker.startEngine(url, {
    ...options,
    deadlineMs: LEASE_MS,
    limits: { leaseMs: LEASE_MS, ...limitsFor(LEASE_MS) },
  });
  return {
    writer,
    db,
    do: async (command) => {
      const reply = await engine.do(command);
      if (reply.kind === 'refused') throw new Error(reply.detail);
      return reply;
    },
    stop: engine.close,
  };
}

export const untilLeading = (engine: Engine): Promise<void> =>
  Maker.until('the engine leads', () => engine.writer.world() !== null, 5 * 60_000);

/** Leads, and everybody is at work. */
export async function openDesk(engine: Engine): Promise<void> {
  await untilLeading(engine);
  await engine.do({
    verb: 'publish',
    document: DOCUMENT,
    author: 'bench',
    ifMatch: '*',
    reason: null,
    reclassify: false,
  });
  await Promise.all(
    agentIds.map((agent) => engine.do({ verb: 'set_presence', agent, intent: 'available', reason: null })),
  );
}

/** So many items from creation to close, each step of all of them in one batch. */
export async function lives(engine: Engine, count: number): Promise<void> {
  const created = await Promise.all(
    Array.from({ length: count }, () => engine.do({ verb: 'create', item: newItem() })),
  );
  await Promise.all(created.map((reply) => engine.do({ verb: 'accept', offer: offerOf(reply) })));
  await Promise.all(
    created.map((reply) => engine.do({ verb: 'complete', item: idOf(reply), outcome: null, note: null })),
  );
}

/** One item from creation to close. */
export async function live(engine: Engine): Promise<void> {
  const created = await engine.do({ verb: 'create', item: newItem() });
  await engine.do({ verb: 'accept', offer: offerOf(created) });
  await engine.do({ verb: 'complete', item: idOf(created), outcome: null, note: null });
}

export const idOf = (reply: Reply): string => (reply.kind === 'item' ? reply.item.id : '');

export function offerOf(reply: Reply): string {
  const [offer] = reply.kind === 'item' ? reply.item.offers : [];
  if (offer === undefined) throw new Error('the item was not offered at once');
  return offer.id;
}
