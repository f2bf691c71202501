import type { ClassificationTrace } from '../classify/trace.ts';
import type { NewItem } from '../command.ts';
import type { Method } from '../configuration/compiled.ts';
import { candidates, pairOf } from '../eligibility.ts';
import type { Item } from '../item.ts';
import { orderKey } from '../order.ts';
import type { Refusal } from '../outcome.ts';
import { type Sentence, say } from '../phrases/say.ts';
import type { Overflowing } from '../phrases/told.ts';
import { entering, takenIn } from '../verbs/create.ts';
import type { World } from '../world.ts';
import { aheadOf } from './item.ts';
import { foresee } from './overflow.ts';
import { type RuledOut, ruledOut } from './ruled-out.ts';
import { classificationSentences, preferenceSentences } from './sentences.ts';

/** What would happen to an item if it were handed in now; nothing is changed. */
export interface NewItemExplanation {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly sentence: Sentence;
  /** All of it, sentence by sentence. */
  readonly sentences: readonly Sentence[];
  readonly workstream: string;
  readonly queue: string | null;
  readonly priority: number;
  readonly cost: number;
  readonly requirements: Item['requirements'];
  /** For whom it would be kept at first; `servedLast`: since she served its customer last, otherwise by a rule. */
  readonly preferred: { readonly agent: string; readonly until: number; readonly servedLast: boolean } | null;
  /** The order key in integer milliseconds, smaller is more urgent; `null` without a queue. */
  readonly key: number | null;
  /** 1-based place in its queue, and how many are ahead; `null` without a queue. */
  readonly order: { readonly position: number; readonly ahead: number } | null;
  /** What overflow rules would do with it on its way there, in order. */
  readonly overflow: readonly Overflowing[];
  readonly classification: ClassificationTrace | null;
  /** How its queue chooses among agents; `null` without a queue. */
  readonly method: Method | null;
  /** Who could take it now, the first first; `score` is what the queue's method compares, smaller is better. At most 50. */
  readonly agents: readonly {
    readonly agent: string;
    readonly key: number;
    readonly widening: number;
    /** Something that she has in hand would have to give way. */
    readonly interrupts: boolean;
    readonly score: number;
  }[];
  readonly considered: number;
  readonly ruledOut: readonly RuledOut[];
}

const MOST_AGENTS = 50;

/** `first`: the item that it would follow. */
export function explainNew(world: World, input: NewItem, first: Item | null): NewItemExplanation | Refusal {
  const told = outlook(world, input, first);
  return 'kind' in told ? told : { ...told, sentences: sentencesOf(told) };
}

type Told = Omit<NewItemExplanation, 'sentences'>;

function outlook(world: World, input: NewItem, first: Item | null): Told | Refusal {
  const taken = takenIn(world, input, first);
  if ('kind' in taken) return taken;
  const { now } = world.work;
  const coming = entering(world, taken.item);
  const { workstream, priority, cost, requirements, preferredAgent, preferredUntil } = coming;
  const base = {
    workstream,
    priority,
    cost,
    requirements,
    preferred:
      preferredAgent === null || preferredUntil === null
        ? null
        : { agent: preferredAgent, until: preferredUntil, servedLast: taken.affinity },
    classification: taken.trace,
    considered: world.agents.size,
    at: now,
  };
  const nowhere = { ...base, key: null, order: null, method: null, agents: [], ruledOut: [] };
  if (coming.queue === null) return { ...nowhere, queue: null, overflow: [], sentence: say('new.no_queue', {}) };
  const { steps: overflow, item, found, waits } = foresee(world, coming);
  const queue = item.queue!;
  if (!waits) return { ...nowhere, queue, overflow, sentence: say('new.turned_away', { queue }) };
  const pairs = [...candidates(world, { found, item })]
    .map((slot) => pairOf(world, { found, item, slot }))
    .sort(world.order.pairs);
  const groups = ruledOut(world, { found, item });
  const ahead = aheadOf(world, { found, item });
  return {
    ...base,
    queue,
    overflow,
    sentence: sentenceOf(queue, {
      first: pairs[0]?.agent.id ?? null,
      able: pairs.length,
      pick: found.pick,
      groups,
      agents: world.agents.size,
    }),
    key: orderKey(item, found),
    order: { position: ahead + 1, ahead },
    method: found.method,
    agents: pairs.slice(0, MOST_AGENTS).map(({ agent, effectiveKey, widening, interrupts, score }) => ({
      agent: agent.id,
      key: effectiveKey,
      widening,
      interrupts: interrupts > 0,
      score,
    })),
    ruledOut: groups,
  };
}

function sentenceOf(
  queue: string,
  at: { first: string | null; able: number; pick: boolean; groups: readonly RuledOut[]; agents: number },
): Sentence {
  if (at.pick) return say('new.to_pick', { queue });
  if (at.first === null) return say('new.waits', { queue, agents: at.agents, ruledOut: at.groups });
  return say('new.first', { queue, agent: at.first, able: at.able });
}

/** Sentence by sentence: what would happen, how it would be taken in, who could take it in what order, and who could not. */
function sentencesOf(explanation: Told): Sentence[] {
  const { sentence, overflow, workstream, queue, priority, cost, requirements, order, method, agents, at, preferred } =
    explanation;
  const kept = {
    state: 'waiting',
    requirements,
    preferredAgent: preferred?.agent ?? null,
    preferredUntil: preferred?.until ?? null,
  } as const;
  return [
    sentence,
    ...overflow.map((step) => say('overflow.would', step)),
    say('new.taken_in', { workstream, priority, cost, asks: requirements }),
    ...preferenceSentences(kept, { because: preferred?.servedLast ? 'served_last' : 'rule', now: at }),
    ...(order === null || queue === null ? [] : [say('item.place', { position: order.position, queue })]),
    ...agents.map(({ agent, score, widening, interrupts }, place) =>
      say('new.agent', { place: place + 1, agent, method: method!, score, widening, interrupts, now: at }),
    ),
    ...explanation.ruledOut.map((group) => say('item.ruled_out', { group })),
    ...classificationSentences(explanation.classification),
  ];
}
