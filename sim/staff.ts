import type { Agent } from '../core/agent.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import { couldEver } from '../core/eligibility.ts';
import { namesOf } from '../core/explain/ruled-out.ts';
import { classFor } from '../core/indexes.ts';
import type { Item } from '../core/item.ts';
import { Bits } from '../core/matching/bits.ts';
import type { Told } from '../core/phrases/told.ts';
import { createWorld, type World } from '../core/world.ts';
import type { TakenIn } from './past-item.ts';

const MOST_KNOWN = 5_000;

/** Today's agents under a configuration: who could ever take an item, whatever else they do. */
export class Staff {
  private readonly world: World;
  /** Items that differ in nothing that is asked here have one answer. */
  private readonly known = new Map<string, Bits>();

  constructor(configuration: Configuration) {
    this.world = createWorld(configuration);
  }

  admit(agent: Agent): void {
    this.world.agents.set(agent.id, agent);
    this.world.roster.put(agent, this.world.configuration);
  }

  /** Nobody where it has no queue, or one that is not there. */
  eligibleFor(item: Item, as: TakenIn): Bits {
    if (as.queue === null || !Object.hasOwn(this.world.configuration.queues, as.queue)) return new Bits();
    const key = JSON.stringify([as.queue, as.cost, as.requirements, item.channel, item.workstream]);
    const eligible = this.known.get(key) ?? this.ask({ ...item, ...as });
    if (this.known.size < MOST_KNOWN) this.known.set(key, eligible);
    return eligible;
  }

  private ask(item: Item): Bits {
    const plain = { raised: 0, widenings: [], preferredAgent: null, preferredUntil: null, backOffs: {} };
    const waiting: Item = { ...item, ...plain, state: 'waiting' };
    return couldEver(this.world, { found: classFor(this.world, waiting), item: waiting });
  }

  namesOf(agents: Bits): readonly string[] {
    return namesOf(this.world, agents);
  }
}

/** One item whose eligible agents are others than before: how many there were and are, and the first of those who came and went. */
export type OtherStaff = Told['simulation.eligible_example'];

/** `null` where they are the same. Both staffs have the same agents, in the same places. */
export function compareStaff(item: Item, staff: Staff, { before, after }: Record<'before' | 'after', Bits>) {
  const gained = new Bits().copyFrom(after);
  gained.without(before);
  const lost = new Bits().copyFrom(before);
  lost.without(after);
  if (gained.isEmpty() && lost.isEmpty()) return null;
  return {
    item: item.id,
    before: before.count(),
    after: after.count(),
    gained: staff.namesOf(gained),
    gainedCount: gained.count(),
    lost: staff.namesOf(lost),
    lostCount: lost.count(),
  } satisfies OtherStaff;
}
