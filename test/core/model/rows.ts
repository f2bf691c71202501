import type { Agent } from '../../../core/agent.ts';
import type { BulkOperation } from '../../../core/bulk.ts';
import type { Changes, Draft, PublishedVersion } from '../../../core/changes.ts';
import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Item } from '../../../core/item.ts';
import type { Offer } from '../../../core/offer.ts';
import { canonical, rebuild } from '../../../core/rebuild.ts';
import type { Recurrence } from '../../../core/recurrence/recurrence.ts';
import { type Served, servedKey } from '../../../core/served.ts';
import type { Settled } from '../../../core/settled.ts';
import type { World } from '../../../core/world.ts';
import { copied } from './copy.ts';

const SETTLED = ['closed', 'cancelled', 'expired'];

/** Stands for the database: takes the changes of each batch as rows, and refuses what one fenced statement would refuse. */
export class Rows {
  readonly items = new Map<string, Item>();
  readonly offers = new Map<string, Offer>();
  readonly agents = new Map<string, Agent>();
  readonly drafts = new Map<string, Draft>();
  readonly recurrences = new Map<string, Recurrence>();
  readonly served = new Map<string, Served>();
  readonly bulks = new Map<string, BulkOperation>();
  readonly versions: PublishedVersion[] = [];
  configuration: Configuration;
  seq = 0;
  /** What was settled so far, which only lookups find. */
  private readonly past = { items: new Map<string, Item>(), offers: new Map<string, Offer>() };
  private readonly occurred = new Set<string>();

  constructor(configuration: Configuration) {
    this.configuration = configuration;
  }

  write(changes: Changes): void {
    for (const item of changes.createdItems) {
      this.checkOccurrence(item);
      insert(this.items, item);
    }
    for (const { item, revBefore, payload } of changes.changedItems)
      update(
        this.items,
        payload ? item : { ...item, payload: this.items.get(item.id)?.payload ?? item.payload },
        revBefore,
      );
    for (const offer of changes.createdOffers) insert(this.offers, offer);
    for (const offer of changes.changedOffers) update(this.offers, offer, null);
    for (const id of changes.removedAgents)
      if (!this.agents.delete(id)) throw new Error(`agent ${id} is removed, but has no row`);
    for (const agent of changes.createdAgents) insert(this.agents, agent);
    for (const { agent, revBefore } of changes.changedAgents) update(this.agents, agent, revBefore);
    for (const id of changes.deletedDrafts) if (!this.drafts.delete(id)) throw new Error(`draft ${id} has no row`);
    for (const draft of changes.savedDrafts) this.drafts.set(draft.id, copied(draft));
    for (const id of changes.deletedRecurrences)
      if (!this.recurrences.delete(id)) throw new Error(`recurrence ${id} has no row`);
    for (const row of changes.savedRecurrences) this.recurrences.set(row.id, copied(row));
    for (const bulk of changes.createdBulks) insert(this.bulks, bulk);
    for (const { bulk, revBefore } of changes.changedBulks) update(this.bulks, bulk, revBefore);
    for (const one of changes.forgotten)
      if (!this.served.delete(servedKey(one))) throw new Error(`${servedKey(one)} is forgotten, but has no row`);
    for (const one of changes.remembered) this.served.set(servedKey(one), copied(one));
    this.settle(changes);
    this.seq += changes.events.length;
    this.versions.push(...copied(changes.versions));
    const newest = changes.versions.at(-1);
    if (newest === undefined) return;
    const compiled = compile(newest.document, newest.version, newest);
    if (!compiled.ok) throw new Error('a configuration was published that does not compile');
    this.configuration = compiled.configuration;
  }

  /** The index on source and external id: what callers repeat is looked up first, what the engine makes by itself is not. */
  private checkOccurrence({ source, externalId }: Item): void {
    if (!source.startsWith('recurrence/')) return;
    const key = `${source} ${externalId}`;
    if (this.occurred.has(key)) throw new Error(`${source} has made ${externalId} twice`);
    this.occurred.add(key);
  }

  private settle({ createdItems, changedItems, createdOffers, changedOffers }: Changes): void {
    for (const { id } of [...createdItems, ...changedItems.map(({ item }) => item)]) {
      const row = this.items.get(id)!;
      if (SETTLED.includes(row.state)) this.past.items.set(id, row);
    }
    for (const { id } of [...createdOffers, ...changedOffers]) {
      const row = this.offers.get(id)!;
      if (row.state !== 'pending') this.past.offers.set(id, row);
    }
  }

  settled(): Settled {
    return this.past;
  }

  rebuilt(now: number): World {
    const items = [...this.items.values()].filter((item) => !SETTLED.includes(item.state));
    const offers = [...this.offers.values()].filter((offer) => offer.state === 'pending');
    const agents = [...this.agents.values()];
    const drafts = [...this.drafts.values()].map(({ id, rev }) => ({ id, rev }));
    const recurrences = [...this.recurrences.values()];
    const served = [...this.served.values()];
    const bulks = [...this.bulks.values()].filter(({ endedAt }) => endedAt === null);
    const rows = { seq: this.seq, items, offers, agents, drafts, recurrences, bulks, served };
    return rebuild(this.configuration, copied(rows), now);
  }

  canonical(now: number): string {
    return canonical(this.rebuilt(now));
  }
}

function insert<T extends { id: string }>(rows: Map<string, T>, row: T): void {
  if (rows.has(row.id)) throw new Error(`${row.id} is created, but has a row`);
  rows.set(row.id, copied(row));
}

function update<T extends { id: string; rev?: number }>(rows: Map<string, T>, row: T, revBefore: number | null): void {
  const had = rows.get(row.id);
  if (had === undefined) throw new Error(`${row.id} is changed, but has no row`);
  if (revBefore !== null && had.rev !== revBefore)
    throw new Error(`${row.id} is changed from rev ${revBefore}, but its row has ${had.rev}`);
  rows.set(row.id, copied(row));
}
