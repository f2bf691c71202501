import type { Attempt, CallbackPolicy } from '../callback/callback.ts';
import { callbackPolicy, openFrom } from '../callback/hours.ts';
import { customerReached } from '../callback/reached.ts';
import { unitsTaken } from '../capacity.ts';
import type { Command } from '../command.ts';
import { inNoHands } from '../gone.ts';
import type { Item } from '../item.ts';
import { changeItem, idleIfEmpty } from '../mutate.ts';
import { type Outcome, refuse } from '../outcome.ts';
import { livesUntil } from '../time-to-live.ts';
import { emit, type World } from '../world.ts';
import { needAttention } from './intake.ts';
import { closeItem } from './queueing.ts';
import { met, NO_TARGETS } from './targets.ts';

/** What follows a call. */
type Next = 'goes_on' | 'tries_again' | 'ends' | 'needs_attention';

/**
 * The agent says what came of her call. Whom she reached she keeps; otherwise she is free, and the call-back is tried again, ends, or
 * waits for somebody who knows the number.
 */
export function attempt(world: World, item: Item, command: Extract<Command, { verb: 'attempt' }>): Outcome {
  const { callback } = item;
  if (callback === null)
    return refuse('invalid', `Item ${item.id} is no call-back: complete it, with an outcome if you like.`);
  if (customerReached(item))
    return refuse('conflict', `The customer of ${item.id} was reached already: complete it.`, {
      current: { state: item.state, rev: item.rev, agentId: item.agentId },
    });
  const policy = callbackPolicy(world, item.workstream);
  const { outcome, note } = command;
  const made: Attempt = { at: world.work.now, agent: item.agentId!, outcome };
  const attempts = [...callback.attempts, made];
  const next = nextAfter(made, { number: attempts.length, policy });
  const tried: Partial<Item> = {
    callback: { ...callback, slotAt: null, attempts },
    ...(note === null ? {} : { payload: { ...item.payload, note } }),
  };
  const details = { number: attempts.length, of: policy.attempts, outcome, note };
  AFTER[next](world, item, { tried, details });
  return { kind: 'item', created: false, item };
}

function nextAfter({ outcome }: Attempt, { number, policy }: { number: number; policy: CallbackPolicy }): Next {
  switch (outcome) {
    case 'reached':
      return 'goes_on';
    case 'wrong_number':
      return 'needs_attention';
    case 'voicemail':
    case 'no_answer':
    case 'busy':
      if (outcome === 'voicemail' && policy.voicemailEnds) return 'ends';
      return number < policy.attempts ? 'tries_again' : 'ends';
  }
}

type After = (
  world: World,
  item: Item,
  at: { tried: Partial<Item>; details: Readonly<Record<string, unknown>> & { outcome: string } },
) => void;

const AFTER: Readonly<Record<Next, After>> = {
  goes_on: (world, item, { tried, details }) => {
    changeItem(world, item, tried);
    emit(world, 'item.attempted', { item, agent: item.agentId, units: unitsTaken(item), details });
  },
  /** Its age goes on, so that it keeps its place. */
  tries_again: (world, item, { tried, details }) => {
    const { minimumGapMs } = callbackPolicy(world, item.workstream);
    const notBefore = openFrom(world, item, world.work.now + minimumGapMs);
    leave(world, item, {
      change: {
        ...tried,
        ...NO_TARGETS,
        state: 'scheduled',
        notBefore,
        timeToLiveEndsAt: livesUntil(world.configuration, item, notBefore),
      },
      details: { ...details, notBefore },
    });
  },
  ends: (world, item, { tried, details }) => {
    const outcome = details.outcome === 'voicemail' && endsByVoicemail(world, item) ? 'voicemail' : 'not_reached';
    const payload = { ...(tried.payload ?? item.payload), outcome };
    const { agentId } = item;
    changeItem(world, item, { ...tried, payload, completedAt: world.work.now, ...met(item) });
    emit(world, 'item.attempted', { item, agent: agentId, units: unitsTaken(item), details });
    emit(world, 'item.completed', { item, agent: agentId, units: unitsTaken(item), details: { outcome } });
    closeItem(world, item);
  },
  needs_attention: (world, item, { tried, details }) => {
    const { agentId } = item;
    changeItem(world, item, tried);
    emit(world, 'item.attempted', { item, agent: agentId, units: unitsTaken(item), details });
    needAttention(world, item, 'wrong_number');
    idleIfEmpty(world, agentId!);
  },
};

const endsByVoicemail = (world: World, { workstream }: Item): boolean =>
  callbackPolicy(world, workstream).voicemailEnds;

/** Nobody has it any more, and nobody refused it. */
function leave(
  world: World,
  item: Item,
  { change, details }: { change: Partial<Item>; details: Record<string, unknown> },
): void {
  const agent = item.agentId!;
  const units = unitsTaken(item);
  changeItem(world, item, { ...change, ...inNoHands(item) });
  emit(world, 'item.attempted', { item, agent, units, details });
  idleIfEmpty(world, agent);
}
