import type { Agent } from './agent.ts';
import {
  type Holding,
  isRunning,
  type Load,
  loadOf,
  mayInterrupt,
  needOf,
  totalUnits,
  unitsTaken,
} from './capacity.ts';
import { summaryOf } from './configuration/summary.ts';
import type { Item } from './item.ts';
import { changeItem } from './mutate.ts';
import { byText, itemKey } from './order.ts';
import { handsOf } from './room.ts';
import { emit, type World } from './world.ts';

/**
 * Interrupts what stands in the way of an item that the agent is about to get: of what it may interrupt the most urgent goes on as long
 * as it fits beside the rest, so that no more is interrupted than has to be. Says what was.
 */
export function makeRoom(world: World, agent: Agent, { item, units }: { item: Item; units: number }): string[] {
  const need = needOf(item);
  if (!need.ignoresMatrix && !summaryOf(world.configuration).interrupting.has(need.channel)) return [];
  const hands = handsOf(world, agent);
  const running = [...(hands.holdings?.values() ?? [])].filter((one) => isRunning(one) && one.units > 0);
  const loose = running.filter((one) => mayInterrupt(need, one, hands));
  if (loose.length === 0) return [];
  const rest = loadOf(running, (one) => !loose.includes(one));
  const beside = { units: rest.units + units, items: rest.items + 1 };
  const out = among(world, agent, { loose, beside }).filter(({ fits }) => !fits);
  for (const { held } of out) interrupt(world, agent, { held, by: item });
  return out.map(({ held }) => held.id);
}

function interrupt(world: World, agent: Agent, { held, by }: { held: Item; by: Item }): void {
  changeItem(world, held, { interruptedBy: by.id });
  emit(world, 'item.interrupted', { item: held, agent, units: unitsTaken(held), details: { by: by.id } });
}

/** Whoever has room for what she was interrupted in goes on with it, the most urgent first. */
export function continueWork(world: World): void {
  const agents = [...world.continuing].sort(byText);
  world.continuing.clear();
  for (const id of agents) {
    const agent = world.agents.get(id);
    if (agent !== undefined) goOn(world, agent);
  }
  // To go on changes nobody's room: interrupted work counts in it all along.
  world.continuing.clear();
}

function goOn(world: World, agent: Agent): void {
  const hands = [...(world.holdings.get(agent.id)?.values() ?? [])];
  const loose = hands.filter((one) => !isRunning(one));
  for (const { held, fits } of among(world, agent, { loose, beside: loadOf(hands, isRunning) })) {
    if (!fits) continue;
    changeItem(world, held, { interruptedBy: null });
    emit(world, 'item.continued', { item: held, agent, units: unitsTaken(held) });
  }
}

/** The most urgent first: which of them fit beside the rest, and beside those before them that do. */
function among(
  world: World,
  agent: Agent,
  { loose, beside }: { loose: readonly Holding[]; beside: Load },
): { held: Item; fits: boolean }[] {
  const profile = world.configuration.profiles[agent.profile];
  const most = { units: totalUnits(agent, profile), items: profile?.atMost ?? 0 };
  let load = beside;
  return loose
    .map(({ item }) => world.items.get(item)!)
    .sort((a, b) => urgencyOf(world, a) - urgencyOf(world, b) || byText(a.id, b.id))
    .map((held) => {
      const then = { units: load.units + unitsTaken(held), items: load.items + 1 };
      const fits = then.units <= most.units && then.items <= most.items;
      if (fits) load = then;
      return { held, fits };
    });
}

const urgencyOf = ({ configuration }: World, item: Item): number => itemKey(configuration, item) ?? 0;
