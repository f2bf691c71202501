import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import { Ladders } from './ladders.ts';
import { LastServed } from './last-served.ts';
import { move, type Place, settledPlace } from './life.ts';
import { Lifetimes } from './lifetimes.ts';
import { ManualWork } from './manual.ts';
import { Pauses, type Person } from './pauses.ts';
import { Promises } from './promises.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';
import { WrapUps } from './wrap-ups.ts';

const OUTCOMES = ['accepted', 'declined', 'expired', 'withdrawn', 'cancelled', 'agent_lost'];

/** Follows the event log alone, and then compares what it tells with the rows: I4, I6, I7, I10. */
export class Log {
  private seq: number;
  private readonly places = new Map<string, Place>();
  private readonly offers = new Map<string, string>();
  private readonly pending = new Set<string>();
  private readonly asked = new Map<string, Set<string>>();
  private readonly people = new Map<string, Person>();
  private readonly ladders = new Ladders();
  private readonly lifetimes = new Lifetimes();
  private readonly manual = new ManualWork();
  private readonly served = new LastServed();
  private readonly pauses = new Pauses();
  private readonly promises = new Promises();
  private readonly wrapUps = new WrapUps();

  constructor(start: Snapshot, seq: number) {
    this.seq = seq;
    for (const agent of start.agents.values()) this.people.set(agent.id, { ...agent });
  }

  follow(at: { step: Step; before: Snapshot }, report: Report): void {
    const { step } = at;
    for (const event of step.events) {
      this.inSequence(event, step.now, report);
      this.moveItem(event, report);
      this.answerOffer(event, report);
      this.movePerson(event);
      const versions = [at.before, step.applied];
      this.ladders.follow(event, { versions, report });
      this.lifetimes.follow(event, { versions, report });
      this.wrapUps.follow(event, { versions, report });
      this.promises.follow(event, { versions, report });
      this.pauses.follow(event, { versions, people: this.people, report });
      this.served.follow(event, { versions: [at.before, step.applied, step.after], report });
      this.manual.follow(event, { ...at, report });
    }
    this.compareItems(at, report);
    this.compareOffers(step, report);
    this.comparePeople(step, report);
    this.ladders.compare(step, report);
    this.lifetimes.compare(step, report);
    this.wrapUps.compare(step, report);
    this.promises.compare(step, report);
  }

  private inSequence(event: Event, now: number, report: Report): void {
    if (event.seq !== this.seq + 1) report('I7', `seq ${event.seq} follows ${this.seq}`);
    if (event.at !== now) report('I7', `event ${event.seq} is at ${event.at} in a batch at ${now}`);
    this.seq = event.seq;
  }

  private moveItem(event: Event, report: Report): void {
    if (event.item === null || event.type.startsWith('repair.') || event.type.startsWith('agent.')) return;
    const asked = this.asked.get(event.item) ?? new Set();
    this.asked.set(event.item, asked);
    if (event.type === 'offer.made') asked.add(event.offer!);
    else asked.delete(event.offer ?? '');
    const moved = move(this.places.get(event.item), event, asked.size > 0);
    if ('wrong' in moved) report('I7', `${event.type} of ${event.item} ${moved.wrong} (seq ${event.seq})`);
    else this.places.set(event.item, moved.to);
  }

  private answerOffer(event: Event, report: Report): void {
    if (!event.type.startsWith('offer.')) return;
    const id = event.offer ?? 'none';
    const had = this.offers.get(id);
    const outcome = event.type.slice('offer.'.length);
    if (outcome === 'made') {
      if (had !== undefined) report('I4', `offer ${id} is made twice`);
      this.offers.set(id, 'pending');
      this.pending.add(id);
      return;
    }
    if (!OUTCOMES.includes(outcome) || had !== 'pending') report('I4', `offer ${id} is ${outcome} after ${had}`);
    this.offers.set(id, outcome);
    this.pending.delete(id);
  }

  private movePerson(event: Event): void {
    const { agent, details } = event;
    if (agent === null || !event.type.startsWith('agent.')) return;
    const person = this.people.get(agent) ?? { intent: 'offline', connection: '', profile: '' };
    if (typeof details.profile === 'string') person.profile = details.profile;
    if (event.type === 'agent.added') person.connection = details.connectivity === 'assumed' ? 'connected' : 'lost';
    if (event.type === 'agent.changed' && details.connectivity === 'assumed') person.connection = 'connected';
    if (event.type === 'agent.intent_changed') person.intent = details.to as string;
    if (event.type === 'agent.connection_lost') person.connection = 'lost';
    if (event.type === 'agent.connection_returned') person.connection = 'connected';
    if (event.type === 'agent.removed') this.people.delete(agent);
    else this.people.set(agent, person);
  }

  private compareItems({ step, before }: { step: Step; before: Snapshot }, report: Report): void {
    for (const [id, place] of this.places) {
      const row = step.after.items.get(id);
      const told = row === undefined ? (place === 'gone' ? 'gone' : null) : settledPlace(place, row.state);
      if (told === null) report('I7', `by its events ${id} is ${place}; its row says ${row?.state ?? 'gone'}`);
      else if (told === 'gone') this.places.delete(id);
      else this.places.set(id, told);
    }
    for (const row of step.after.items.values()) {
      if (!this.places.has(row.id)) report('I7', `item ${row.id} has a row but no event`);
      const earlier = before.items.get(row.id);
      if (earlier !== undefined) raisesRev(earlier, row, report);
    }
  }

  private compareOffers(step: Step, report: Report): void {
    for (const id of step.after.offers.keys())
      if (this.offers.get(id) !== 'pending') report('I4', `offer ${id} is open; by its events ${this.offers.get(id)}`);
    for (const id of this.pending) if (!step.after.offers.has(id)) report('I4', `offer ${id} ended without an outcome`);
  }

  private comparePeople(step: Step, report: Report): void {
    for (const agent of step.after.agents.values()) {
      const told = this.people.get(agent.id);
      if (told?.intent !== agent.intent || told.connection !== agent.connection)
        report(
          'I7',
          `by her events ${agent.id} is ${told?.intent} ${told?.connection}, not ${agent.intent} ${agent.connection}`,
        );
    }
    for (const id of this.people.keys())
      if (!step.after.agents.has(id)) report('I7', `agent ${id} has gone without an event`);
  }
}

/** Every change of a row raises its revision, or its workflow is never told. */
function raisesRev(earlier: Item, row: Item, report: Report): void {
  if (earlier === row) return;
  if (row.rev < earlier.rev || (row.rev === earlier.rev && JSON.stringify(earlier) !== JSON.stringify(row)))
    report('I7', `item ${row.id} changed without a new rev after ${earlier.rev}`);
}
