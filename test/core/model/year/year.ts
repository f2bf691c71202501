import type { Changes } from '../../../../core/changes.ts';
import type { Actor, Command } from '../../../../core/command.ts';
import { type Deadline, deadlinesOf } from '../../../../core/deadline.ts';
import type { Event } from '../../../../core/event.ts';
import type { Item } from '../../../../core/item.ts';
import { Heap } from '../../../../core/matching/heap.ts';
import { Run, type Watcher } from '../run.ts';
import { organisationOf, PEOPLE } from './organisation.ts';
import { type Kind, kindFor, type Roll } from './work.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ADMIN = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null } as const;
const WORKER = { kind: 'temporal', identity: 'timer' } as const;
const asAgent = (agent: string): Actor => ({ kind: 'key', id: `ke_${agent}`, role: 'agent', agent, source: null });

interface Planned {
  readonly at: number;
  readonly nth: number;
  readonly act: () => void;
}

/**
 * A year of one organisation on a clock of its own: customers write, people come and go, take and lay aside, versions are published, engines
 * change. Everything that is done is planned for an instant; the same seed gives the same year.
 */
export class Year {
  readonly run: Run;
  readonly from: number;
  /** How many of each command were sent. */
  readonly sent: Record<string, number> = {};
  created = 0;
  private readonly roll: Roll;
  private readonly plan = new Heap<Planned>((a, b) => a.at - b.at || a.nth - b.nth);
  private readonly kinds = new Map<string, Kind>();
  private nth = 0;

  constructor(configuration: ConstructorParameters<typeof Run>[0], at: { roll: Roll; watcher: Watcher }) {
    this.roll = at.roll;
    const { watcher } = at;
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
  }

  /** Plays `days` of it, in which `items` come in. */
  play(days: number, items: number): void {
    const until = this.from + days * DAY;
    this.people(until);
    this.run.endBatch();
    for (let n = 0; n < items; n += 1) this.later(this.arrival(days), () => this.arrive(n));
    for (let at = 0; at < days; at += 30) this.later(at * DAY + HOUR, () => this.publish(at));
    for (let at = 0; at < days; at += 1) this.later(at * DAY + this.roll() * DAY, () => this.takeOver());
    for (;;) {
      const at = Math.min(this.plan.peek()?.at ?? until, this.run.world.wakeUps.peek()?.at ?? until);
      if (at >= until) return;
      this.run.now = Math.max(this.run.now, at);
      while ((this.plan.peek()?.at ?? until) <= this.run.now) this.plan.pop()!.act();
      this.run.tick();
    }
  }

  private later(ms: number, act: () => void): void {
    this.nth += 1;
    this.plan.push({ at: Math.round(this.run.now + ms), nth: this.nth, act });
  }

  private send(command: Command, actor: Actor = ADMIN): void {
    this.nth += 1;
    this.sent[command.verb] = (this.sent[command.verb] ?? 0) + 1;
    this.run.send({ id: `cm_${this.nth}`, actor, command, ifMatch: null });
    if (this.roll() < 0.7) this.run.endBatch();
  }

  /** Another engine goes on from the rows. */
  private takeOver(): void {
    this.run.endBatch();
    this.run.restart();
  }

  /** More by day than by night, and fewer at weekends. */
  private arrival(days: number): number {
    const day = Math.floor(this.roll() * days);
    const hour = this.roll() < 0.9 ? 7 + this.roll() * 10 : this.roll() * 24;
    return day * DAY + hour * HOUR;
  }

  private arrive(n: number): void {
    const kind = kindFor(this.roll);
    const id = `wi_${String(n).padStart(5, '0')}`;
    this.kinds.set(id, kind);
    this.created += 1;
    this.send({ verb: 'create', item: kind.make({ id, now: this.run.now, roll: this.roll }) });
  }

  private publish(day: number): void {
    const document = organisationOf(Math.floor(day / 30) % 2 === 0 ? 'first' : 'second');
    const how = { author: 'ke_admin', ifMatch: '*', reason: null, reclassify: this.roll() < 0.5 } as const;
    this.send({ verb: 'publish', document, ...how });
  }

