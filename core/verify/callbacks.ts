import type { CallbackPolicy } from '../callback/callback.ts';
import type { Replay } from './replay.ts';
import type { LoggedEvent, Report } from './violation.ts';

interface Call {
  readonly workstream: string;
  slotAt: number | null;
  tried: number;
  /** Until when it rests after an attempt; a person may move it. */
  restsUntil: number | null;
  /** What has to come next after an attempt that was the last. */
  then: string | null;
}

/** Call-backs by the log alone: no slot is overbooked, attempts are counted, rest long enough and end as they should. */
export class CallbackCheck {
  private readonly replay: Replay;
  private readonly report: Report;
  private readonly calls = new Map<string, Call>();
  /** By workstream, how many begin when. */
  private readonly booked = new Map<string, Map<number, number>>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const { item, type, details } = event;
    if (item === null) return;
    if (type === 'item.created' && 'callback' in details) this.start(event, item);
    const call = this.calls.get(item);
    if (call === undefined) {
      if (type === 'item.attempted') this.report('I1', `${item} is attempted and is no call-back.`);
      return;
    }
    if (call.then !== null && type.startsWith('item.') && type !== call.then)
      this.report('I6', `${item} is ${type} after its last attempt, not ${call.then}.`);
    if (type.startsWith('item.')) call.then = null;
    if (type === 'item.rescheduled') this.move(event, item, call);
    else if (type === 'item.attempted') this.attempt(event, item, call);
    else if (type === 'item.admitted' && call.restsUntil !== null && event.at < call.restsUntil)
      this.report('I6', `${item} is admitted at ${event.at}, and rests until ${call.restsUntil}.`);
    else if (type === 'item.closed' || type === 'item.cancelled' || type === 'item.expired') {
      this.leave(call);
      this.calls.delete(item);
    }
  }

  private start(event: LoggedEvent, item: string): void {
    const call: Call = { workstream: event.workstream!, slotAt: null, tried: 0, restsUntil: null, then: null };
    this.calls.set(item, call);
    this.book(event, call, { item, slot: (event.details['callback'] as { slot: unknown }).slot });
  }

  private move(event: LoggedEvent, item: string, call: Call): void {
    this.leave(call);
    call.restsUntil = null;
    this.book(event, call, { item, slot: event.details['slot'] });
  }

  private book({ at }: LoggedEvent, call: Call, { item, slot }: { item: string; slot: unknown }): void {
    if (typeof slot !== 'number') return;
    if (slot <= at) this.report('I6', `${item} has the slot at ${slot}, which is past at ${at}.`);
    const counts = this.booked.get(call.workstream) ?? new Map<number, number>();
    this.booked.set(call.workstream, counts);
    const slots = this.policyOf(call)?.slots;
    const beside = [...counts].filter(([other]) => other >= slot && other < slot + (slots?.everyMs ?? 0));
    const taken = beside.reduce((sum, [, count]) => sum + count, 0);
    if (slots && taken >= slots.atMost)
      this.report('I3', `${item} has the slot at ${slot} beside ${taken} others, of at most ${slots.atMost} in all.`);
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
    call.slotAt = slot;
  }

  private leave(call: Call): void {
    const counts = call.slotAt === null ? undefined : this.booked.get(call.workstream);
    if (counts !== undefined) {
      const left = counts.get(call.slotAt!)! - 1;
      if (left > 0) counts.set(call.slotAt!, left);
      else counts.delete(call.slotAt!);
    }
    call.slotAt = null;
  }

  private attempt({ agent, at, details }: LoggedEvent, item: string, call: Call): void {
    const held = this.replay.works.get(item)?.held;
    if (held !== undefined && !held.has(agent ?? ''))
      this.report('I1', `${item} is attempted by ${agent}, and ${[...held.keys()][0] ?? 'nobody'} has it.`);
    this.leave(call);
    call.tried += 1;
    if (details['number'] !== call.tried)
      this.report('I6', `${item} has attempt ${details['number']} after ${call.tried - 1}.`);
    call.restsUntil = typeof details['notBefore'] === 'number' ? details['notBefore'] : null;
    const policy = this.policyOf(call);
    if (policy === null) return;
    const next = after(String(details['outcome']), call.tried, policy);
    if ((next === 'rest') !== (call.restsUntil !== null))
      this.report('I6', `${item} ${call.restsUntil === null ? 'does not rest' : 'rests'} after attempt ${call.tried}.`);
    if (call.restsUntil !== null && call.restsUntil < at + policy.minimumGapMs)
      this.report(
        'I6',
        `${item} rests ${call.restsUntil - at} ms after an attempt, and ${policy.minimumGapMs} at least.`,
      );
    if (next !== 'rest') call.then = next;
  }

  private policyOf({ workstream }: Call): CallbackPolicy | null {
    const found = this.replay.scene?.configuration.workstreams[workstream];
    return found === undefined ? null : (found.callback ?? LEFT_OVER);
  }
}

/** A call-back of a workstream that takes none any more. */
const LEFT_OVER: CallbackPolicy = { attempts: 3, minimumGapMs: 900_000, voicemailEnds: false, slots: null };

/** The event that an attempt leads to at once; `null`: none. */
function after(outcome: string, tried: number, { attempts, voicemailEnds }: CallbackPolicy): string | null {
  if (outcome === 'reached') return null;
  if (outcome === 'wrong_number') return 'item.needs_attention';
  return tried >= attempts || (outcome === 'voicemail' && voicemailEnds) ? 'item.completed' : 'rest';
}
