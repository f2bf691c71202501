import type { Remedy } from '../../explain/remedy.ts';
import type { RuledOut } from '../../explain/ruled-out.ts';
import type { KeptFrom, Phrases } from '../told.ts';
import { counted, duration, instant, list } from './words.ts';

const skilled = ({ skill, needs }: { skill?: string; needs?: number }): string => `${skill} ≥ ${needs}`;

type ById<Prefix extends string> = Pick<Phrases, Extract<keyof Phrases, `${Prefix}.${string}`>>;

/** Agents that one condition rules out: `3 without german ≥ 3`. */
const AGENTS: ById<'agents'> = {
  'agents.offline': ({ count }) => `${count} offline`,
  'agents.intent': ({ count }) => `${count} not available for this channel`,
  'agents.not_in_queue': ({ count }) => `${count} not in its queue`,
  'agents.channel_not_allowed': ({ count }) => `${count} not allowed this channel`,
  'agents.delay': ({ count }) => `${count} helping only later`,
  'agents.hours': ({ count, of }) =>
    `${count} ${of === 'shift' ? 'off their shift' : 'outside the hours of the queue'}`,
  'agents.skill': (group) => `${group.count} without ${skilled(group)}`,
  'agents.group': ({ count, group }) => `${count} not in group ${group}`,
  'agents.attribute': ({ count, attribute }) => `${count} with another ${attribute}`,
  'agents.named_agent': ({ count }) => `${count} not the named agent`,
  'agents.preferred_agent': ({ count }) => `${count} after the preferred agent`,
  'agents.pick_only': ({ count }) => `${count} taking it from the list only`,
  'agents.full': ({ count, missingUnits, channel }) =>
    `${count} full${missingUnits ? `, at least ${counted(missingUnits, 'unit')} short` : ` on ${channel}`}`,
  'agents.asker': ({ count }) => `${count} who asked for it`,
  'agents.back_off': ({ count }) => `${count} asked a short time ago`,
  'agents.asked': ({ count }) => `${count} asked already`,
  'agents.kept_free': ({ count }) => `${count} kept free for a bigger item`,
};

/** Items that one condition keeps from an agent: `2 that need german ≥ 3`. */
const ITEMS: ById<'items'> = {
  'items.offline': ({ count }) => `${count} while she is offline`,
  'items.intent': ({ count }) => `${count} on channels that this presence does not take`,
  'items.not_in_queue': ({ count }) => `${count} in queues of others`,
  'items.channel_not_allowed': ({ count }) => `${count} on channels that only others may take`,
  'items.delay': ({ count }) => `${count} where help is asked for only later`,
  'items.hours': ({ count, of }) => `${count} outside ${of === 'shift' ? 'her shift' : 'the hours of the queue'}`,
  'items.skill': (kept) => `${kept.count} that ${kept.count === 1 ? 'needs' : 'need'} ${skilled(kept)}`,
  'items.group': ({ count, group }) => `${count} for the group ${group}`,
  'items.attribute': ({ count, attribute }) => `${count} for agents with another ${attribute}`,
  'items.named_agent': ({ count }) => `${count} for somebody named`,
  'items.preferred_agent': ({ count }) => `${count} kept for a preferred agent for now`,
  'items.pick_only': ({ count }) => `${count} to be picked from the list`,
  'items.full': ({ count }) => `${count} for which there is no room`,
  'items.asker': ({ count }) => `${count} that she has asked for herself`,
  'items.back_off': ({ count }) => `${count} refused a short time ago`,
  'items.asked': ({ count }) => `${count} offered to her already`,
  'items.kept_free': ({ count }) => `${count} behind the bigger item that room is kept for`,
};

export const ruledOut = (groups: readonly RuledOut[]): string =>
  groups.map((group) => AGENTS[`agents.${group.reason}`](group)).join(', ');

const kept = (one: KeptFrom): string => ITEMS[`items.${one.reason}`](one);

