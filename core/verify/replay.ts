import type { Configuration } from '../configuration/compiled.ts';
import { Heap } from '../matching/heap.ts';
import { Hours } from './hours.ts';
import { isWidened, type Line, Lines } from './lines.ts';
import { addedBy, become, leftAt, type Person } from './people.ts';
import { mostAsked, type Scene } from './rules.ts';
import type { LoggedEvent } from './violation.ts';
import { createdBy, takePlace, type Work } from './work.ts';

const SETTLED = new Set(['closed', 'cancelled', 'expired']);
/** After these nobody is kept free for the item any more, although it waits on. */
const DECIDE_ANEW = new Set(['item.patched', 'item.classified', 'item.enqueued', 'item.unbound']);

/** Agents, open items and who has what, as the log tells of them up to an event. It grows with what is open, not with the log. */
export class Replay {
  readonly works = new Map<string, Work>();
  readonly people = new Map<string, Person>();
  readonly lines = new Lines();
  /** `null` while a version is in force that this release cannot read. */
  scene: Scene | null = null;
  /** Agents who may take something that they could not take at the last look. */
  private freed = new Set<Person>();
  /** Who has left or is about to, and may still have something. */
  readonly leaving = new Set<Person>();
  /** Whether the batch has put another version in force, whose graces count from then on. */
  published = false;
  private readonly staff = new Map<string, Set<Person>>();
  /** What waits or is assigned, by queue. */
  private readonly placed = new Map<string, Set<Work>>();
  private readonly waiting = new Map<string, number>();
  private readonly keptBy = new Map<string, Person>();
  /** Instants at which time alone lets somebody have an item. */
  private readonly wakeUps = new Heap<{ at: number; id: string }>((a, b) => a.at - b.at);
  private openHours = '';
  /** Whether a calendar has opened or closed since the batch before. */
  turned = false;

  constructor(configuration: Configuration | null) {
    this.putInForce(configuration, 0);
  }

  /** Another batch begins: what time has made possible first. */
  startBatch(now: number): void {
    this.published = false;
    this.turned = false;
    if (this.scene === null) return;
    const scene = { ...this.scene, now };
    this.scene = scene;
    const openHours = scene.hours.standing(now);
    this.turned = openHours !== this.openHours;
    this.openHours = openHours;
    if (this.turned) this.lookAgain();
    for (let next = this.wakeUps.peek(); next !== undefined && next.at <= now; next = this.wakeUps.peek()) {
      this.wakeUps.pop();
      const work = this.works.get(next.id);
      if (work !== undefined) this.relist(work);
    }
  }

  follow(event: LoggedEvent, published: Configuration | null): void {
    if (event.type === 'configuration.published') {
      this.published = true;
      this.putInForce(published, event.at);
    }
    if (event.type.startsWith('agent.')) this.followAgent(event, event.agent!);
    else if (event.item !== null && !event.type.startsWith('repair.')) this.followItem(event, event.item);
  }

  /** Everybody whose profile serves the queue of a line, and everybody else where escalation may have let somebody in. */
  *serving(line: Line): IterableIterator<Person> {
    if (isWidened(line)) yield* this.people.values();
    else
      for (const [name, { queues }] of Object.entries(this.scene?.configuration.profiles ?? {}))
        if (queues[line.queue] !== undefined) yield* this.staff.get(name) ?? [];
  }

  /** What waits in the queues of somebody, and what escalation may have let her in for. */
  *openTo({ profile }: Person): IterableIterator<Line> {
    const queues = this.scene?.configuration.profiles[profile]?.queues ?? {};
    for (const queue of Object.keys(queues)) yield* this.lines.of(queue);
    for (const line of this.lines.widened()) if (queues[line.queue] === undefined) yield line;
  }

  /** Items of a queue in a state: waiting or assigned. */
  *inQueue(queue: string, state: 'waiting' | 'assigned'): IterableIterator<Work> {
    for (const work of this.placed.get(queue) ?? []) if (work.state === state) yield work;
  }

  waitingIn(queue: string): number {
    return this.waiting.get(queue) ?? 0;
  }

  takeFreed(): Iterable<Person> {
    const { freed } = this;
    this.freed = new Set();
    return freed;
  }

