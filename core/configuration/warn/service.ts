import { Bits } from '../../matching/bits.ts';
import type { Configuration, EscalationStep, Workstream } from '../compiled.ts';
import type { ConfigurationDocument } from '../document/document.ts';
import type { ConfigurationFinding, FindingCode } from '../findings.ts';
import type { Hours } from './hours.ts';
import type { Need } from './needs.ts';
import { holdsAlways } from './rules.ts';
import { inAll, type Staff, takes } from './staff.ts';
import { type Destination, type Way, waysThrough } from './ways.ts';

/**
 * Work that nobody could ever take: each way through the rules of a workstream is followed to its queues, and who could take the item
 * there is narrowed step by step. What the item itself brings (requirements of its own, values that nobody has) is not known here.
 */
export function warnAboutService(
  document: ConfigurationDocument,
  configuration: Configuration,
  who: { readonly staff: Staff; readonly hours: Hours },
): ConfigurationFinding[] {
  return Object.entries(document.workstreams).flatMap(([name, written]) => {
    const ways = waysThrough(configuration, name, written);
    const pointer = `/workstreams/${name}`;
    const nowhere = unplaced(configuration.workstreams[name]!, pointer);
    if (ways !== null) return [...nowhere, ...new Service(configuration, name, who).findings(ways)];
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

/** Who of all could take an item that goes one way. */
interface Able {
  readonly asked: readonly Need[];
  readonly staff: Bits;
}

class Service {
  private readonly configuration: Configuration;
  private readonly one: Workstream;
  private readonly pointer: string;
  private readonly staff: Staff;
  private readonly hours: Hours;
  private readonly missed = new Map<string, Missed>();
  /** Needs that are met at some hours only, by queue and hours: a larger set of needs is not reported for the same. */
  private readonly partly = new Map<string, (readonly Need[])[]>();

  constructor(configuration: Configuration, name: string, { staff, hours }: { staff: Staff; hours: Hours }) {
    this.configuration = configuration;
    this.one = configuration.workstreams[name]!;
    this.pointer = `/workstreams/${name}`;
    this.staff = staff;
    this.hours = hours;
  }

  findings(ways: readonly Way[]): ConfigurationFinding[] {
    for (const way of ways) this.follow(way);
    return [...this.missed.values()].map(({ code, pointer, queues, say }) => {
      const names = [...queues].join(', ');
      return { code, pointer, detail: say(`channel ${this.one.channel} from queue ${names}`) };
    });
  }

  private follow(way: Way): void {
    const { channel, mode } = this.one;
    const ableFor = (asked: readonly Need[]): Able => {
      const sets = asked.map((need) => this.staff.meeting(need));
      const room = this.staff.roomy(channel, way.cost.units);
      return { asked, staff: inAll(this.staff.given(channel, mode), room, ...sets) };
    };
    for (const to of reached(this.configuration, way.queues)) {
      const ladder = this.ladderOf(to.queue);
      const able = ableFor(undropped(way.needs, ladder));
      const serving = new Bits().copyFrom(this.staff.serving(channel, to.queue));
      serving.or(
        this.staff.admitted(
          channel,
          ladder.map(({ admit }) => admit),
        ),
      );
      if (!able.staff.meets(serving)) this.explain({ way, to, serving, asked: able.asked });
      else if (able.asked.length > 0) this.unmetAtHours(able, serving, to);
    }
  }

  private ladderOf(queue: string): readonly EscalationStep[] {
    const name = this.configuration.queues[queue]!.escalation ?? this.one.escalation;
    return name === null ? [] : this.configuration.escalations[name]!;
  }

  /** The first step by which nobody is left. */
  private explain(at: { way: Way; to: Destination; serving: Bits; asked: readonly Need[] }): void {
    const { channel, mode } = this.one;
    const roomy = inAll(at.serving, this.staff.roomy(channel, at.way.cost.units));
    const given = inAll(roomy, this.staff.given(channel, mode));
    if (at.serving.isEmpty()) this.unserved(at.to);
    else if (roomy.isEmpty()) this.tooDear(at.way, at.to, at.serving);
    else if (given.isEmpty()) this.unpicked(at.to);
    else this.unmet(at.asked, given, at.to);
  }

  private unserved({ queue, pointer }: Destination): void {
    const { channel } = this.one;
    const profiles = Object.values(this.configuration.profiles);
    const some = !this.staff.unknown && profiles.some((one) => takes(one, channel) && Object.hasOwn(one.queues, queue));
    const who = some ? 'agent has a profile that' : 'profile';
    this.miss('unserved', { pointer, queue }, (from) => `No ${who} takes ${from}.`);
  }

  private tooDear({ cost }: Way, { queue }: Destination, serving: Bits): void {
    const most = this.staff.mostUnits(serving);
    this.miss('cost_above_capacity', { pointer: cost.pointer, queue }, (from) => {
      return `An item can cost ${cost.units} units; nobody who takes ${from} has more than ${most}.`;
    });
  }

  private unpicked({ queue }: Destination): void {
    const at = { pointer: `${this.pointer}/offer/mode`, queue };
    this.miss('unpicked', at, (from) => `Nobody who takes ${from} may pick it, and it is not offered.`);
  }

  /** As few needs as already rule everybody out. */
  private unmet(asked: readonly Need[], given: Bits, { queue }: Destination): void {
    const meeting = (needs: readonly Need[]) => inAll(given, ...needs.map((need) => this.staff.meeting(need)));
    const least = asked.reduce((needs, need) => {
      const without = needs.filter((one) => one !== need);
      return meeting(without).isEmpty() ? without : needs;
    }, asked);
    const { pointer } = least.at(-1)!;
    const texts = least.map(({ text }) => text).join(' and ');
    this.miss('unmet_requirement', { pointer, queue, key: texts }, (from) => `Nobody who takes ${from} ${texts}.`);
  }

  private unmetAtHours(able: Able, serving: Bits, { queue }: Destination): void {
    const when = this.hours.missing(queue, { serving, able: inAll(serving, able.staff) });
    if (when === null) return;
    const reported = this.partly.get(`${queue} ${when}`) ?? [];
    const ids = new Set(able.asked.map(({ id }) => id));
    if (reported.some((needs) => needs.every(({ id }) => ids.has(id)))) return;
    this.partly.set(`${queue} ${when}`, [...reported, able.asked]);
    const texts = able.asked.map(({ text }) => text).join(' and ');
    const at = { pointer: able.asked.at(-1)!.pointer, queue, key: `${texts} ${when}` };
    const say: Missed['say'] = (from) =>
      `Nobody who takes ${from} and ${texts} has a shift, though others do: ${when}.`;
    this.miss('unmet_requirement', at, say);
  }

  private miss(code: FindingCode, at: { pointer: string; queue: string; key?: string }, say: Missed['say']): void {
    const key = `${code} ${at.pointer} ${at.key ?? ''}`;
    const found = this.missed.get(key) ?? { code, pointer: at.pointer, queues: new Set(), say };
    found.queues.add(at.queue);
    this.missed.set(key, found);
  }
}

/** And where their overflow may send an item on to. */
function reached({ queues }: Configuration, from: readonly Destination[]): readonly Destination[] {
  const found = new Map(from.map((to) => [to.queue, to]));
  for (const [name] of found) {
    const { overflow, fallback } = queues[name]!;
    const pointer = `/queues/${name}`;
    const next = overflow.flatMap(({ then }, place) =>
      then.kind === 'queue' ? [{ queue: then.queue, pointer: `${pointer}/overflow/${place}/then/queue` }] : [],
    );
    const last =
      fallback === null || overflow.length === 0 ? [] : [{ queue: fallback, pointer: `${pointer}/fallback` }];
    for (const to of [...next, ...last]) if (!found.has(to.queue)) found.set(to.queue, to);
  }
  return [...found.values()];
}

/** What a ladder leaves of needs. A skill that is asked for twice may be dropped only if both may; one that is only lowered stays. */
function undropped(needs: readonly Need[], ladder: readonly EscalationStep[]): readonly Need[] {
  const hard = new Set(needs.filter(({ relaxable }) => !relaxable).map(({ what }) => what));
  const drops = (what: string): boolean =>
    ladder.some(
      ({ relax }) =>
        relax === 'all' || Object.entries(relax).some(([skill, to]) => to === 0 && what === `skill ${skill}`),
    );
  return needs.filter(({ what }) => hard.has(what) || !drops(what));
}
