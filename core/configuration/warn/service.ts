import type { Configuration, Profile, Workstream } from '../compiled.ts';
import type { ConfigurationDocument } from '../document/document.ts';
import type { ConfigurationFinding, FindingCode } from '../findings.ts';
import type { Need } from './needs.ts';
import { holdsAlways } from './rules.ts';
import { type People, type Staff, staffOf, takes } from './staff.ts';
import { type Destination, type Way, waysThrough } from './ways.ts';

/**
 * Work that nobody could ever take: each way through the rules of a workstream is followed to its queues, and who could take the item
 * there is narrowed step by step. What the item itself brings (requirements of its own, values that nobody has) is not known here.
 */
export function warnAboutService(
  document: ConfigurationDocument,
  configuration: Configuration,
  people: People,
): ConfigurationFinding[] {
  return Object.entries(document.workstreams).flatMap(([name, written]) => {
    const ways = waysThrough(configuration, name, written);
    const pointer = `/workstreams/${name}`;
    const nowhere = unplaced(configuration.workstreams[name]!, pointer);
    if (ways !== null) return [...nowhere, ...new Service(configuration, { name, people, ways }).findings()];
    const detail = `Workstream ${name} has too many combinations of rules to see whether somebody can take each item.`;
    return [...nowhere, { code: 'unchecked', pointer: `${pointer}/classify`, detail }];
  });
}

function unplaced({ queueRules, fallback }: Workstream, pointer: string): ConfigurationFinding[] {
  if (fallback !== null || queueRules.some(({ when }) => holdsAlways(when))) return [];
  const detail =
    'An item for which none of these rules holds goes nowhere, and somebody has to look at it: add fallback.';
  return [{ code: 'unplaced', pointer: `${pointer}/queue`, detail }];
}

/** Asked for and missed, at one or several queues. */
interface Missed {
  readonly code: FindingCode;
  readonly pointer: string;
  readonly queues: Set<string>;
  readonly say: (from: string) => string;
}

class Service {
  private readonly configuration: Configuration;
  private readonly one: Workstream;
  private readonly pointer: string;
  private readonly ways: readonly Way[];
  private readonly needs: readonly Need[];
  private readonly staff: readonly Staff[];
  private readonly nobodyYet: boolean;
  private readonly missed = new Map<string, Missed>();
  private readonly seen = new Set<string>();

  constructor(configuration: Configuration, of: { name: string; people: People; ways: readonly Way[] }) {
    this.configuration = configuration;
    this.one = configuration.workstreams[of.name]!;
    this.pointer = `/workstreams/${of.name}`;
    this.ways = of.ways;
    this.needs = [...new Map(of.ways.flatMap(({ needs }) => needs).map((need) => [need.pointer, need])).values()];
    this.staff = staffOf(configuration, of.people, { channel: this.one.channel, needs: this.needs });
    this.nobodyYet = Object.keys(of.people).length === 0;
  }

  findings(): ConfigurationFinding[] {
    for (const way of this.ways) for (const to of way.queues) this.follow(way, to);
    return [...this.missed.values()].map(({ code, pointer, queues, say }) => {
      const names = [...queues].join(', ');
      return { code, pointer, detail: say(`channel ${this.one.channel} from queue ${names}`) };
    });
  }

  private follow(way: Way, to: Destination): void {
    const asked = this.bitsOf(way, to.queue);
    const key = `${asked} ${way.cost.units} ${to.pointer}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const { mode, channel } = this.one;
    const costOf = ({ channels }: Profile) => channels[channel]!.cost ?? way.cost.units;
    const comes = (profile: Profile) => (profile.mode ?? mode) !== 'pick' || profile.may.pick.includes(channel);
    const serving = this.staff.filter(({ profile }) => Object.hasOwn(profile.queues, to.queue));
    const roomy = serving.filter(({ profile, units }) => costOf(profile) <= units);
    const given = roomy.filter(({ profile }) => comes(profile));
    if (serving.length === 0) this.unserved(to);
    else if (roomy.length === 0) this.tooDear(way, to, serving);
    else if (given.length === 0) this.unpicked(to);
    else if (!given.some(({ meets }) => (asked & ~meets) === 0n)) this.unmet(asked, given, to);
  }

  /** What cannot be dropped at this queue. A skill that is asked for twice may be dropped only if both may. */
  private bitsOf({ needs }: Way, queue: string): bigint {
    const ladder = this.configuration.queues[queue]!.escalation;
    const relaxes = ladder !== null && this.configuration.escalations[ladder]!.some(({ relax }) => relax);
    const hard = new Set(needs.filter(({ relaxable }) => !(relaxable && relaxes)).map(({ what }) => what));
    const pointers = new Set(needs.filter(({ what }) => hard.has(what)).map(({ pointer }) => pointer));
    return this.needs.reduce((bits, { pointer }, n) => (pointers.has(pointer) ? bits | (1n << BigInt(n)) : bits), 0n);
  }

  private unserved({ queue, pointer }: Destination): void {
    const { channel } = this.one;
    const profiles = Object.values(this.configuration.profiles);
    const some = !this.nobodyYet && profiles.some((one) => takes(one, channel) && Object.hasOwn(one.queues, queue));
    this.miss(
      'unserved',
      { pointer, queue },
      (from) => `No ${some ? 'agent has a profile that' : 'profile'} takes ${from}.`,
    );
  }

  private tooDear({ cost }: Way, { queue }: Destination, serving: readonly Staff[]): void {
    const most = Math.max(...serving.map(({ units }) => units));
    this.miss('cost_above_capacity', { pointer: cost.pointer, queue }, (from) => {
      return `An item can cost ${cost.units} units; nobody who takes ${from} has more than ${most}.`;
    });
  }

  private unpicked({ queue }: Destination): void {
    this.miss(
      'unpicked',
      { pointer: `${this.pointer}/offer/mode`, queue },
      (from) => `Nobody who takes ${from} may pick it, and it is not offered.`,
    );
  }

  /** As few needs as already rule everybody out. */
  private unmet(asked: bigint, given: readonly Staff[], { queue }: Destination): void {
    let least = asked;
    for (let n = 0; n < this.needs.length; n += 1) {
      const without = least & ~(1n << BigInt(n));
      if (without !== least && !given.some(({ meets }) => (without & ~meets) === 0n)) least = without;
    }
    const needs = this.needs.filter((_, n) => (least & (1n << BigInt(n))) !== 0n);
    const { pointer } = needs.at(-1)!;
    const texts = needs.map(({ text }) => text).join(' and ');
    this.miss('unmet_requirement', { pointer, queue, key: texts }, (from) => `Nobody who takes ${from} ${texts}.`);
  }

  private miss(code: FindingCode, at: { pointer: string; queue: string; key?: string }, say: Missed['say']): void {
    const key = `${code} ${at.pointer} ${at.key ?? ''}`;
    const found = this.missed.get(key) ?? { code, pointer: at.pointer, queues: new Set(), say };
    found.queues.add(at.queue);
    this.missed.set(key, found);
  }
}
