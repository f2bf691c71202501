import type { Configuration, QueueRule, Workstream } from '../configuration/compiled.ts';
import { type Activation, test } from '../rules/expression.ts';
import { withTime } from './activation.ts';
import type { Scene } from './intake.ts';
import { NOT_REACHED, type QueueReason, type RuleTrace } from './trace.ts';

export interface ChosenQueue {
  readonly queue: string | null;
  readonly because: QueueReason;
  readonly rules: readonly RuleTrace[];
}

/**
 * The first rule that holds and whose queue is open; else the fallback; else the first that held although its queue is closed, where the
 * item waits for the opening; else none.
 */
export function chooseQueue(
  itemId: string,
  workstream: Workstream,
  at: { given: Activation; scene: Scene },
): ChosenQueue {
  const rules: RuleTrace[] = [];
  let chosen: string | null = null;
  let closed: string | null = null;
  for (const [place, rule] of workstream.queueRules.entries()) {
    if (chosen !== null) {
      rules.push(NOT_REACHED);
      continue;
    }
    const queue = partFor(rule, `${itemId} ${place}`);
    const { holds, parts } = ask(rule, queue, at);
    const open = isQueueOpen(at.scene, queue);
    rules.push({ result: holds ? (open ? 'hit' : 'closed') : 'miss', conditions: parts, problems: [] });
    if (holds && open) chosen = queue;
    else if (holds) closed ??= queue;
  }
  if (chosen !== null) return { queue: chosen, because: 'rule', rules };
  if (workstream.fallback !== null) return { queue: workstream.fallback, because: 'fallback', rules };
  return { queue: closed, because: closed === null ? 'none' : 'closed', rules };
}

function ask(rule: QueueRule, queue: string, { given, scene }: { given: Activation; scene: Scene }) {
  if (rule.when === null) return { holds: true, parts: [] };
  const timeZone = zoneOf(scene.configuration, queue);
  return test(rule.when, withTime(given, { when: rule.when, timeZone, now: scene.now }));
}

function zoneOf({ queues, calendars, organisation }: Configuration, queue: string): string {
  const hours = queues[queue]?.hours ?? null;
  return (hours === null ? undefined : calendars[hours]?.timeZone) ?? organisation.timeZone;
}

function isQueueOpen({ configuration, isOpen }: Scene, queue: string): boolean {
  const hours = configuration.queues[queue]?.hours ?? null;
  return hours === null || isOpen(hours);
}

/** The part of a split that an item falls into: always the same one for the same item and rule. */
function partFor({ split }: QueueRule, seed: string): string {
  let left = percentOf(seed);
  for (const { queue, percent } of split) {
    if (left < percent) return queue;
    left -= percent;
  }
  return split.at(-1)!.queue;
}

/** 0 to 99, evenly spread over the ids of items: FNV-1a of 32 bits, with a last mix so that its low digits are even too. */
function percentOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % 100;
}
