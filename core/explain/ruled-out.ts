import {
  costAt,
  freeAt,
  movingConditions,
  narrow,
  standingConditions,
  standingOf,
  type Waiting,
} from '../eligibility.ts';
import { Bits } from '../matching/bits.ts';
import type { Condition, ItemClass, Reason } from '../matching/shelf.ts';
import type { World } from '../world.ts';

/** Agents ruled out by one condition, which was the first that they failed. At most 20 names; `count` is exact. */
export interface RuledOut {
  readonly reason: Reason;
  readonly count: number;
  readonly agents: readonly string[];
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
  readonly attribute?: string;
  readonly of?: 'queue' | 'shift';
  readonly channel?: string;
  /** The least that is missing among those who are full; 0 when the channel's cap is what is full. */
  readonly missingUnits?: number;
}

const NAMES = 20;

export function ruledOut(world: World, at: Waiting): RuledOut[] {
  const standing = standingOf(world, at);
  standing.ruledOut ??= differences(world, standingConditions(at.found, standing.open), {
    ...at,
    left: new Bits().copyFrom(world.roster.everyone),
  });
  const left = new Bits().copyFrom(standing.allowed);
  return [...standing.ruledOut, ...differences(world, movingConditions(world, at), { ...at, left })];
}

/** What each condition in turn takes from those who are left. */
function differences(world: World, conditions: readonly Condition[], at: Waiting & { left: Bits }): RuledOut[] {
  const groups: RuledOut[] = [];
  for (const condition of conditions) {
    const out = new Bits().copyFrom(at.left);
    narrow(world, condition, at);
    out.without(at.left);
    if (!out.isEmpty()) groups.push(group(world, { condition, found: at.found, out }));
  }
  return groups;
}

function group(world: World, at: { condition: Condition; found: ItemClass; out: Bits }): RuledOut {
  const { reason, skill, needs, group: name, attribute, of } = at.condition;
  return {
    reason,
    count: at.out.count(),
    agents: namesOf(world, at.out),
    ...(skill === undefined ? {} : { skill }),
    ...(needs === undefined ? {} : { needs }),
    ...(name === undefined ? {} : { group: name }),
    ...(attribute === undefined ? {} : { attribute }),
    ...(of === undefined ? {} : { of }),
    ...(reason === 'full' ? { channel: at.found.channel, missingUnits: leastMissing(world, at.found, at.out) } : {}),
  };
}

/** The first by name: places on the roster are in that order. */
export function namesOf(world: World, out: Bits): string[] {
  const names: string[] = [];
  for (const slot of out) {
    if (names.length === NAMES) break;
    names.push(world.roster.agentAt(slot).id);
  }
  return names;
}

function leastMissing(world: World, found: ItemClass, out: Bits): number {
  let least = Number.POSITIVE_INFINITY;
  for (const slot of out) least = Math.min(least, costAt(world, found, slot) - freeAt(world, found, slot));
  return Math.max(0, least);
}