  /** Each comes in the morning and goes in the evening, most days; somebody leaves for good, and comes back. */
  private people(until: number): void {
    for (const { id, profile, skills } of PEOPLE) {
      const input = { name: id, profile, groups: [], skills, attributes: {}, capacity: null, limits: {} };
      const join = () => this.send({ verb: 'put_agent', agent: id, input: { ...input, connectivity: 'assumed' } });
      join();
      for (let day = 0; this.from + day * DAY < until; day += 1) {
        if (this.roll() < 0.25) continue;
        const set = (hours: number, intent: 'available' | 'away' | 'busy' | 'offline') =>
          this.later(day * DAY + (hours + this.roll()) * HOUR, () =>
            this.send({ verb: 'set_presence', agent: id, intent, reason: null }, asAgent(id)),
          );
        set(6, 'available');
        set(10, this.roll() < 0.5 ? 'away' : 'busy');
        set(11, 'available');
        set(16, 'offline');
      }
      if (this.roll() < 0.5) {
        const leaves = this.roll() * (until - this.from) * 0.8;
        this.later(leaves, () => this.send({ verb: 'remove_agent', agent: id }));
        this.later(leaves + 20 * DAY, join);
      }
    }
  }

  private react({ events, createdItems, changedItems }: Changes): void {
    for (const event of events) this.answer(event);
    const changed = new Set([...createdItems, ...changedItems.map(({ item }) => item)]);
    for (const item of changed) this.keepClock(item);
  }

  /** What an item's workflow does; of each twentieth instant it tells nothing, and the engine has to see to it. */
  private keepClock(item: Item): void {
    const [deadline] = deadlinesOf(this.run.world, item);
    if (deadline === undefined || this.roll() < 0.05) return;
    this.later(Math.max(0, deadline.at - this.run.now) + 100, () => this.reached(item.id, deadline));
  }

  private reached(id: string, deadline: Deadline): void {
    const item = this.run.world.items.get(id);
    const still =
      item && deadlinesOf(this.run.world, item).some((one) => JSON.stringify(one) === JSON.stringify(deadline));
    if (still) this.send(deadline, WORKER);
  }

  private answer({ type, item, agent, offer, details }: Event): void {
    const roll = this.roll();
    const soon = 2 * SECOND + this.roll() * 15 * SECOND;
    if (type === 'offer.made') {
      if (roll < 0.85) this.later(soon, () => this.send({ verb: 'accept', offer: offer! }, asAgent(agent!)));
      else if (roll < 0.93)
        this.later(soon, () =>
          this.send({ verb: 'decline', offer: offer!, reason: null, retryAfterMs: null }, asAgent(agent!)),
        );
    } else if (type === 'item.assigned') this.work(item!, agent!);
    else if (type === 'item.completed' && roll < 0.5)
      this.later(soon, () => this.send({ verb: 'close', item: item!, outcome: null, note: null }, asAgent(agent!)));
    else if (type === 'item.paused' && details['forCustomer'] === true && roll < 0.8)
      this.later(this.roll() * 3 * DAY, () => this.send({ verb: 'resume', item: item!, agent: null }));
    else if (type === 'item.needs_attention')
      this.later(this.roll() * 4 * HOUR, () =>
        this.send({ verb: 'transfer', item: item!, queue: 'office', agent: null }),
      );
    else if (type === 'agent.intent_changed' && details['intent'] === 'away' && details['by'] !== 'person')
      this.later(5 * MINUTE, () =>
        this.send({ verb: 'set_presence', agent: agent!, intent: 'available', reason: null }),
      );
  }

  /** She completes it after a while; or lays it aside, gives it back, hands it on. */
  private work(item: string, agent: string): void {
    const kind = this.kinds.get(item);
    const roll = this.roll();
    const ms = (kind?.workMs ?? (() => MINUTE))(this.roll);
    const by = asAgent(agent);
    const live = ['chat', 'voice'].includes(this.run.world.items.get(item)?.channel ?? '');
    if (!live && roll < 0.3) {
      const until = roll < 0.15 ? this.run.now + Math.round(ms + this.roll() * 5 * DAY) : null;
      const how = { until, forCustomer: until === null, reason: null } as const;
      this.later(ms / 3, () => this.send({ verb: 'pause', item, ...how }, by));
      this.later(20 * DAY, () => this.send({ verb: 'resume', item, agent: null }));
    } else if (roll < 0.34) this.later(ms / 3, () => this.send({ verb: 'release', item, reason: null }, by));
    else if (roll < 0.38)
      this.later(ms / 3, () => this.send({ verb: 'transfer', item, queue: live ? 'regular' : 'office', agent: null }));
    else if (roll < 0.4) this.later(ms / 3, () => this.send({ verb: 'cancel', item, reason: null }));
    else this.later(ms, () => this.send({ verb: 'complete', item, outcome: null, note: null }, by));
  }
}
