import { type Item, isSettled } from './item.ts';
import type { OpenStage, TargetName } from './target.ts';
import { isOpen, nextInstant, TARGET_NAMES } from './target.ts';
import { openOffers, type World } from './world.ts';

interface TargetDeadline {
  readonly verb: 'note_target';
  readonly at: number;
  readonly item: string;
  readonly target: TargetName;
  /** `running`: it warns then; `warned`: it is missed then. */
  readonly stage: OpenStage;
}

export type Deadline =
  | TargetDeadline
  | { readonly verb: 'expire_offer'; readonly at: number; readonly offer: string }
  | {
      readonly verb: 'admit' | 'wake' | 'end_wrap_up' | 'expire_item' | 'overflow';
      readonly at: number;
      readonly item: string;
    }
  | { readonly verb: 'escalate'; readonly at: number; readonly item: string; readonly step: number };

/** The instants that the item's workflow waits for in its present state, the nearest first. */
export function deadlinesOf(world: World, item: Item): Deadline[] {
  const found: Deadline[] = [];
  for (const { id, expiresAt } of openOffers(world, item.id))
    found.push({ verb: 'expire_offer', at: expiresAt, offer: id });
  if (item.state === 'scheduled' && item.notBefore !== null)
    found.push({ verb: 'admit', at: item.notBefore, item: item.id });
  if (item.state === 'paused' && item.resumesAt !== null)
    found.push({ verb: 'wake', at: item.resumesAt, item: item.id });
  if (item.state === 'wrapping_up' && item.wrapUpEndsAt !== null) {
    found.push({ verb: 'end_wrap_up', at: item.wrapUpEndsAt, item: item.id });
  }
  if (item.state === 'waiting' && item.nextEscalationAt !== null) {
    found.push({ verb: 'escalate', at: item.nextEscalationAt, item: item.id, step: item.escalationStep });
  }
  if (item.state === 'waiting' && item.overflowAt !== null)
    found.push({ verb: 'overflow', at: item.overflowAt, item: item.id });
  if (mayExpire(item)) found.push({ verb: 'expire_item', at: item.timeToLiveEndsAt!, item: item.id });
  found.push(...ofTargets(item));
  return found.sort((a, b) => a.at - b.at);
}

/** None of those that are stopped; a settled item has none that matters any more. */
function ofTargets({ id, state, targets }: Item): TargetDeadline[] {
  if (isSettled(state)) return [];
  return TARGET_NAMES.flatMap((name) => {
    const target = targets[name];
    const at = target === undefined ? null : nextInstant(target);
    if (target === undefined || at === null || !isOpen(target)) return [];
    return [{ verb: 'note_target', at, item: id, target: name, stage: target.stage }];
  });
}

/** Its time to live ends what waits for somebody: neither what somebody has nor what is for later. */
const MAY_EXPIRE: readonly Item['state'][] = ['waiting', 'offered', 'needs_attention'];
const mayExpire = (item: Item): boolean => item.timeToLiveEndsAt !== null && MAY_EXPIRE.includes(item.state);

/** How long Temporal may be late before the engine does it itself. */
const LIVE_OFFER_GRACE_MS = 10_000;
const GRACE_MS = 30_000;

export function graceMs(world: World, item: Item, deadline: Deadline): number {
  const live = world.configuration.channels[item.channel]?.live ?? false;
  return live && deadline.verb === 'expire_offer' ? LIVE_OFFER_GRACE_MS : GRACE_MS;
}
