import type { Callback } from '../callback/callback.ts';
import type { ClassificationTrace, RuleTrace } from '../classify/trace.ts';
import type { Event } from '../event.ts';
import type { Item } from '../item.ts';
import { type Sentence, say } from '../phrases/say.ts';
import type { Overflowing } from '../phrases/told.ts';
import { isOpen, TARGET_NAMES, type Targets } from '../target.ts';
import type { ItemExplanation } from './item.ts';

/** All that is known of an item's way, sentence by sentence: where it is and why, what has been promised, its place, who cannot take it, and rule by rule how it was taken in. */
export function itemSentences(
  { sentence, order, queue, ruledOut }: ItemExplanation,
  at: {
    readonly overflowed: readonly Sentence[];
    readonly promised: readonly Sentence[];
    readonly classification: ClassificationTrace | null;
  },
): Sentence[] {
  return [
    sentence,
    ...at.overflowed,
    ...at.promised,
    ...(order === null || queue === null ? [] : [say('item.place', { position: order.position, queue })]),
    ...ruledOut.map((group) => say('item.ruled_out', { group })),
    ...classificationSentences(at.classification),
  ];
}

/** Each rule with what became of it, and each part of its condition with what it saw. */
export function classificationSentences(trace: ClassificationTrace | null): Sentence[] {
  if (trace === null) return [say('trace.no_rules', {})];
  const { rulesets, queueRules, queue, because } = trace;
  return [
    ...rulesets.flatMap(({ name, rules }) => ruleSentences(name, rules)),
    ...ruleSentences(null, queueRules),
    say('trace.queue', { queue, because }),
  ];
}

const ruleSentences = (ruleset: string | null, rules: readonly RuleTrace[]): Sentence[] =>
  rules.flatMap(({ result, conditions, problems }, at) => [
    say('trace.rule', { ruleset, place: at + 1, result }),
    ...conditions.map((part) => say('trace.condition', { part })),
    ...problems,
  ]);

type Preferred = Pick<Item, 'requirements' | 'preferredAgent' | 'preferredUntil'>;

/** For whom it is kept for now, and why, or for whom alone it waits; nothing once that has run out, and of an item that somebody has. */
export function preferenceSentences(
  { state, requirements, preferredAgent: agent, preferredUntil }: Preferred & Pick<Item, 'state'>,
  { because, now }: { because: 'served_last' | 'owner' | 'rule'; now: number },
): Sentence[] {
  if (state === 'waiting' && requirements.agent !== null) return [say('item.named', { agent: requirements.agent })];
  if (state !== 'waiting' || agent === null || preferredUntil === null || preferredUntil <= now) return [];
  return [say('item.preferred', { agent, until: { at: preferredUntil, now, timeZone: 'UTC' }, because })];
}

/** Why an item needs attention, since when and what would help; `null` where it does not. `now`: epoch milliseconds. */
export const attentionSentence = ({ attention }: Pick<Item, 'attention'>, now: number): Sentence | null =>
  attention === null
    ? null
    : say('item.needs_attention', { reason: attention.reason, ms: Math.max(0, now - attention.since) });

/** How each target stands, and until when. `now`: epoch milliseconds. */
export const targetSentences = (targets: Targets, now: number): Sentence[] =>
  TARGET_NAMES.flatMap((target) => {
    const promise = targets[target];
    if (promise === undefined) return [];
    const { dueAt, stage, left } = promise;
    const leftMs = isOpen(promise) && left !== null ? left.dueMs : null;
    return [say('item.target', { target, stage, due: { at: dueAt, now, timeZone: 'UTC' }, leftMs })];
  });

/** Its slot while it takes a place in it, and what came of each call. `now`: epoch milliseconds. */
export function callbackSentences(callback: Callback | null, now: number): Sentence[] {
  if (callback === null) return [];
  const { slotAt, attempts } = callback;
  const timeZone = callback.timeZone ?? 'UTC';
  return [
    ...(slotAt === null ? [] : [say('item.slot', { slot: { at: slotAt, now, timeZone } })]),
    ...attempts.map(({ at, agent, outcome }, place) =>
      say('item.attempt', { number: place + 1, agent, outcome, at: { at, now, timeZone } }),
    ),
  ];
}

/** On what and for whom it asks for advice, or who was last asked for advice on it, and gave it. `now`: epoch milliseconds. */
export const consultSentences = (newest: readonly Event[], now: number): Sentence[] =>
  [...newest]
    .sort((a, b) => a.seq - b.seq)
    .flatMap(({ type, at, agent, details }) => {
      const { consults, consult, to, by } = details as Consulted;
      const ms = now - at;
      if (type === 'item.created' && consults)
        return [say('item.consult', { asker: consults.asker, about: consults.item })];
      if (type === 'item.consulted')
        return [
          say('item.consulted', { agent: agent!, asked: to!.agent ?? `queue ${to!.queue}`, consult: consult!, ms }),
        ];
      return type === 'item.advised' ? [say('item.advised', { by: by!, consult: consult!, ms })] : [];
    });

interface Consulted {
  readonly consults?: { readonly item: string; readonly asker: string };
  readonly consult?: string;
  readonly to?: { readonly queue: string; readonly agent: string | null };
  readonly by?: string;
}

/** What overflow did to an item last, and the call-back that it was offered last. `now`: epoch milliseconds. */
export const overflowSentences = (newest: readonly Event[], now: number): Sentence[] =>
  newest
    .filter(({ type }) => type === 'item.overflowed' || type === 'item.callback_offered')
    .sort((a, b) => a.seq - b.seq)
    .map(({ at, queue, details }) => {
      const { rule, when, saw = null, then, fallback = false } = details as unknown as Omit<Overflowing, 'queue'>;
      return say('overflow.did', { queue: queue!, rule, when, saw, then, fallback, ms: now - at });
    });
