import type { Agent } from '../agent.ts';
import type { Profile } from '../configuration/compiled.ts';
import { isApartFrom, isAskedFor, refusedUntil } from '../eligibility.ts';
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
  const single = new Map<string, Help>();
  for (const { needs, item } of missed)
    if (needs.length === 1) single.set(JSON.stringify(needs[0]), { remedy: needs[0]!, item });
  const remedies: Help[] = [];
  for (const one of [...single.values()].sort((a, b) => byEffort(a.remedy, b.remedy)).slice(0, MOST_TRIED)) {
    if (remedies.length === MOST_TOLD) break;
    const help = tried(world, agent, one);
    if (help !== null) remedies.push(help);
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
  readonly item: Item;
}

function missedBy(world: World, agent: Agent, profile: Profile): Missed[] {
  const missed: Missed[] = [];
  for (const found of world.shelf.classes.values()) {
    if (found.pick) continue;
    for (const item of headsFor(world, found, agent)) {
      const groups = joinable(item).filter((group) => ![...agent.groups, ...profile.groups].includes(group));
      for (const way of [{}, ...groups.map((joining) => ({ joining }))]) {
        const needs = needsFor(world, { found, item, agent, profile, ...way });
        if (needs !== null && needs.length > 0) missed.push({ key: orderKey(item, found), needs, item });
      }
    }
  }
  return missed;
}

/** As often as hours may close again just as what one waits for ends. */
const MOST_OPENINGS = 5;

/** What the change would bring. Where hours undo it at the very instant that is waited for, their next opening is the change. */
function tried(world: World, agent: Agent, { remedy, item }: Help): Help | null {
  let next: Remedy | null = remedy;
  for (let openings = 0; next !== null && openings < MOST_OPENINGS; openings += 1) {
    const brought = wouldBring(world, agent, [next]);
    if (brought !== null) return { remedy: next, item: brought };
    next = next.kind === 'time' ? laterThan(world, agent, { remedy: next, item }) : null;
  }
  return null;
}

function laterThan(world: World, agent: Agent, { remedy, item }: Help): Remedy | null {
  const other = aloneWith(world, agent, [remedy]);
  const found = other?.shelf.classOf(item.id);
  const profile = other?.configuration.profiles[agent.profile];
  if (other === null || found === undefined || profile === undefined) return null;
  const needs = needsFor(other, { found, item, agent, profile });
  return needs?.length === 1 && needs[0]!.kind === 'time' ? needs[0]! : null;
}

const joinable = ({ widenings }: Item): string[] => [...new Set(widenings.flatMap(({ groups }) => groups))];

/**
 * The first, of those that she neither refused a short time ago nor is asked for the first and the oldest, and before these the one whose
 * refusal ends first: nothing else but age tells items of a class apart. Where the newest come first, the oldest is the last of the first
 * window.
 */
function headsFor(world: World, found: ItemClass, agent: Agent): Item[] {
  let first: Item | null = null;
  let oldest: Item | null = null;
  let soonest: Item | null = null;
  found.items.walk((item) => {
    if (isApartFrom(world, item, agent)) {
      if (
        refusedUntil(item, agent) > world.work.now &&
        !isAskedFor(world, item, agent) &&
        (soonest === null || refusedUntil(item, agent) < refusedUntil(soonest, agent))
      )
        soonest = item;
      return true;
    }
    first ??= item;
    if (isPastWindow(found, first, item)) return false;
    if (oldest === null || item.enqueuedAt! < oldest.enqueuedAt!) oldest = item;
    return found.newestFirstWithinMs > 0;
  });
  return [...new Set([found.items.first()!, first, oldest, soonest])].filter((item) => item !== null);
}

const isPastWindow = ({ newestFirstWithinMs: ms }: ItemClass, first: Item, item: Item): boolean =>
  ms > 0 && Math.floor(item.enqueuedAt! / ms) > Math.floor(first.enqueuedAt! / ms);

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
