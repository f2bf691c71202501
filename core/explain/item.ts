import type { Waiting } from '../eligibility.ts';
import type { Item } from '../item.ts';
import { agedKey, stepsOf } from '../order.ts';
import { type Sentence, say } from '../phrases/say.ts';
import type { World } from '../world.ts';
import { type RuledOut, ruledOut } from './ruled-out.ts';
import { attentionSentence } from './sentences.ts';

/**
 * Why an item is where it is: `ruledOut` groups agents by the first condition that each of them fails, now while it waits, else when
 * its last offer was decided.
 */
export interface ItemExplanation {
  readonly item: string;
  readonly state: Item['state'];
  readonly queue: string | null;
  readonly sentence: Sentence;
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

/** Why an item waits; `null` for one that does not, or is offered and may be to others too: what was recorded says why it went where it went. */
export function explainWaiting(world: World, item: Item): ItemExplanation | null {
  const base = { item: item.id, state: item.state, queue: item.queue, chosen: null, considered: world.agents.size };
  if (item.state === 'offered') return null;
  const found = world.shelf.classOf(item.id);
  if (found === undefined) {
    const sentence = unplacedSentence(world, item);
    return sentence === null ? null : { ...base, sentence, order: null, ruledOut: [] };
  }
  const groups = ruledOut(world, { found, item });
  const ahead = aheadOf(world, { found, item });
  const waitedMs = world.work.now - (item.enqueuedAt ?? world.work.now);
  return {
    ...base,
    sentence: found.pick
      ? say('item.to_pick', { waitedMs })
      : say('item.waiting', { waitedMs, agents: world.agents.size, ruledOut: groups }),
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

function unplacedSentence({ work, configuration }: World, item: Item): Sentence | null {
  const { timeZone } = configuration.organisation;
  if (item.state === 'scheduled')
    return say('item.scheduled', { notBefore: { at: item.notBefore ?? 0, now: work.now, timeZone } });
  return attentionSentence(item, work.now);
}
