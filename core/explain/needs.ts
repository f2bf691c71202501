import type { Agent } from '../agent.ts';
import { nextChange } from '../calendar/calendar.ts';
import { costFor, fits, type Hands, type Holding, roomFor } from '../capacity.ts';
import type { Profile } from '../configuration/compiled.ts';
import { allFailing, type Waiting } from '../eligibility.ts';
import type { Condition } from '../matching/shelf.ts';
import { handsOf } from '../room.ts';
import type { World } from '../world.ts';
import { takingChannel } from './alone.ts';
import type { Remedy } from './remedy.ts';

/** Somebody who does not get an item that waits. */
interface Missed extends Waiting {
  readonly agent: Agent;
  readonly profile: Profile;
  /** A group that escalation has let in: in it she need not serve the queue, nor wait until its helpers may. */
  readonly joining?: string;
}

const JOINED = new Set<Condition['reason']>(['not_in_queue', 'delay']);

/** All that would have to be otherwise for her to get it; `null` where nothing would do: somebody else is named, or she is asked already. */
export function needsFor(world: World, at: Missed): Remedy[] | null {
  const needs = new Map<string, Remedy>();
  const { joining } = at;
  if (joining !== undefined) needs.set(joining, { kind: 'group', group: joining });
  const failing = allFailing(world, at).filter(
    ({ reason, group }) => joining === undefined || !(JOINED.has(reason) || group === joining),
  );
  const serves = !failing.some(({ reason }) => reason === 'not_in_queue');
  for (const condition of failing) {
    // Who does not serve the queue at all does not serve it in time either.
    if (condition.reason === 'delay' && !serves) continue;
    const remedies = remediesFor(world, at, condition);
    if (remedies === null) return null;
    for (const remedy of remedies) needs.set(JSON.stringify(remedy), remedy);
  }
  // To be available is to be there, and to be there later is to be there after the last of what one waits for.
  const all = [...needs.values()];
  const isAvailable = all.some(({ kind }) => kind === 'available');
  return latest(all.filter(({ kind }) => !(kind === 'connected' && isAvailable)));
}

function latest(needs: readonly Remedy[]): Remedy[] {
  const times = needs.filter((one) => one.kind === 'time').sort((a, b) => b.at - a.at);
  return [...needs.filter(({ kind }) => kind !== 'time'), ...times.slice(0, 1)];
}

function remediesFor(world: World, at: Missed, condition: Condition): Remedy[] | null {
  const { agent, item, found } = at;
  const { queue, channel } = found;
  const profile = agent.profile;
  const later = (because: 'delay' | 'back_off' | 'preference', instant: number): Remedy[] => [
    { kind: 'time', at: instant, because, queue },
  ];
  switch (condition.reason) {
    case 'offline':
      return [{ kind: agent.intent === 'offline' ? 'available' : 'connected' }];
    case 'intent':
      return forPresence(at);
    case 'not_in_queue':
      return [{ kind: 'queue', queue, profile }];
    case 'channel_not_allowed':
      return [{ kind: 'channel', channel, profile }];
    case 'delay':
      return later('delay', item.enqueuedAt! + at.profile.queues[queue]!.afterMs);
    case 'hours':
      return opening(world, at, condition);
    case 'skill':
      return [{ kind: 'skill', skill: condition.skill!, level: condition.needs! }];
    case 'group':
      return [{ kind: 'group', group: condition.group! }];
    case 'attribute': {
      const attribute = condition.attribute!;
      return [{ kind: 'attribute', attribute, value: item.requirements.attributes[attribute]! }];
    }
    case 'preferred_agent':
      return later('preference', item.preferredUntil!);
    case 'named_agent':
    case 'asked':
    case 'asker':
      return null;
    case 'pick_only':
      return [{ kind: 'offered', profile }];
    case 'full':
      return makingRoom(world, at);
    case 'back_off':
      return later('back_off', item.backOffs[agent.id]!.until);
    case 'kept_free':
      return [{ kind: 'not_kept', item: agent.keptFor! }];
  }
}

function forPresence({ agent, profile, found }: Missed): Remedy[] {
  const { channel } = found;
  const takes = profile.presence.available.includes(channel);
  return [
    ...(agent.intent === 'available' ? [] : [{ kind: 'available' } as const]),
    ...(takes ? [] : [{ kind: 'channel', channel, profile: agent.profile } as const]),
  ];
}

function opening({ configuration, work }: World, { found, profile }: Missed, { of }: Condition): Remedy[] | null {
  const { queue } = found;
  const name = of === 'shift' ? profile.shift : configuration.queues[queue]!.hours;
  const opens = name === null ? null : nextChange(configuration.calendars[name]!, work.now);
  return opens === null ? null : [{ kind: 'time', at: opens, because: of === 'shift' ? 'shift' : 'hours', queue }];
}

/** The fewest items of one channel that would have to leave her hands; all of them; or more units in all. */
function makingRoom(world: World, { agent, profile: given, found }: Missed): Remedy[] | null {
  const { channel } = found;
  const profile = takingChannel(given, channel);
  const hands = { ...handsOf(world, agent), profile };
  // A channel that her profile does not take has no room at all: what it would have counts.
  if (hasRoom(hands, found)) return [];
  const all = [...(world.holdings.get(agent.id)?.values() ?? [])].filter(({ units }) => units > 0);
  const channels = [...new Set(all.map(({ channel }) => channel))].sort();
  const fewest = channels
    .flatMap((channel) => {
      const holding = fewestOf(all, channel, (left) => hasRoom({ ...hands, holdings: left }, found));
      return holding === null ? [] : [{ kind: 'less', channel, holding } as const];
    })
    .sort((a, b) => a.holding.length - b.holding.length)[0];
  if (fewest !== undefined) return [fewest];
  if (hasRoom({ ...hands, holdings: new Map() }, found)) return [{ kind: 'empty_hands' }];
  const units = costFor(found, profile) + all.reduce((sum, one) => sum + one.units, 0);
  const bigger = { ...hands, agent: { ...agent, capacity: units } };
  return hasRoom(bigger, found) ? [{ kind: 'capacity', units }] : null;
}

const hasRoom = (hands: Hands, found: Waiting['found']): boolean =>
  fits(roomFor(found, hands), costFor(found, hands.profile));

/** The biggest first. */
function fewestOf(
  all: readonly Holding[],
  channel: string,
  enough: (left: ReadonlyMap<string, Holding>) => boolean,
): string[] | null {
  const left = new Map(all.map((one) => [one.item, one]));
  const gone: string[] = [];
  const own = all.filter((one) => one.channel === channel);
  for (const { item } of own.sort((a, b) => b.units - a.units || (a.item < b.item ? -1 : 1))) {
    left.delete(item);
    gone.push(item);
    if (enough(left)) return gone;
  }
  return null;
}
