import type { Waiting } from './eligibility.ts';
import { inWords, spoken } from './explain-words.ts';
import { type RuledOut, ruledOut } from './explanation.ts';
import type { Item } from './item.ts';
import { agedKey, stepsOf } from './order.ts';
import type { World } from './world.ts';

/**
 * Why an item is where it is: `ruledOut` groups agents by the first condition that each of them fails, now while it waits, else when
 * its last offer was decided.
 */
export interface ItemExplanation {
  readonly item: string;
  readonly state: Item['state'];
  readonly sentence: string;
  /** 1-based place in its queue, and how many are ahead; `null` unless it waits. */
  readonly order: { readonly position: number; readonly ahead: number } | null;
  /** Who has, had or is offered it, decided when (epoch milliseconds) and by what order key; `null` while nobody is chosen. */
  readonly chosen: {
    readonly agent: string;
    readonly at: number;
    readonly by: 'offer' | 'pick' | 'assign' | 'resume';
    readonly key: number | null;
  } | null;
  /** How many agents there were when it was decided. */
  readonly considered: number;
  readonly ruledOut: readonly RuledOut[];
}

/** Why an item waits; `null` for one that does not: what was recorded says why it went where it went. */
export function explainWaiting(world: World, item: Item): ItemExplanation | null {
  const base = { item: item.id, state: item.state, chosen: null, considered: world.agents.size };
  const found = world.shelf.classOf(item.id);
  if (found === undefined) {
    const sentence = unplacedSentence(item);
    return sentence === null ? null : { ...base, sentence, order: null, ruledOut: [] };
  }
  const groups = ruledOut(world, { found, item });
  const ahead = aheadOf(world, { found, item });
  return {
    ...base,
    sentence: waitingSentence(item, { now: world.work.now, groups, pick: found.pick, agents: world.agents.size }),
    order: { position: ahead + 1, ahead },
    ruledOut: groups,
  };
}

/** Items of the queue that come before it; each class answers from its own order. */
export function aheadOf(world: World, { found: mine, item }: Waiting): number {
  const steps = stepsOf(item);
  let ahead = 0;
  for (const other of world.shelf.byQueue.get(mine.queue) ?? []) {
    const first = other.items.first()!;
    // The age that an item of the other class would need to stand exactly where this one stands.
    const aged = agedKey(item.enqueuedAt!, other) + (stepsOf(first) - steps) * other.millisPerPriority;
    const enqueuedAt = agedKey(aged, other);
    ahead += other.items.rank({ ...item, enqueuedAt });
  }
  return ahead;
}

function waitingSentence(
  item: Item,
  at: { now: number; groups: readonly RuledOut[]; pick: boolean; agents: number },
): string {
  const waited = `Waiting for ${spoken(at.now - (item.enqueuedAt ?? at.now))}`;
  if (at.pick) return `${waited}: it is taken from the list by whoever picks it.`;
  if (at.agents === 0) return `${waited}: there is no agent.`;
  return `${waited}: of ${at.agents} agents, ${inWords(at.groups)}.`;
}

function unplacedSentence(item: Item): string | null {
  if (item.state === 'scheduled') return `Scheduled for ${new Date(item.notBefore ?? 0).toISOString()}.`;
  if (item.state === 'needs_attention') return 'It fits no queue: a supervisor has to place it.';
  return null;
}
