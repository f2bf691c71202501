import { costFor } from '../capacity.ts';
import type { Configuration, Queue } from '../configuration/compiled.ts';
import { summaryOf } from '../configuration/summary.ts';
import { type Item, ignoresMatrix, skillsAsked } from '../item.ts';
import { handicapMs, type Order } from '../order.ts';
import type { Bits } from './bits.ts';
import { attributeName, openName, type Roster } from './roster.ts';
import type { Condition, ItemClass, Way } from './shelf.ts';
import { SortedList } from './sorted-list.ts';

/** Each stands where it is asked for; bit by bit, the place of a combination in `moving`. */
const MOVING: readonly Condition[] = [
  { reason: 'asker', anyOf: null },
  { reason: 'back_off', anyOf: null },
  { reason: 'asked', anyOf: null },
  { reason: 'kept_free', anyOf: null },
];
const COMBINATIONS = Array.from({ length: 2 ** MOVING.length }, (_, bits) =>
  MOVING.filter((_one, place) => (bits & (1 << place)) !== 0),
);

interface ClassSources {
  readonly way: Way;
  readonly configuration: Configuration;
  readonly roster: Roster;
  readonly room: Bits;
  readonly age: Order['age'];
  /** What waits in it from the beginning: a list in its order already, with what that is of, or items in any. */
  readonly items: readonly Item[] | Pick<ItemClass, 'items' | 'tally'>;
}

export function makeClass(name: string, item: Item, from: ClassSources): ItemClass {
  const { configuration, roster, room, way } = from;
  const { profiles } = configuration;
  const queue = item.queue!;
  const settings: Queue = configuration.queues[queue]!;
  const servers = summaryOf(configuration).serving.get(queue) ?? [];
  const full: Condition = { reason: 'full', anyOf: [room] };
  const admitted = admittedBy(item, item.widenings.length, roster);
  const serving = roster.bits(`queue:${queue}`);
  return {
    name,
    queue,
    channel: item.channel,
    cost: item.cost,
    ignoresMatrix: ignoresMatrix(item),
    interrupts: ignoresMatrix(item) || summaryOf(configuration).interrupting.has(item.channel),
    pick: way.pick,
    method: settings.method,
    millisPerPriority: settings.millisPerPriority,
    newestFirstWithinMs: settings.newestFirstWithinMs,
    ...('items' in from.items
      ? { items: from.items.items, tally: from.items.tally }
      : {
          items: new SortedList((a, b) => from.age(a, b, settings), from.items),
          tally: { workstreams: new Map(), asked: 0 },
        }),
    before: [
      { reason: 'offline', anyOf: [roster.bits('present')] },
      { reason: 'intent', anyOf: [roster.bits(`intent:${item.channel}`)] },
      { reason: 'not_in_queue', anyOf: [serving, ...admitted] },
      { reason: 'channel_not_allowed', anyOf: [roster.bits(`${way.pick ? 'pick' : 'channel'}:${item.channel}`)] },
    ],
    after: [...hourConditions(settings, from), ...requirementConditions(item, roster), ...pickConditions(from)],
    admitted,
    pools: [0, ...item.widenings.map((_, place) => place + 1)].map((times) => ({
      skills: skillsAsked(item, times).map(([skill, level]) => skilled(roster, skill, level)),
      members: [serving, ...admittedBy(item, times, roster)],
    })),
    admittedHandicapMs: Math.max(0, ...servers.map(({ profile }) => handicapMs(profiles[profile]!, queue))),
    agent: item.requirements.agent ?? way.preferred,
    preferred: item.requirements.agent === null && way.preferred !== null,
    moving: COMBINATIONS.map((conditions) => [full, ...conditions]),
    room,
    tiers: servers.map(({ profile, afterMs }) => ({ afterMs, agents: roster.bits(`profile:${profile}`) })),
    standing: [],
    overtakable: overtakable(item, {
      configuration,
      names: admitted.length > 0 ? Object.keys(profiles) : servers.map(({ profile }) => profile),
    }).map((profile) => roster.bits(`profile:${profile}`)),
  };
}

/** Of these profiles, those whose agents may take something smaller. */
function overtakable(item: Item, at: { configuration: Configuration; names: readonly string[] }): string[] {
  const { smallestCost } = summaryOf(at.configuration);
  return at.names.filter((name) => smallestCost.get(name)! < costFor(item, at.configuration.profiles[name]));
}

const skilled = (roster: Roster, skill: string, level: number): Bits => roster.bits(`skill:${skill}:${level}`);

const admittedBy = ({ widenings }: Item, times: number, roster: Roster): Bits[] =>
  widenings
    .slice(0, times)
    .flatMap(({ groups, queues }) => [
      ...groups.map((group) => roster.bits(`group:${group}`)),
      ...queues.map((queue) => roster.bits(`queue:${queue}`)),
    ]);

function hourConditions({ hours }: Queue, { configuration, roster }: ClassSources): Condition[] {
  const conditions: Condition[] = [];
  if (hours !== null) conditions.push({ reason: 'hours', of: 'queue', anyOf: [roster.bits(openName(hours))] });
  if (summaryOf(configuration).hasShifts)
    conditions.push({ reason: 'hours', of: 'shift', anyOf: [roster.bits('on_duty')] });
  return conditions;
}

function requirementConditions(item: Item, roster: Roster): Condition[] {
  const { groups, attributes } = item.requirements;
  return [
    ...skillsAsked(item).map(
      ([skill, level]): Condition => ({ reason: 'skill', anyOf: [skilled(roster, skill, level)], skill, needs: level }),
    ),
    ...groups.map((group): Condition => ({ reason: 'group', anyOf: [roster.bits(`group:${group}`)], group })),
    ...Object.entries(attributes).map(
      ([attribute, value]): Condition => ({
        reason: 'attribute',
        anyOf: [roster.bits(attributeName(attribute, value))],
        attribute,
      }),
    ),
  ];
}

/** Where a profile has a mode of its own, some agents are offered what others pick. */
function pickConditions({ configuration, roster, way }: ClassSources): Condition[] {
  if (way.pick || !summaryOf(configuration).hasModes) return [];
  return [{ reason: 'pick_only', anyOf: [roster.bits(way.listed ? 'offered_listed' : 'offered')] }];
}
