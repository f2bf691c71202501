import { nextChange } from '../calendar/calendar.ts';
import type { OverflowAction, OverflowCondition, OverflowRule } from '../configuration/compiled.ts';
import type { Person } from './people.ts';
import type { Replay } from './replay.ts';
import { barTo, type Scene } from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';
import type { Work } from './work.ts';

/** What an overflow recorded of itself. */
interface Told {
  readonly rule: number;
  readonly when: OverflowCondition;
  readonly then: OverflowAction;
  readonly saw?: number | null;
  readonly expected?: {
    readonly place: number;
    readonly inHand: number;
    readonly meanMs: number;
    readonly closedMs: number;
  };
  readonly fallback?: true;
}

const FOLLOWS: Partial<Record<OverflowAction['kind'], string>> = {
  queue: 'item.enqueued',
  scheduleForOpening: 'item.rescheduled',
  end: 'item.cancelled',
};

/** A ladder that an item meets where it comes may move it on. */
const CLIMBS = new Set(['item.escalated', 'item.alerted']);

interface Judged {
  readonly told: Told;
  readonly at: number;
  /** By a clock of the item, not by a look at what came or waits. */
  readonly byClock: boolean;
}

/** I6 for overflow: a rule acts only where the log says that it applies, before none that comes earlier, and what it says follows. */
export class OverflowCheck {
  private readonly replay: Replay;
  private readonly report: Report;
  /** What the next event of an item has to be. */
  private readonly due = new Map<string, OverflowAction>();
  private last: LoggedEvent | null = null;

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const work = this.replay.works.get(event.item ?? '');
    const { scene } = this.replay;
    if (work === undefined || event.type.startsWith('repair.') || event.type.startsWith('agent.')) return;
    this.settle(event, work.id);
    if (event.type !== 'item.overflowed' && event.type !== 'item.callback_offered') return;
    const told = event.details as unknown as Told;
    if (event.type === 'item.overflowed') this.due.set(work.id, told.then);
    if (scene === null) return;
    const wrong = this.wrongIn(scene, work, { told, at: event.at, byClock: event.cause === 'deadline:overflow' });
    if (wrong !== null)
      this.report('I6', `${work.id} overflows from queue ${work.queue} by rule ${told.rule}, ${wrong}.`);
  }

  /** After the last event. */
  end(): void {
    for (const [item, { kind }] of this.due) this.report('I6', `${item} overflows (${kind}), and nothing comes of it.`);
  }

  private settle(event: LoggedEvent, item: string): void {
    const then = this.due.get(item);
    this.due.delete(item);
    const climbed = this.last?.item === item && CLIMBS.has(this.last.type);
    this.last = event;
    if (then === undefined) {
      if (event.cause === 'overflow' && Object.values(FOLLOWS).includes(event.type) && !climbed)
        this.report('I6', `${item} has ${event.type} by overflow, and no rule that says so.`);
      return;
    }
    const wrong =
      event.type !== FOLLOWS[then.kind] ||
      (then.kind === 'queue' && event.queue !== then.queue) ||
      (then.kind === 'end' && event.details['message'] !== then.message);
    if (wrong) this.report('I6', `${item} overflows (${then.kind}), and then comes ${event.type}.`);
  }

  private wrongIn(scene: Scene, work: Work, { told, at, byClock }: Judged): string | null {
    const { overflow, fallback } = scene.configuration.queues[work.queue ?? ''] ?? { overflow: [], fallback: null };
    const rule = overflow[told.rule - 1];
    if (work.state !== 'waiting') return `although it is ${work.state}`;
    if (rule === undefined) return 'which there is not';
    if (!same(rule.when, told.when)) return 'which says otherwise when';
    const then: OverflowAction = told.fallback ? { kind: 'queue', queue: fallback ?? '' } : rule.then;
    if (!same(then, told.then)) return 'which says otherwise what';
    const wrong =
      this.notSo(scene, work, { told, at }) ?? cannot(scene, work, { then, at, closed: told.fallback === true });
    return wrong ?? this.earlier(scene, work, { overflow, told, at, byClock });
  }

  /** Why the rule does not apply, by the log. */
  private notSo(scene: Scene, work: Work, { told, at }: { told: Told; at: number }): string | null {
    const { when } = told;
    const saw = this.saw(scene, work, { when, at });
    if (when.kind !== 'expectedWaitOver') {
      if (saw === null) return 'which does not apply';
      return saw === (told.saw ?? 0) ? null : `which saw ${told.saw} where the log has ${saw}`;
    }
    return this.notExpected(scene, work, { told, at, over: when.over });
  }

  /** What a rule sees by the log, or `null` where it does not apply; 0 where there is nothing to see. */
  private saw(scene: Scene, work: Work, { when, at }: { when: OverflowCondition; at: number }): number | null {
    switch (when.kind) {
      case 'outsideHours':
        return isOpen(scene, work.queue, at) ? null : 0;
      case 'waitedOver': {
        const waited = at - Math.max(work.enqueuedAt ?? 0, work.waitsFrom);
        return waited >= when.over ? waited : null;
      }
      case 'waitingOver': {
        // Those that entered after it do not stand before it.
        const others = [...this.replay.inQueue(work.queue!, 'waiting')].filter(
          (one) => one !== work && one.enteredAs < work.enteredAs,
        ).length;
        return others + 1 > when.over ? others + 1 : null;
      }
      case 'expectedWaitOver':
        return null;
    }
  }

  private notExpected(
    scene: Scene,
    work: Work,
    { told, at, over }: { told: Told; at: number; over: number },
  ): string | null {
    const { saw = null, expected } = told;
    const inHand = [...this.replay.inQueue(work.queue!, 'assigned')];
    const meanMs =
      inHand.reduce((sum, { assignedAt }) => sum + at - (assignedAt ?? at), 0) / Math.max(1, inHand.length);
    if (expected === undefined || expected.inHand !== inHand.length || Math.abs(expected.meanMs - meanMs) > 1)
      return `which saw ${expected?.inHand} in hand for ${expected?.meanMs} ms where the log has ${inHand.length} for ${meanMs} ms`;
    if (saw === null) {
      const there = [...this.replay.people.values()].find((person) => isThere(scene, work, person));
      return there === undefined ? null : `which saw nobody, although ${there.id} is there`;
    }
    const worked = inHand.length === 0 ? 0 : Math.round((expected.place * meanMs) / inHand.length);
    if (Math.abs(worked + expected.closedMs - saw) > 1) return `which saw ${saw} ms where the log has ${worked} ms`;
    return saw > over ? null : 'which does not apply';
  }

  /**
   * An earlier rule that applies and could act comes first. Of those that are asked as an item enters only where that was so. A clock
   * that is late acts for the instant that it was set for, when a longer wait was not over.
   */
  private earlier(
    scene: Scene,
    work: Work,
    { overflow, told, at, byClock }: Judged & { overflow: readonly OverflowRule[] },
  ): string | null {
    const over = told.when.kind === 'waitedOver' ? told.when.over : 0;
    const entering = told.when.kind === 'waitingOver' || told.when.kind === 'expectedWaitOver';
    const before = overflow.slice(0, told.rule - 1).findIndex(({ when, then }) => {
      if (when.kind === 'waitingOver' && !entering) return false;
      if (byClock && when.kind === 'waitedOver' && when.over > over) return false;
      return this.saw(scene, work, { when, at }) !== null && cannot(scene, work, { then, at, closed: false }) === null;
    });
    return before < 0 ? null : `although rule ${before + 1} comes first`;
  }
}

