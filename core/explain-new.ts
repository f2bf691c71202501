import type { ClassificationTrace } from './classify/trace.ts';
import type { NewItem } from './command.ts';
import { candidates, pairOf } from './eligibility.ts';
import { aheadOf } from './explain.ts';
import { inWords } from './explain-words.ts';
import { type RuledOut, ruledOut } from './explanation.ts';
import { classFor } from './indexes.ts';
import type { Item } from './item.ts';
import { orderKey } from './order.ts';
import type { Refusal } from './outcome.ts';
import { takenIn } from './verbs/create.ts';
import type { World } from './world.ts';

/** What would happen to an item if it were handed in now; nothing is changed. */
export interface NewItemExplanation {
  readonly sentence: string;
  readonly workstream: string;
  readonly queue: string | null;
  readonly priority: number;
  readonly cost: number;
  readonly requirements: Item['requirements'];
  /** The order key in integer milliseconds, smaller is more urgent; `null` without a queue. */
  readonly key: number | null;
  /** 1-based place in its queue, and how many are ahead; `null` without a queue. */
  readonly order: { readonly position: number; readonly ahead: number } | null;
  readonly classification: ClassificationTrace | null;
  /** Who could take it now, the first first; `score` is what the queue's method compares, smaller is better. At most 50. */
  readonly agents: readonly {
    readonly agent: string;
    readonly key: number;
    readonly widening: number;
    readonly score: number;
  }[];
  readonly considered: number;
  readonly ruledOut: readonly RuledOut[];
}

const MOST_AGENTS = 50;

export function explainNew(world: World, input: NewItem): NewItemExplanation | Refusal {
  const taken = takenIn(world, input);
  if ('kind' in taken) return taken;
  const { now } = world.work;
  const item: Item = { ...taken.item, state: 'waiting', enqueuedAt: now, waitingSince: now };
  const { workstream, queue, priority, cost, requirements } = item;
  const base = {
    workstream,
    queue,
    priority,
    cost,
    requirements,
    classification: taken.trace,
    considered: world.agents.size,
  };
  if (queue === null) {
    const sentence = 'No rule leads to a queue: it would wait for somebody to place it.';
    return { ...base, sentence, key: null, order: null, agents: [], ruledOut: [] };
  }
  const found = classFor(world, item);
  const pairs = [...candidates(world, { found, item })]
    .map((slot) => pairOf(world, { found, item, slot }))
    .sort(world.order.pairs);
  const groups = ruledOut(world, { found, item });
  const ahead = aheadOf(world, { found, item });
  return {
    ...base,
    sentence: sentenceOf(item, {
      first: pairs[0]?.agent.id ?? null,
      able: pairs.length,
      pick: found.pick,
      groups,
      agents: world.agents.size,
    }),
    key: orderKey(item, found),
    order: { position: ahead + 1, ahead },
    agents: pairs.slice(0, MOST_AGENTS).map(({ agent, effectiveKey, widening, score }) => ({
      agent: agent.id,
      key: effectiveKey,
      widening,
      score,
    })),
    ruledOut: groups,
  };
}

interface Outlook {
  readonly first: string | null;
  readonly able: number;
  readonly pick: boolean;
  readonly groups: readonly RuledOut[];
  readonly agents: number;
}

function sentenceOf({ queue }: Item, { first, able, pick, groups, agents }: Outlook): string {
  const where = `It would enter queue ${queue}`;
  if (pick) return `${where} and wait to be picked from the list.`;
  if (agents === 0) return `${where} and wait: there is no agent.`;
  if (first === null) return `${where} and wait: of ${agents} agents, ${inWords(groups)}.`;
  if (able === 1) return `${where}; only ${first} could take it now.`;
  return `${where}, where ${first} comes first of the ${able} who could take it now.`;
}
