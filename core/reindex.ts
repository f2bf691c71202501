import type { Agent } from './agent.ts';
import { isOpen } from './calendar/calendar.ts';
import { noteCallback } from './callback/bookings.ts';
import { ANEW } from './climbing.ts';
import type { Configuration } from './configuration/compiled.ts';
import { awaitTurn, hold, mayBeOffered, newClass, noteUnplaced, refreshRoom, sweepLater, wayOf } from './indexes.ts';
import type { Item } from './item.ts';
import { Heap } from './matching/heap.ts';
import { Roster } from './matching/roster.ts';
import { className, type ItemClass, Shelf, type Way } from './matching/shelf.ts';
import type { SortedList } from './matching/sorted-list.ts';
import { byText } from './order.ts';
import { notePaused } from './paused.ts';
import { renewQueueAlerts, standAsDecided } from './queue-alerts.ts';
import { countIn } from './queue-load.ts';
import { isUnclassified } from './unclassified.ts';
import { WakeUps } from './wake-ups.ts';
import { watch, watchCalendar, watchLeaving, watchRecurrence, watchShift } from './watch.ts';
import type { World } from './world.ts';

/** Builds every index anew from items, agents and offers. `decidedAt`: when whoever led before decided last. */
export function reindex(world: World, decidedAt = world.work.now): void {
  world.wakeUps = new WakeUps(world.order);
  world.climbing = new Heap(world.order.ofAge);
  world.overflowing = new Heap(world.order.ofAge);
  const { holdings, holders, keptBy, pausedBy, interrupted, unplaced, loads } = world;
  for (const index of [holdings, holders, keptBy, pausedBy, interrupted, unplaced, loads]) index.clear();
  for (const index of Object.values(world.bookings)) index.clear();
  for (const { keptFor, id } of world.agents.values()) if (keptFor !== null) world.keptBy.set(keptFor, id);
  for (const item of world.items.values()) {
    sweepLater(world, item);
    notePaused(world, item);
    noteUnplaced(world, item);
    noteCallback(world, item);
    countIn(world, item);
    hold(world, item);
  }
  for (const agent of world.agents.values()) watch(world, agent);
  for (const one of world.recurrences.values()) watchRecurrence(world, one);
  classifyAllLater(world);
  arrange(world, alone(world));
  standAsDecided(world, decidedAt);
}

/**
 * Another configuration, in force at once. What follows from rows alone stays: who has what, and when each item and agent is looked at
 * next. What waits is arranged class by class, since a batch has no time for tens of thousands of items one by one.
 */
export function putInForce(world: World, configuration: Configuration): void {
  const before = world.configuration;
  const { classes } = world.shelf;
  world.configuration = configuration;
  const asked: Item[] = [];
  for (const id of world.holders.keys()) {
    const item = world.items.get(id)!;
    if (item.state === 'wrapping_up') hold(world, item);
    if (item.state === 'offered') sweepLater(world, item);
    if (item.state === 'offered' && mayBeOffered(world, item)) asked.push(item);
  }
  for (const agent of world.agents.values()) watchLeaving(world, agent);
  const again = configuration.classifiedSince > before.classifiedSince;
  if (again) classifyAllLater(world);
  arrange(world, again ? [] : asked.map((item) => [item]), again ? [] : [...classes.values()]);
}

/** All that waits and is older, the oldest first. One wake-up is enough. */
function classifyAllLater(world: World): void {
  const found: { at: number; id: string }[] = [];
  for (const item of world.items.values())
    if (isUnclassified(world.configuration, item)) found.push({ at: item.enqueuedAt ?? 0, id: item.id });
  if (found.length > 0 && world.unclassified.size === 0)
    world.wakeUps.push({ at: world.work.now, kind: 'classify', id: '' });
  world.unclassified = new Heap(world.order.ofAge, found);
}

/**
 * Items that wait in the same way come together: one look at the first answers for all of them. `before` are classes of an earlier
 * version: most of them are made anew as they are, without a look at each of their items.
 */
