import type { Replay } from './replay.ts';
import type { LoggedEvent, Report } from './violation.ts';

/**
 * What supervisors are told of queues: that more wait than they want, once as it begins, and that an item has waited too long, never
 * before one has. An earlier release told nobody: judged from the first alert on.
 */
export class QueueAlertCheck {
  private readonly replay: Replay;
  private readonly report: Report;
  private toldEver = false;
  /** Queues of which it has been told that too many wait there. */
  private readonly crowded = new Set<string>();
  /** Those that were not crowded for a moment since: batches of one instant that match nothing look like one. */
  private readonly eased = new Set<string>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed, and after all before it in its batch were. */
  judge({ type, queue, at, details }: LoggedEvent): void {
    for (const one of this.crowded) if (!this.isCrowded(one)) this.eased.add(one);
    if (type !== 'queue.alerted' || queue === null) return;
    this.toldEver = true;
    const { scene } = this.replay;
    const alerts = scene?.configuration.queues[queue]?.alerts ?? null;
    if (scene === null) return;
    const { reason, over, saw } = details as { reason: string; over: number; saw: number };
    const wrong = (why: string) => this.report('I6', `Queue ${queue} is alerted (${reason}), ${why}.`);
    if (reason === 'waiting') {
      if (this.crowded.has(queue) && !this.eased.delete(queue)) wrong('and was before');
      this.crowded.add(queue);
      const waiting = this.replay.waitingIn(queue);
      if (saw !== waiting) wrong(`which saw ${saw} where the log has ${waiting}`);
      if (over !== alerts?.waitingOver || waiting <= over) wrong('which its alerts do not say');
    } else {
      const waits = [...this.replay.inQueue(queue, 'waiting')].map((work) => at - (work.enqueuedAt ?? at));
      if (!waits.includes(saw)) wrong(`which saw a wait of ${saw} ms that none has`);
      if (over !== alerts?.longestWaitOverMs || saw < over) wrong('which its alerts do not say');
    }
  }

  private isCrowded(queue: string): boolean {
    const over = this.replay.scene?.configuration.queues[queue]?.alerts?.waitingOver ?? Number.POSITIVE_INFINITY;
    return this.replay.waitingIn(queue) > over;
  }

  endBatch(): void {
    const { scene } = this.replay;
    this.eased.clear();
    if (scene === null || !this.toldEver) return;
    for (const [queue, { alerts }] of Object.entries(scene.configuration.queues)) {
      const over = alerts?.waitingOver ?? null;
      const waiting = over === null ? 0 : this.replay.waitingIn(queue);
      if (over === null || waiting <= over) this.crowded.delete(queue);
      else if (!this.crowded.has(queue)) {
        this.report('I6', `Queue ${queue} has ${waiting} waiting, more than ${over}, and nobody was told.`);
        this.crowded.add(queue);
      }
    }
  }
}