  private putInForce(configuration: Configuration | null, now: number): void {
    this.scene = configuration === null ? null : { configuration, now, hours: new Hours(configuration) };
    this.openHours = this.scene?.hours.standing(now) ?? '';
    for (const person of this.people.values()) person.surelyKept = false;
    this.lookAgain();
  }

  private lookAgain(): void {
    for (const work of this.works.values()) this.relist(work);
    for (const person of this.people.values()) this.freed.add(person);
  }

  private followAgent(event: LoggedEvent, id: string): void {
    if (event.type === 'agent.added') this.people.set(id, addedBy(event));
    const person = this.people.get(id);
    if (person === undefined) return;
    this.staff.get(person.profile)?.delete(person);
    if (event.type === 'agent.removed') {
      this.people.delete(id);
      this.freed.delete(person);
      this.leaving.delete(person);
      if (person.keptFor !== null) this.keptBy.delete(person.keptFor);
      return;
    }
    if (event.type === 'agent.kept_free') this.keep(person, String(event.details['for']));
    else if (become(person, event) || event.type === 'agent.added') this.freed.add(person);
    if (leftAt(person) === null && person.intent !== 'draining') this.leaving.delete(person);
    else this.leaving.add(person);
    const colleagues = this.staff.get(person.profile) ?? new Set();
    this.staff.set(person.profile, colleagues.add(person));
  }

  private keep(person: Person, itemId: string): void {
    this.keptBy.set(itemId, person);
    person.keptFor = itemId;
    person.surelyKept = true;
  }

  private followItem(event: LoggedEvent, id: string): void {
    const work = this.works.get(id) ?? (event.type === 'item.created' ? createdBy(event) : undefined);
    if (work === undefined) return;
    this.works.set(id, work);
    this.lines.remove(work);
    this.takeFrom(work);
    this.displace(work);
    takePlace(work, event);
    this.place(work);
    if (work.state !== 'waiting' || DECIDE_ANEW.has(event.type)) this.unkeep(id);
    if (SETTLED.has(work.state)) this.works.delete(id);
    else for (const agent of work.held.keys()) this.people.get(agent)?.hands.set(id, work);
    this.relist(work);
  }

  private place(work: Work): void {
    const { queue, state } = work;
    if (queue === null || (state !== 'waiting' && state !== 'assigned')) return;
    this.placed.set(queue, (this.placed.get(queue) ?? new Set()).add(work));
    if (state === 'waiting') this.waiting.set(queue, this.waitingIn(queue) + 1);
  }

  private displace(work: Work): void {
    const was = this.placed.get(work.queue ?? '')?.delete(work) ?? false;
    if (was && work.state === 'waiting') this.waiting.set(work.queue!, this.waitingIn(work.queue!) - 1);
  }

  private takeFrom({ id, held }: Work): void {
    for (const agent of held.keys()) {
      const person = this.people.get(agent);
      if (person === undefined) continue;
      person.hands.delete(id);
      this.freed.add(person);
    }
  }

  private unkeep(itemId: string): void {
    const person = this.keptBy.get(itemId);
    this.keptBy.delete(itemId);
    if (person === undefined) return;
    if (person.keptFor === itemId) person.keptFor = null;
    this.freed.add(person);
  }

  /** Several may be asked at once, but not beside somebody whom a person chose. */
  private mayBeOffered(work: Work): boolean {
    if (work.state === 'waiting') return true;
    return (
      work.state === 'offered' && !work.manual && this.scene !== null && work.held.size < mostAsked(this.scene, work)
    );
  }

  private relist(work: Work): void {
    this.lines.remove(work);
    if (!this.mayBeOffered(work) || work.queue === null || !work.known) return;
    const now = this.scene?.now ?? 0;
    const ends = [...work.backOffs.values()];
    if (work.preferred !== null && work.preferred.until <= now) work.preferred = null;
    if (work.preferred !== null) ends.push(work.preferred.until);
    for (const { queues } of Object.values(this.scene?.configuration.profiles ?? {}))
      ends.push((work.enqueuedAt ?? 0) + (queues[work.queue]?.afterMs ?? 0));
    for (const at of new Set(ends)) if (at > now) this.wakeUps.push({ at, id: work.id });
    for (const [agent, until] of work.backOffs) if (until <= now) work.backOffs.delete(agent);
    this.lines.add(work, this.scene?.configuration.queues[work.queue]?.newestFirstWithinMs ?? 0);
  }
}