/** What is said alike of several queues is said once. */
function keptTogether(all: readonly KeptFrom[]): string[] {
  const found = new Map<string, KeptFrom>();
  for (const { reason, count, skill, needs, group, attribute, of } of all) {
    const said = {
      reason,
      ...(skill === undefined ? {} : { skill }),
      ...(needs === undefined ? {} : { needs }),
      ...(group === undefined ? {} : { group }),
      ...(attribute === undefined ? {} : { attribute }),
      ...(of === undefined ? {} : { of }),
    };
    const key = JSON.stringify(said);
    found.set(key, { ...said, count: count + (found.get(key)?.count ?? 0) });
  }
  return [...found.values()].map(kept);
}

const WHEN = {
  delay: (queue: string) => `when queue ${queue} lets her profile help`,
  back_off: () => 'when her back-off ends',
  hours: (queue: string) => `when queue ${queue} opens`,
  shift: () => 'when her shift begins',
  preference: () => 'when the preference for somebody else ends',
} as const;

/** After "would be offered …". */
function condition(remedy: Remedy, at: { now: number; timeZone: string }): string {
  switch (remedy.kind) {
    case 'available':
      return 'if she set herself available';
    case 'connected':
      return 'if there were a sign of life from her';
    case 'time':
      return `in ${duration(remedy.at - at.now)}, ${WHEN[remedy.because](remedy.queue)} (${instant({ ...at, at: remedy.at })})`;
    case 'less':
      return `if she had ${counted(remedy.holding.length, `${remedy.channel} item`)} less in hand`;
    case 'empty_hands':
      return 'if her hands were empty';
    case 'not_kept':
      return `if she were not kept free for ${remedy.item}`;
    case 'capacity':
      return `if she had ${counted(remedy.units, 'unit')} in all`;
    default:
      return `if ${had(remedy)}`;
  }
}

function had(
  remedy: Extract<Remedy, { kind: 'skill' | 'group' | 'attribute' | 'queue' | 'channel' | 'offered' }>,
): string {
  switch (remedy.kind) {
    case 'skill':
      return `she had ${remedy.skill} ≥ ${remedy.level}`;
    case 'group':
      return `she were in group ${remedy.group}`;
    case 'attribute':
      return `her ${remedy.attribute} were ${remedy.value}`;
    case 'queue':
      return `her profile ${remedy.profile} served queue ${remedy.queue}`;
    case 'channel':
      return `her profile ${remedy.profile} took ${remedy.channel}`;
    case 'offered':
      return `her profile ${remedy.profile} were offered work and did not pick it`;
  }
}

const OF_AN_AGENT: ById<'agent'> = {
  'agent.lost': ({ name, ms }) => `Nothing comes to ${name}: there has been no sign of life for ${duration(ms)}.`,
  'agent.offline': ({ name, ms }) => `Nothing comes to ${name}, who has been offline for ${duration(ms)}.`,
  'agent.draining': ({ name, ms, items }) =>
    `Nothing new comes to ${name}, who has been finishing for ${duration(ms)} and is offline after ${counted(items, 'item')} in hand.`,
  'agent.idle': ({ name, intent, ms }) =>
    `Nothing waits, so nothing comes to ${name}, who has been ${intent} for ${duration(ms)}.`,
  'agent.in_hand': ({ name, offers, items }) => {
    const has = [
      ...(offers > 0 ? [`${counted(offers, 'offer')} to answer`] : []),
      ...(items > 0 ? [`${counted(items, 'item')} in hand`] : []),
    ];
    return `${name} has ${list(has)}; nothing else waits.`;
  },
  'agent.waiting': ({ name, open, ruledOut: all }) => {
    const parts = open.map((one) => `${one.count} ${one.pick ? 'to be picked from the list' : 'about to come'}`);
    return `What waits, seen from ${name}: ${[...parts, ...keptTogether(all)].join(', ')}.`;
  },
  'agent.kept': (one) => `In queue ${one.queue}, ${one.channel}: ${kept(one)}.`,
  'agent.remedy': ({ name, remedy, item, ...at }) =>
    `${name} would be offered ${item.id} (${item.channel}, waiting for ${duration(item.waitedMs)}) ${condition(remedy, at)}.`,
  'agent.no_remedy': ({ name, item, needs, ...at }) =>
    item === null
      ? `No single change would bring ${name} work that waits now.`
      : `No single change would bring ${name} work that waits now. ${item} would come ${list(needs.map((one) => condition(one, at)))}.`,
};

export const AGENT_PHRASES = { ...AGENTS, ...ITEMS, ...OF_AN_AGENT };