function arrange(world: World, alike: Iterable<readonly Item[]>, before: readonly ItemClass[] = []): void {
  world.roster = new Roster();
  world.shelf = before.length === 0 ? new Shelf(world.order) : world.shelf.renewed();
  for (const index of [world.awake, world.fresh, world.unreserved, world.freed]) index.clear();
  world.turns.clear();
  for (const [name, calendar] of Object.entries(world.configuration.calendars)) {
    if (isOpen(calendar, world.work.now)) world.roster.setCalendar(name, true);
    watchCalendar(world, name);
  }
  const apart: (readonly Item[])[] = [...alike];
  for (const found of before) {
    if (madeAnew(world, found)) continue;
    world.shelf.forget(found.items);
    apart.push(...byWorkstream(found.items));
  }
  for (const [name, { way, items }] of groups(world, apart)) {
    const there = world.shelf.classes.get(name);
    const found = there ?? newClass(world, items[0]!, { name, way, items });
    if (there === undefined) world.shelf.put(found, items);
    // Of those that are asked for already, more may be asked for now, beside a class that was made anew as it is.
    else for (const item of items) world.shelf.add(item, way, () => found);
    for (const item of items) awaitTurn(world, item, { way, found });
  }
  for (const kind of ['climb', 'overflow'] as const) world.wakeUps.push({ at: world.work.now, kind, id: ANEW });
  renewQueueAlerts(world);
  // After the classes, whose room each agent then has her part in; nobody need be awake, since every class is fresh.
  for (const agent of [...world.agents.values()].sort(byId)) {
    world.roster.put(agent, world.configuration);
    refreshRoom(world, agent.id);
    watchShift(world, agent);
  }
}

/** The class under the configuration in force, where that tells its items apart no more than the one before and they need no new wake-ups. */
function madeAnew(world: World, found: ItemClass): boolean {
  const first = found.items.first()!;
  const ways = [...found.tally.workstreams.keys()].map((workstream) => wayOf(world, { ...first, workstream }));
  if (ways.some((way) => className(first, way) !== found.name)) return false;
  const { newestFirstWithinMs } = world.configuration.queues[found.queue]!;
  // Of those that are asked for already, how many more may be asked is another matter now.
  if (newestFirstWithinMs !== found.newestFirstWithinMs || found.tally.asked > 0) return false;
  const made = newClass(world, first, { name: found.name, way: ways[0]!, items: found });
  if (delaysOf(made) !== delaysOf(found)) return false;
  world.shelf.put(made);
  if (!made.pick) world.fresh.add(made);
  world.unreserved.add(made);
  return true;
}

const delaysOf = ({ tiers }: ItemClass): string => tiers.map(({ afterMs }) => afterMs).join();

const byId = (a: Agent, b: Agent): number => byText(a.id, b.id);

function groups(world: World, alike: Iterable<readonly Item[]>): Map<string, { way: Way; items: Item[] }> {
  const found = new Map<string, { way: Way; items: Item[] }>();
  for (const items of alike) {
    const way = wayOf(world, items[0]!);
    const name = className(items[0]!, way);
    const group = found.get(name) ?? { way, items: [] };
    for (const item of items) group.items.push(item);
    found.set(name, group);
  }
  return found;
}

function* alone(world: World): Iterable<readonly Item[]> {
  for (const item of world.items.values()) if (mayBeOffered(world, item)) yield [item];
}

/** How an item waits depends on its class and on what its workstream says now. */
function byWorkstream(items: SortedList<Item>): Iterable<readonly Item[]> {
  const found = new Map<string, Item[]>();
  items.walk((item) => {
    // Those that are asked for already may be asked for otherwise now.
    if (item.state !== 'waiting') return true;
    const others = found.get(item.workstream);
    if (others === undefined) found.set(item.workstream, [item]);
    else others.push(item);
    return true;
  });
  return found.values();
}
