import { firstFor } from './lines.ts';
import type { Person } from './people.ts';
import type { Replay } from './replay.ts';
import { barTo, effectiveKey, exceeded, isBackedOff, mostAsked, priceFor, profileOf, type Scene } from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';
import type { Work } from './work.ts';

/** I3, I8 and I9 of what automation offers and of what agents pick, at the moment at which it is given. */
export class Offers {
  /** Offers of items or under configurations that the log of an earlier release says too little of. */
  unjudged = 0;
  private readonly replay: Replay;
  private readonly report: Report;

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed. */
  judge(event: LoggedEvent): void {
    const work = this.replay.works.get(event.item ?? '');
    if (work === undefined) return;
    const held = event.type === 'offer.made' ? undefined : work.held.get(event.agent ?? '');
    if (held !== undefined && event.units !== null && event.units !== held)
      this.report('I3', `${event.type} of ${work.id} is of ${event.units} units, and ${held} were held.`);
    const byHand = event.type === 'item.assigned' && event.details['by'] === 'pick';
    const automatic = event.type === 'offer.made' && event.details['byHand'] !== true;
    if (!byHand && !automatic) return;
    const { scene } = this.replay;
    const person = this.replay.people.get(event.agent ?? '');
    const what = `${work.id} ${byHand ? 'picked by' : 'offered to'} ${event.agent} at seq ${event.seq}`;
    if (person === undefined) this.report('I9', `${what}, who is no agent.`);
    else if (scene === null || !work.known) this.unjudged += 1;
    else this.give(event, { scene, work, person, what, byHand });
  }

  private give(event: LoggedEvent, at: Giving): void {
    const { scene, work, person, what, byHand } = at;
    if (event.configurationVersion !== scene.configuration.version)
      this.report('I9', `${what} by configuration ${event.configurationVersion}, not ${scene.configuration.version}.`);
    const asked = work.held.size;
    if (work.state !== 'waiting' && (byHand || work.state !== 'offered'))
      this.report('I9', `${what} while it is ${work.state}.`);
    if (asked > 0 && (work.manual || asked >= mostAsked(scene, work) || work.held.has(person.id)))
      this.report('I2', `${what} beside ${asked} open offers.`);
    const price = priceFor(scene, work, person);
    if (event.units !== price) this.report('I3', `${what} for ${event.units} units, not ${price}.`);
    const limit = exceeded(scene, work, person);
    if (limit !== null) this.report('I3', `${what} beyond her ${limit}.`);
    const bar = refusal(scene, work, person) ?? barTo(scene, work, { person, byHand });
    if (bar !== null) this.report('I9', `${what}, although ${bar}.`);
    if (bar !== null || limit !== null) return;
    this.keptFree(at);
    if (!byHand) this.order(at);
  }

  /** What she is surely kept free for comes before what is given to her. */
  private keptFree({ scene, work, person, what }: Giving): void {
    const big = this.replay.works.get(person.keptFor ?? '');
    if (big === undefined || big === work || !big.known || !isSure(scene, big, person)) return;
    if (effectiveKey(scene, work, person) > effectiveKey(scene, big, person))
      this.report('I8', `${what}, who is kept free for ${big.id}.`);
  }

  private order({ scene, work, person, what }: Giving): void {
    const key = effectiveKey(scene, work, person);
    for (const line of this.replay.openTo(person)) {
      if (effectiveKey(scene, line.waiting[0]!, person) >= key) continue;
      const first = firstFor(scene, line, person);
      if (first !== null && effectiveKey(scene, first, person) < key)
        this.report('I8', `${what}, although ${first.id} comes first.`);
    }
  }
}

interface Giving {
  readonly scene: Scene;
  readonly work: Work;
  readonly person: Person;
  /** The pair, in words. */
  readonly what: string;
  readonly byHand: boolean;
}

function refusal(scene: Scene, work: Work, person: Person): string | null {
  if (work.asker === person.id) return 'she has asked for it herself';
  return isBackedOff(scene, work, person) ? `it is kept from her until ${work.backOffs.get(person.id)}` : null;
}

/** Hours that close let an agent go without an event. */
function isSure(scene: Scene, { queue }: Work, person: Person): boolean {
  const hours = scene.configuration.queues[queue ?? '']?.hours ?? null;
  return person.surelyKept && hours === null && profileOf(scene, person)?.shift === null;
}
