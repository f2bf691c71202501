import type { Changes } from '../../core/changes.ts';
import type { Item } from '../../core/item.ts';
import { toldRow } from '../../core/state-row.ts';
import type { World } from '../../core/world.ts';
import type { Fact, Row } from '../../workflows/messages.ts';
import { type Follower, NOTHING_DELIVERED } from '../follower.ts';
import { Backlog, type Delivery } from './backlog.ts';
import type { Delivered } from './deliver.ts';
import { factOf } from './facts.ts';
import { RetryLoop } from './retry-loop.ts';

export interface RelayOptions {
  readonly deliver: (delivery: Delivery) => Promise<Delivered>;
  /** An open item has no running workflow. Resolves once that is in the log, which makes a delivery that starts it. */
  readonly missing: (item: string) => Promise<void>;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
}

/** Calls in flight at once: a dev server on SQLite is no faster with more. */
const AT_ONCE = 16;

export interface Relay extends Follower {
  /** Tells these items' workflows where they stand, although nothing new happened. Settled ones only: the others may be in a batch. */
  readonly tell: (settled: readonly Item[]) => void;
  /** Whether the item's workflow has been told everything. */
  readonly isTold: (id: string) => boolean;
  /** How many items' workflows are behind. */
  readonly due: () => number;
  readonly stop: () => Promise<void>;
}

/** Everything that holds while this process leads. */
interface Reign {
  readonly world: World;
  readonly incarnation: number;
  readonly backlog: Backlog;
  /** The last event that was committed. */
  seq: number;
}

/**
 * Tells each item's workflow what was committed. It needs no message queue: what it had not delivered when it ended is read from the
 * log again.
 */
export function createRelay({ deliver, missing, log }: RelayOptions): Relay {
  let reign: Reign | null = null;
  // A call that ends in another reign gives back to the backlog that it came from.
  const loop = new RetryLoop<{ backlog: Backlog; delivery: Delivery }>({
    take: () => {
      const { backlog } = reign ?? {};
      const delivery = backlog?.take() ?? null;
      return backlog === undefined || delivery === null ? null : { backlog, delivery };
    },
    run: async ({ backlog, delivery }) => {
      if ((await deliver(delivery)) === 'missing') await missing(delivery.row.id);
      backlog.delivered(delivery);
    },
    failed: ({ backlog, delivery }) => backlog.failed(delivery),
    atOnce: AT_ONCE,
    log,
    told: {
      failing: 'a workflow could not be told; trying again',
      again: 'workflows are told again',
      of: ({ delivery }) => ({ item: delivery.row.id }),
    },
  });
  return {
    lead: (world, { incarnation, undelivered }) => {
      reign = { world, incarnation, backlog: new Backlog(), seq: world.seq };
      for (const { item, created, seq } of undelivered) {
        const known = world.items.get(item.id) ?? item;
        reign.backlog.add({ row: rowOf(reign, known), facts: [], created, seq });
      }
      loop.pump();
    },
    committed: (changes, told) => {
      if (reign === null) return;
      for (const delivery of deliveries(reign, changes)) {
        if (!told.has(delivery.row.id) || delivery.created) reign.backlog.add(delivery);
      }
      reign.seq = reign.world.seq;
      loop.pump();
    },
    lost: () => {
      reign = null;
    },
    deliveredSeq: () => (reign === null ? NOTHING_DELIVERED : (reign.backlog.firstUndelivered() ?? reign.seq + 1) - 1),
    tell: (settled) => {
      if (reign === null) return;
      for (const item of settled) {
        reign.backlog.add({ row: rowOf(reign, item), facts: ['repaired'], created: false, seq: reign.seq });
      }
      loop.pump();
    },
    isTold: (id) => reign !== null && !reign.backlog.has(id),
    due: () => reign?.backlog.size ?? 0,
    stop: () => loop.stop(),
  };
}

const rowOf = ({ world, incarnation }: Reign, item: Item): Row => toldRow(world, item, incarnation);

/** One delivery an item, in the order of their first events. */
function deliveries(reign: Reign, changes: Changes): Delivery[] {
  const found = new Map<string, { facts: Fact[]; seq: number }>();
  for (const { type, item, seq } of changes.events) {
    const fact = factOf(type);
    if (item === null || fact === null) continue;
    const before = found.get(item);
    if (before === undefined) found.set(item, { facts: [fact], seq });
    else before.facts.push(fact);
  }
  const rows = new Map<string, Item>();
  for (const item of changes.createdItems) rows.set(item.id, item);
  for (const { item } of changes.changedItems) rows.set(item.id, item);
  const created = new Set(changes.createdItems.map((item) => item.id));
  return [...found].flatMap(([id, { facts, seq }]) => {
    const item = rows.get(id) ?? reign.world.items.get(id);
    return item === undefined ? [] : [{ row: rowOf(reign, item), facts, created: created.has(id), seq }];
  });
}
