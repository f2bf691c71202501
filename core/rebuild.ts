import type { Agent } from './agent.ts';
import type { BulkOperation } from './bulk.ts';
import type { Configuration } from './configuration/compiled.ts';
import { noteConsult } from './consult.ts';
import type { Item } from './item.ts';
import { externalKey } from './mutate.ts';
import type { Offer } from './offer.ts';
import { byText } from './order.ts';
import { type Recurrence, standing } from './recurrence/recurrence.ts';
import { reindex } from './reindex.ts';
import { type Served, servedKey } from './served.ts';
import { createWorld, openOffers, type World } from './world.ts';

/** Everything open, as the rows have it. */
export interface Rows {
  readonly seq: number;
  readonly items: readonly Item[];
  readonly offers: readonly Offer[];
  readonly agents: readonly Agent[];
  readonly drafts: readonly { readonly id: string; readonly rev: number }[];
  readonly recurrences: readonly Recurrence[];
  readonly bulks: readonly BulkOperation[];
  readonly served: readonly Served[];
  /** When whoever led before decided last, in epoch milliseconds; now where it is left out. */
  readonly decidedAt?: number;
}

/** Memory from rows: at start, after a takeover, and after an outcome that nobody knows. */
export function rebuild(configuration: Configuration, rows: Rows, now: number): World {
  const world = createWorld(configuration);
  Object.assign(world.work, { now, upTo: now });
  world.seq = rows.seq;
  for (const { id, rev } of rows.drafts) world.draftRevs.set(id, rev);
  for (const row of rows.recurrences) world.recurrences.set(row.id, standing(row));
  for (const row of rows.bulks) world.bulks.set(row.id, row);
  for (const one of [...rows.served].sort((a, b) => a.seq - b.seq)) world.served.set(servedKey(one), one);
  for (const agent of rows.agents) world.agents.set(agent.id, agent);
  for (const offer of [...rows.offers].sort((a, b) => byText(a.id, b.id))) {
    world.offers.set(offer.id, offer);
    world.offersOf.set(offer.itemId, [...openOffers(world, offer.itemId), offer]);
  }
  for (const item of rows.items) {
    world.items.set(item.id, item);
    noteConsult(world, item);
    if (item.externalId !== null) world.externalIds.set(externalKey(item.source, item.externalId), item.id);
  }
  reindex(world, rows.decidedAt);
  return world;
}

/** Everything that decides, as text with its keys in order: equal text means equal decisions from here on. */
export function canonical(world: World): string {
  const byId = <T extends { id: string }>(rows: Iterable<T>): T[] => [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
  const held = [...world.holdings].filter(([, hands]) => hands.size > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return textOf({
    version: world.configuration.version,
    seq: world.seq,
    items: byId(world.items.values()),
    offers: byId(world.offers.values()),
    agents: byId(world.agents.values()),
    recurrences: byId([...world.recurrences.values()].map(({ row, next }) => ({ ...row, next }))),
    bulks: byId(world.bulks.values()),
    served: [...world.served.values()],
    drafts: [...world.draftRevs].sort(([a], [b]) => (a < b ? -1 : 1)),
    held: held.map(([agent, hands]) => [agent, [...hands.values()].sort((a, b) => (a.item < b.item ? -1 : 1))]),
    booked: [...world.bookings.slots].map(([workstream, slots]) => [workstream, [...slots]]).sort(),
    customers: [...world.bookings.customers].map(([key, ids]) => [key, [...ids].sort()]).sort(),
    alerting: [...world.queueAlerts.standing].sort(),
    loads: [...world.loads].sort(([a], [b]) => (a < b ? -1 : 1)),
    kept: [...world.keptBy].sort(([a], [b]) => (a < b ? -1 : 1)),
    shelf: [...world.shelf.classes.values()].map((one) => [one.name, [...one.items].map((item) => item.id)]).sort(),
  });
}

/** JSON with the keys of each object in order. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const fields = value as Record<string, unknown>;
  let text = '';
  for (const key of Object.keys(fields).sort())
    if (fields[key] !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${textOf(fields[key])}`;
  return `{${text}}`;
}
