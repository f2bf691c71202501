import type { Agent } from '../agent.ts';
import type { Profile } from '../configuration/compiled.ts';
import { isApartFrom } from '../eligibility.ts';
import type { Item } from '../item.ts';
import { bestForAgent } from '../match.ts';
import type { ItemClass } from '../matching/shelf.ts';
import { orderKey } from '../order.ts';
import type { World } from '../world.ts';
import { aloneWith } from './alone.ts';
import { needsFor } from './needs.ts';
import { KINDS, type Remedy } from './remedy.ts';

/** What would bring work to an agent, and which item it would be. */
export interface Help {
  readonly remedy: Remedy;
  readonly item: Item;
}

/** What keeps work from her, seen from its other end. */
export interface Outlook {
  /** Each of them alone would bring her the item; the smallest change first. Empty where no single change does. */
  readonly remedies: readonly Help[];
  /** Where no single change does: all that the item that needs the fewest would need. */
  readonly nearest: { readonly item: Item; readonly needs: readonly Remedy[] } | null;
}

/** As many are tried, and as many are told. */
const MOST_TRIED = 40;
const MOST_TOLD = 8;

/** Each single change that the conditions suggest is tried on a world in which she alone is there: the matcher says what she would get. */
export function outlookOf(world: World, agent: Agent): Outlook {
  const profile = world.configuration.profiles[agent.profile];
  if (profile === undefined) return { remedies: [], nearest: null };
  const missed = missedBy(world, agent, profile);
  const single = new Map(
    missed.filter(({ needs }) => needs.length === 1).map(({ needs }) => [JSON.stringify(needs[0]), needs[0]!]),
  );
  const remedies: Help[] = [];
  for (const remedy of [...single.values()].sort(byEffort).slice(0, MOST_TRIED)) {
    if (remedies.length === MOST_TOLD) break;
    const item = wouldBring(world, agent, [remedy]);
    if (item !== null) remedies.push({ remedy, item });
  }
  return { remedies, nearest: remedies.length > 0 ? null : nearestOf(world, agent, missed) };
}

function nearestOf(world: World, agent: Agent, missed: readonly Missed[]): Outlook['nearest'] {
  const several = missed.filter(({ needs }) => needs.length > 1);
  for (const { needs } of several
    .sort((a, b) => a.needs.length - b.needs.length || a.key - b.key)
    .slice(0, MOST_TOLD)) {
    const item = wouldBring(world, agent, needs);
    if (item !== null) return { item, needs };
  }
  return null;
}

function wouldBring(world: World, agent: Agent, remedies: readonly Remedy[]): Item | null {
  const other = aloneWith(world, agent, remedies);
  return other === null ? null : (bestForAgent(other, other.agents.get(agent.id)!)?.item ?? null);
}

interface Missed {
  readonly key: number;
  readonly needs: readonly Remedy[];
}

function missedBy(world: World, agent: Agent, profile: Profile): Missed[] {
  const missed: Missed[] = [];
  for (const found of world.shelf.classes.values()) {
    if (found.pick) continue;
    for (const item of headsFor(world, found, agent)) {
      const needs = needsFor(world, { found, item, agent, profile });
      if (needs !== null && needs.length > 0) missed.push({ key: orderKey(item, found), needs });
    }
  }
  return missed;
}

/** The oldest, and the oldest that she neither refused a short time ago nor is asked for: nothing else but age tells items of a class apart. */
function headsFor(world: World, found: ItemClass, agent: Agent): Item[] {
  const heads: Item[] = [];
  found.items.walk((item) => {
    const isApart = isApartFrom(world, item, agent);
    if (heads.length === 0 || !isApart) heads.push(item);
    return isApart;
  });
  return heads;
}

const byEffort = (a: Remedy, b: Remedy): number => {
  const times = a.kind === 'time' && b.kind === 'time' ? a.at - b.at : 0;
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || times || sizeOf(a) - sizeOf(b);
};

/** Of two changes of one kind the smaller one is told first. */
function sizeOf(remedy: Remedy): number {
  if (remedy.kind === 'skill') return remedy.level;
  if (remedy.kind === 'less') return remedy.holding.length;
  return remedy.kind === 'capacity' ? remedy.units : 0;
}