/** Now, or once she may help: as if it had waited for ever. */
const isThere = (scene: Scene, work: Work, person: Person): boolean =>
  barTo(scene, { ...work, enqueuedAt: 0 }, { person, byHand: false }) === null;

const same = (a: object, b: object): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (one: object): unknown => Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1));

const isOpen = ({ configuration, hours }: Scene, queue: string | null, at: number): boolean =>
  hours.areOpen(configuration.queues[queue ?? '']?.hours ?? null, at);

/** Why the action is not possible, or `null`. */
function cannot(
  scene: Scene,
  work: Work,
  { then, at, closed }: { then: OverflowAction; at: number; closed: boolean },
): string | null {
  if (then.kind === 'offerCallback' && work.noCallback) return 'although nobody would be called back';
  if (then.kind === 'offerCallback')
    return work.callbacks.has(work.queue!) ? 'although a call-back has been offered there before' : null;
  if (then.kind === 'queue') {
    if (work.left.has(work.queue!)) return 'although it has left that queue before';
    if (then.queue === work.queue || work.left.has(then.queue)) return `to queue ${then.queue}, which it has left`;
    return closed || isOpen(scene, then.queue, at) ? null : `to queue ${then.queue}, which is closed`;
  }
  if (then.kind !== 'scheduleForOpening') return null;
  const hours = scene.configuration.queues[work.queue!]!.hours;
  const calendar = scene.configuration.calendars[hours ?? ''];
  return calendar === undefined || nextChange(calendar, at) === null ? 'which never opens again' : null;
}
