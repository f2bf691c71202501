import type { Changes } from '../../../../core/changes.ts';
import type { Actor, Command, Verb } from '../../../../core/command.ts';
import { type Deadline, deadlinesOf } from '../../../../core/deadline.ts';
import type { Item } from '../../../../core/item.ts';
import { Heap } from '../../../../core/matching/heap.ts';
import type { Outcome } from '../../../../core/outcome.ts';
import { Run, type Watcher } from '../run.ts';
import { arrivals, customers } from './customers.ts';
import { desk } from './desk.ts';
import { attention, bulks, office, schedules } from './office.ts';
import { people } from './people.ts';
import { ADMIN, DAY, HOUR, MINUTE, type Roll, type Stage, WORKER } from './stage.ts';

interface Planned {
  readonly at: number;
  readonly nth: number;
  readonly act: () => void;
}

/**
 * A year of one organisation on a clock of its own: customers write, people come and go, take and lay aside, versions are published, engines
 * change and stand still. Everything that is done is planned for an instant; the same seed gives the same year.
 */
export class Year implements Stage {
  readonly run: Run;
  readonly roll: Roll;
  readonly from: number;
  readonly until: number;
  /** How many of each command were done, those that were refused left out. */
  readonly done: Partial<Record<Verb, number>> = {};
  private readonly plan = new Heap<Planned>((a, b) => a.at - b.at || a.nth - b.nth);
  /** The clock of each item that its workflow waits for: the newest is the one that counts. */
  private readonly clocks = new Map<string, number>();
  private nth = 0;

  constructor(
    configuration: ConstructorParameters<typeof Run>[0],
    { roll, watcher, days }: { roll: Roll; watcher: Watcher; days: number },
  ) {
    this.roll = roll;
    this.run = new Run(configuration, {
      ...watcher,
      batch: (run, step, changes) => {
        watcher.batch?.(run, step, changes);
        this.react(changes);
      },
    });
    // It begins at midnight, so that hours are those of the day.
    this.run.now = Math.ceil(this.run.now / DAY) * DAY;
    this.from = this.run.now;
    this.until = this.from + days * DAY;
  }

  now(): number {
    return this.run.now;
  }

  world(): Run['world'] {
    return this.run.world;
  }

  newId(prefix: string): string {
    this.nth += 1;
    return `${prefix}_${String(this.nth).padStart(7, '0')}`;
  }

  /** Plays it through, while so many items come in. */
  play(items: number): void {
    people(this);
    office(this);
    arrivals(this, items);
    this.run.endBatch();
    for (let at = this.from; at < this.until; at += DAY) {
      this.later(at - this.from + this.roll() * DAY, () => this.takeOver());
      if (this.roll() < 0.15) this.later(at - this.from + (6 + 2 * this.roll()) * HOUR, () => this.standStill());
    }
    for (;;) {
      const at = Math.min(this.plan.peek()?.at ?? this.until, this.run.world.wakeUps.peek()?.at ?? this.until);
      if (at >= this.until) return;
      this.run.now = Math.max(this.run.now, at);
      while ((this.plan.peek()?.at ?? this.until) <= this.run.now) this.plan.pop()!.act();
      if ((this.run.world.wakeUps.peek()?.at ?? this.until) <= this.run.now) this.run.tick();
      else this.run.endBatch();
    }
  }

  later(ms: number, act: () => void): void {
    this.nth += 1;
    this.plan.push({ at: Math.round(this.run.now + ms), nth: this.nth, act });
  }

  send(command: Command, actor: Actor = ADMIN): Outcome {
    this.nth += 1;
    const outcome = this.run.send({ id: `cm_${this.nth}`, actor, command, ifMatch: null });
    if (outcome.kind !== 'refused') this.done[command.verb] = (this.done[command.verb] ?? 0) + 1;
    if (this.roll() < 0.7) this.run.endBatch();
    return outcome;
  }

  /** Another engine goes on from the rows. */
  private takeOver(): void {
    this.run.endBatch();
    this.run.restart();
  }

  /** No engine is there for a while: what would have been done then is done later, all at once. */
  private standStill(): void {
    this.run.endBatch();
    this.run.now += 30 * MINUTE;
    this.run.restart();
  }

  private react({ events, createdItems, changedItems }: Changes): void {
    for (const event of events) for (const look of [desk, customers, attention, bulks, schedules]) look(this, event);
    const changed = new Set([...createdItems, ...changedItems.map(({ item }) => item)]);
    for (const item of changed) this.keepClock(item);
  }

  /** What an item's workflow does; of each twentieth instant it tells nothing, and the engine has to see to it. */
  private keepClock(item: Item): void {
    const [deadline] = deadlinesOf(this.run.world, item);
    if (deadline === undefined || this.roll() < 0.05) {
      this.clocks.delete(item.id);
      return;
    }
    const clock = this.nth + 1;
    this.clocks.set(item.id, clock);
    this.later(Math.max(0, deadline.at - this.run.now) + 100, () => this.reached(item.id, { clock, deadline }));
  }

  private reached(id: string, { clock, deadline }: { clock: number; deadline: Deadline }): void {
    if (this.clocks.get(id) === clock) this.send(deadline, WORKER);
  }
}
