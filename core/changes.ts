import type { Agent } from './agent.ts';
import type { BulkOperation } from './bulk.ts';
import type { DraftInput, NewKey } from './command.ts';
import type { Event } from './event.ts';
import type { Item } from './item.ts';
import type { Offer } from './offer.ts';
import type { Recurrence } from './recurrence/recurrence.ts';
import type { Served } from './served.ts';

/** A row of a draft. */
export interface Draft extends DraftInput {
  readonly id: string;
  readonly rev: number;
  /** Epoch milliseconds. */
  readonly savedAt: number;
}

export interface PublishedVersion {
  readonly version: number;
  readonly document: unknown;
  readonly author: string;
  readonly reason: string | null;
  readonly classifiedSince: number;
}

/** What one batch did, folded so that a row appears once: exactly what one statement has to write. */
export interface Changes {
  readonly createdItems: Item[];
  /** `payload`: what people wrote changed too. */
  readonly changedItems: { item: Item; revBefore: number; payload: boolean }[];
  readonly createdOffers: Offer[];
  readonly changedOffers: Offer[];
  readonly createdAgents: Agent[];
  readonly changedAgents: { agent: Agent; revBefore: number }[];
  readonly removedAgents: string[];
  readonly events: Event[];
  /** In the order in which they were published. */
  readonly versions: PublishedVersion[];
  readonly savedDrafts: Draft[];
  readonly deletedDrafts: string[];
  readonly savedRecurrences: Recurrence[];
  readonly deletedRecurrences: string[];
  readonly createdBulks: BulkOperation[];
  readonly changedBulks: { bulk: BulkOperation; revBefore: number }[];
  readonly remembered: Served[];
  readonly forgotten: Served[];
  readonly createdKeys: NewKey[];
  readonly revokedKeys: string[];
}

/** The same, while it grows: maps, so that folding is a lookup. */
export interface ChangeLog {
  readonly items: Map<string, { item: Item; revBefore: number | null; payload: boolean }>;
  readonly offers: Map<string, { offer: Offer; created: boolean }>;
  readonly agents: Map<string, { agent: Agent; revBefore: number | null; removed: boolean }>;
  readonly events: Event[];
  readonly versions: PublishedVersion[];
  /** `draft` is null for one that was deleted; `isNew`: there is no row of it yet. */
  readonly drafts: Map<string, { draft: Draft | null; isNew: boolean }>;
  /** The same of recurrences. */
  readonly recurrences: Map<string, { recurrence: Recurrence | null; isNew: boolean }>;
  readonly bulks: Map<string, { bulk: BulkOperation; revBefore: number | null }>;
  readonly served: Map<string, { served: Served; isNew: boolean; gone: boolean }>;
  readonly createdKeys: NewKey[];
  readonly revokedKeys: string[];
}

export const emptyLog = (): ChangeLog => ({
  items: new Map(),
  offers: new Map(),
  agents: new Map(),
  events: [],
  versions: [],
  drafts: new Map(),
  recurrences: new Map(),
  bulks: new Map(),
  served: new Map(),
  createdKeys: [],
  revokedKeys: [],
});

export function fold(log: ChangeLog): Changes {
  const items = [...log.items.values()];
  const offers = [...log.offers.values()];
  const agents = [...log.agents.values()];
  const drafts = [...log.drafts];
  const recurrences = [...log.recurrences];
  const bulks = [...log.bulks.values()];
  const served = [...log.served.values()];
  return {
    createdItems: items.filter((one) => one.revBefore === null).map((one) => one.item),
    changedItems: items.flatMap(({ item, revBefore, payload }) =>
      revBefore === null ? [] : [{ item, revBefore, payload }],
    ),
    createdOffers: offers.filter((one) => one.created).map((one) => one.offer),
    changedOffers: offers.filter((one) => !one.created).map((one) => one.offer),
    createdAgents: agents.filter((one) => one.revBefore === null && !one.removed).map((one) => one.agent),
    changedAgents: agents.flatMap(({ agent, revBefore, removed }) =>
      revBefore === null || removed ? [] : [{ agent, revBefore }],
    ),
    removedAgents: agents.filter((one) => one.removed && one.revBefore !== null).map((one) => one.agent.id),
    events: log.events,
    versions: log.versions,
    savedDrafts: drafts.flatMap(([, { draft }]) => (draft === null ? [] : [draft])),
    deletedDrafts: drafts.flatMap(([id, { draft, isNew }]) => (draft === null && !isNew ? [id] : [])),
    savedRecurrences: recurrences.flatMap(([, { recurrence }]) => (recurrence === null ? [] : [recurrence])),
    deletedRecurrences: recurrences.flatMap(([id, { recurrence, isNew }]) =>
      recurrence === null && !isNew ? [id] : [],
    ),
    createdBulks: bulks.filter(({ revBefore }) => revBefore === null).map(({ bulk }) => bulk),
    changedBulks: bulks.flatMap(({ bulk, revBefore }) => (revBefore === null ? [] : [{ bulk, revBefore }])),
    remembered: served.filter(({ gone }) => !gone).map((one) => one.served),
    forgotten: served.filter(({ gone, isNew }) => gone && !isNew).map((one) => one.served),
    createdKeys: log.createdKeys,
    revokedKeys: log.revokedKeys,
  };
}
