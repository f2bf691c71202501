import { ATTEMPT_OUTCOMES, type CallbackAsked, type SlotAsked } from '../../../core/callback/callback.ts';
import type { Command } from '../../../core/command.ts';
import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import type { Dice } from './dice.ts';
import { WORKSTREAMS } from './documents.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

const MINUTE = 60_000;

/** Slots are minutes of the hours: one of the next, or a time that is none. */
function slotAsked({ roll, now }: { roll: Dice; now: number }): SlotAsked {
  const minute = Math.ceil((now + 1) / MINUTE) * MINUTE + roll.roll(3) * MINUTE;
  const at = new Date(roll.one([minute, minute, minute, minute, now + 5000, now - MINUTE])).toISOString();
  return roll.one([
    { at, timeZone: null },
    { at: at.slice(0, 19), timeZone: 'UTC' },
    { at: at.slice(0, 19), timeZone: roll.one(['Asia/Tokyo', 'Nowhere']) },
  ]);
}

export const callbackAsked = (at: { roll: Dice; now: number }): CallbackAsked => ({
  slot: at.roll.one([null, slotAsked(at)]),
  allowDuplicate: at.roll.roll(4) === 3,
});

interface At {
  readonly roll: Dice;
  readonly now: number;
  readonly item: string;
}

/** What is done with call-backs, and with other items by mistake. */
export function onCallback(verb: 'reschedule' | 'call_back' | 'attempt', { roll, now, item }: At): Command {
  if (verb === 'call_back')
    return { verb, item, workstream: roll.one([null, ...WORKSTREAMS]), asked: callbackAsked({ roll, now }) };
  if (verb === 'attempt')
    return { verb, item, outcome: roll.one(ATTEMPT_OUTCOMES), note: roll.one([null, 'Nobody there']) };
  const slot = roll.one([null, null, slotAsked({ roll, now })]);
  const notBefore = slot === null ? now + roll.one([5000, -1000, 0, 60_000]) : null;
  return { verb, item, notBefore, slot };
}

/** What may not be taken twice, by the rows: the place of a slot, and a customer by two call-backs of which none says that it stands beside another. */
export function judgeCallbacks({ step, before }: { step: Step; before: Snapshot }, report: Report): void {
  const { applied, events } = step;
  const calls = [...applied.items.values()].filter((item) => item.callback !== null);
  const published = applied.configuration.version !== before.configuration.version;
  for (const item of calls) {
    const earlier = before.items.get(item.id)?.callback;
    const { slotAt, attempts } = item.callback!;
    if (!published && slotAt !== null && slotAt !== earlier?.slotAt)
      judgeSlot(applied, { item, slotAt, calls }, report);
    if ((earlier?.attempts.length ?? 0) > attempts.length) report('I6', `${item.id} forgets attempts`);
  }
  for (const event of events) {
    const made = applied.items.get(event.item ?? '');
    if (!becomesOfCustomer(event) || made === undefined || made.callback === null) continue;
    // She was its customer before.
    if (before.items.get(made.id)?.payload.customerRef === made.payload.customerRef) continue;
    const other = [...before.items.values()].find(
      (one) => isAnother(made, one) && isAnother(made, applied.items.get(one.id)),
    );
    const { beside, callback } = event.details as { beside?: string; callback?: { beside?: string } };
    if (other !== undefined && (callback?.beside ?? beside) === undefined)
      report('I3', `${made.id} is a second call-back of a customer, beside ${other.id}`);
  }
}

const becomesOfCustomer = ({ type, details }: Event): boolean =>
  type === 'item.created' || (type === 'item.patched' && (details.changed as string[]).includes('customerRef'));

/** Of one in wrap-up the customer has been told. */
const isAnother = (made: Item, one: Item | undefined): boolean =>
  one !== undefined &&
  one.callback !== null &&
  one.id !== made.id &&
  one.state !== 'wrapping_up' &&
  one.workstream === made.workstream &&
  made.payload.customerRef !== null &&
  one.payload.customerRef === made.payload.customerRef;

function judgeSlot(
  { configuration }: Snapshot,
  { item, slotAt, calls }: { item: Item; slotAt: number; calls: readonly Item[] },
  report: Report,
): void {
  const slots = configuration.workstreams[item.workstream]?.callback?.slots;
  if (!slots) return;
  const beside = calls.filter(({ workstream, callback }) => {
    const at = callback!.slotAt;
    return workstream === item.workstream && at !== null && at >= slotAt && at < slotAt + slots.everyMs;
  });
  if (beside.length > slots.atMost) report('I3', `${beside.length} call-backs have the slot at ${slotAt}`);
  if (slotAt % MINUTE !== 0) report('I3', `${item.id} has a slot at ${slotAt}, where none begins`);
}
