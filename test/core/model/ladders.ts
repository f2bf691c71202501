import type { EscalationStep } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

interface Climb {
  readonly workstream: string | null;
  queue: string | null;
  enqueuedAt: number | null;
  dueAt: number | null;
  /** Steps taken in all, and how many of them before the present ladder. */
  step: number;
  from: number;
}

/** Before and after the commands of a batch: a publish among them changes the ladders in between. */
interface Witness {
  readonly versions: readonly Snapshot[];
  readonly report: Report;
}

/** How far each item has climbed its queue's ladder, by its events: I6. */
export class Ladders {
  private readonly climbs = new Map<string, Climb>();
  /** Rows keep the instant of the ladder that was in force when they began to wait; the step itself never acts early. */
  private published = false;

  follow(event: Event, { versions, report }: Witness): void {
    if (event.type === 'configuration.published') this.published = true;
    if (event.item === null) return;
    const climb = this.climbs.get(event.item) ?? {
      workstream: event.workstream,
      queue: null,
      enqueuedAt: null,
      dueAt: null,
      step: 0,
      from: 0,
    };
    this.climbs.set(event.item, climb);
    if (event.type === 'item.created') climb.enqueuedAt = (event.details.enqueuedAt as number | undefined) ?? null;
    if ('requirements' in event.details) climb.dueAt = (event.details.dueAt as number | undefined) ?? null;
    if (event.type === 'item.enqueued') {
      const moved = event.details.reason === 'moved' && event.details.continues !== true;
      if (moved || event.details.reason === 'new') climb.from = climb.step;
      climb.queue = event.queue;
      if (event.details.age === 'reset') climb.enqueuedAt = event.at;
      climb.enqueuedAt = Math.min(climb.enqueuedAt ?? event.at, event.at);
    } else if (event.type === 'item.needs_attention') {
      // Its age counts from here, and it is in no queue whose ladder it could climb.
      climb.queue = null;
      climb.enqueuedAt ??= event.at;
    } else if (event.type === 'item.rescheduled' && (event.details.notBefore as number) > event.at) {
      climb.enqueuedAt = (event.details.enqueuedAt as number | undefined) ?? null;
    } else if (event.type === 'item.escalated') this.step(event, climb, { versions, report });
    else if (['item.closed', 'item.cancelled', 'item.expired'].includes(event.type)) this.climbs.delete(event.item);
  }

  private step(event: Event, climb: Climb, { versions, report }: Witness): void {
    const at = versions.find((one) => one.configuration.version === event.configurationVersion);
    climb.step += 1 + ((event.details.passedOver as number | undefined) ?? 0);
    if (event.details.step !== climb.step)
      report('I6', `item ${event.item} takes step ${event.details.step} where step ${climb.step} is next`);
    if (at === undefined) return;
    const due = ladderOf(at, climb)[climb.step - climb.from - 1];
    const byHand = event.actor.startsWith('key:') && event.cause === 'escalate';
    if (due === undefined) report('I6', `item ${event.item} takes step ${climb.step}, which its ladder does not have`);
    else if (!byHand && event.details.ahead !== true) {
      const from = due.from === 'enqueued' ? climb.enqueuedAt : climb.dueAt;
      const early = from === null ? Number.POSITIVE_INFINITY : from + due.afterMs - event.at;
      if (early > 0) report('I6', `item ${event.item} takes step ${climb.step} ${early} ms early`);
    }
  }

  compare(step: Step, report: Report): void {
    const back = new Set(step.events.filter(makesWait).map((event) => event.item));
    for (const item of step.after.items.values()) {
      const climb = this.climbs.get(item.id);
      if (climb === undefined) continue;
      if (item.escalationStep !== climb.step)
        report('I6', `item ${item.id} has taken ${climb.step} steps; its row says ${item.escalationStep}`);
      if (item.enqueuedAt !== climb.enqueuedAt)
        report('I6', `item ${item.id} is in its queue since ${climb.enqueuedAt}; its row says ${item.enqueuedAt}`);
      if (item.state !== 'waiting') continue;
      const times = ladderOf(step.after, climb)
        .slice(climb.step - climb.from)
        .map(({ from, afterMs }) => ({ start: from === 'due' ? item.dueAt : climb.enqueuedAt, afterMs }));
      const next = times.find(({ start }) => start !== null);
      const due = next === undefined ? null : next.start! + next.afterMs;
      if (item.nextEscalationAt !== due && !this.published)
        report('I6', `item ${item.id} is to escalate at ${due}; its row says ${item.nextEscalationAt}`);
      if (back.has(item.id) && !this.published && due !== null && due <= step.now)
        report('I6', `item ${item.id} waits again, but step ${climb.step + 1} was due at ${due}`);
    }
  }
}

const WAITS = ['item.enqueued', 'offer.declined', 'offer.expired', 'offer.withdrawn', 'offer.agent_lost'];
const makesWait = (event: Event): boolean => WAITS.includes(event.type);

function ladderOf(at: Snapshot, climb: Climb): readonly EscalationStep[] {
  const queue = at.configuration.queues[climb.queue ?? ''];
  const name = queue?.escalation ?? at.configuration.workstreams[climb.workstream ?? '']?.escalation;
  return queue === undefined ? [] : (at.configuration.escalations[name ?? ''] ?? []);
}
