import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import { Dice, dice } from './dice.ts';

export const QUEUES = ['q0', 'q1', 'q2', 'q3'];
export const SKILLS = ['s0', 's1', 's2', 's3'];
export const PROFILES = ['p0', 'p1', 'p2'];
export const AGENTS = ['a0', 'a1', 'a2', 'a3'];
export const CHANNELS = ['chat', 'case', 'voice'];
export const WORKSTREAMS = ['w0', 'w1', 'w2', 'w3'];
const METHODS = ['longest-idle', 'most-free-capacity', 'best-skill', 'round-robin', 'least-flexible'];

/** Runs begin at 9:46:40 UTC: these turn while they last. */
const CALENDARS = {
  soon: { weekly: { 'mon-sun': ['09:47-12:00'] } },
  ending: { weekly: { 'mon-sun': ['08:00-09:48'] } },
  lunch: { weekly: { 'mon-sun': ['08:00-09:47', '09:49-12:00'] } },
};
const HOURS = Object.keys(CALENDARS);

export const documentDice = dice(220);

/** A small organisation in the form that an administrator writes. */
export function documentFrom(numbers: readonly number[]): Record<string, unknown> {
  const roll = new Dice(numbers);
  const queues = QUEUES.slice(0, 4 - roll.roll(3));
  const channels = CHANNELS.slice(0, 3 - roll.roll(2));
  const skills = SKILLS.slice(0, 4 - roll.roll(3));
  const at = { roll, queues, channels, skills };
  const document = {
    organisation: { name: 'Harbour' },
    channels: Object.fromEntries(channels.map((one, place) => [one, { live: place !== 1, offerTimeout: 'PT10S' }])),
    skills: Object.fromEntries(skills.map((one) => [one, { name: one }])),
    groups: { night: { name: 'Night' } },
    calendars: CALENDARS,
    escalations: { ladder: ladder(at, []), stairs: ladder(at, movesTo(queues.at(-1)!)) },
    queues: Object.fromEntries(queues.map((one, place) => [one, queue(at, queues.slice(place + 1))])),
    workstreams: Object.fromEntries(WORKSTREAMS.map((one) => [one, workstream(at)])),
    profiles: Object.fromEntries(PROFILES.map((one) => [one, profile(at)])),
  };
  // Last: what is rolled before says the same of a row of numbers as ever.
  for (const one of Object.values(document.queues)) Object.assign(one, roll.one([{}, {}, { alerts: alerts(roll) }]));
  return document;
}

interface At {
  readonly roll: Dice;
  readonly queues: readonly string[];
  readonly channels: readonly string[];
  readonly skills: readonly string[];
}

const TIMES = [{ after: 'PT5S' }, { after: 'PT15S' }, { after: 'PT40S' }];
const DUE_TIMES = [{ afterDue: '-PT20S' }, { after: 'PT10S' }, { afterDue: 'PT5S' }];

const ladder = ({ roll, queues, skills }: At, moves: readonly object[]) =>
  roll
    .one([TIMES, TIMES, DUE_TIMES])
    .slice(0, 1 + roll.roll(3))
    .map((time) => ({
      ...time,
      ...roll.one<object>([
        { raisePriority: 1 },
        { relax: true },
        { raisePriority: 2, alert: 'supervisors' },
        { relax: true, raisePriority: 1 },
        { relax: { skill: skills[0]!, to: 1 }, supervisor: 'Carla' },
        { admit: { groups: ['night'] } },
        { ignoreInterruptionMatrix: true },
        { atOnce: 2, raisePriority: 1 },
        { admit: { queues: [roll.one(queues)] }, raisePriority: 1 },
        ...('afterDue' in time ? moves.slice(0, 1) : moves),
      ]),
    }));

/** With its age only to the last queue, which sends nothing on. */
const movesTo = (queue: string): object[] => [
  { moveTo: { queue } },
  { moveTo: { queue, age: 'reset' } },
  { moveTo: { queue: 'q0', age: 'reset' }, raisePriority: 1 },
];

const queue = ({ roll }: At, later: readonly string[]) => ({
  name: 'Queue',
  ...roll.one([{}, {}, {}, {}, { hours: roll.one(HOURS) }]),
  assign: roll.one(METHODS),
  ...roll.one([{}, { order: { by: 'strict' } }, { order: { by: 'urgency', minutesPerPriority: 0.1 } }]),
  ...roll.one([{}, {}, {}, { order: { by: 'urgency', newestFirstWithin: roll.one(['PT10S', 'PT60S']) } }]),
  ...roll.one([{}, { escalation: 'ladder' }, { escalation: later.length > 0 ? 'stairs' : 'ladder' }]),
  ...roll.one([{}, {}, { overflow: overflow(roll, later), ...roll.one([{}, {}, { hours: roll.one(HOURS) }]) }]),
  ...(later.length > 0 ? roll.one([{}, {}, { fallback: roll.one(later) }]) : {}),
});

const alerts = (roll: Dice): object =>
  roll.one([
    { waitingOver: 1 + roll.roll(3) },
    { longestWaitOver: roll.one(['PT5S', 'PT30S']) },
    { waitingOver: 1 + roll.roll(3), longestWaitOver: 'PT20S' },
  ]);

/** To later queues only, which send nothing back. */
const overflow = (roll: Dice, later: readonly string[]): object[] =>
  [0, 1, 2].slice(0, 1 + roll.roll(3)).map(() => ({
    when: roll.one([
      'outside-hours',
      { waitingOver: 1 + roll.roll(3) },
      { expectedWaitOver: roll.one(['PT1S', 'PT20S']) },
      { waitedOver: 'PT5S' },
      { waitedOver: 'PT30S' },
    ]),
    then: roll.one<object>([
      ...(later.length > 0 ? [{ queue: roll.one(later) }, { queue: roll.one(later) }, { queue: roll.one(later) }] : []),
      { waitForOpening: true },
      { offerCallback: roll.one(WORKSTREAMS) },
      { scheduleForOpening: true, ...roll.one([{}, { age: 'keep' }]) },
      { end: { message: 'Try later.' } },
    ]),
  }));

const workstream = ({ roll, queues, channels, skills }: At) => ({
  channel: roll.one(channels),
  cost: roll.one([1, 1, 2, 3, 5, 10]),
  offer: {
    mode: roll.one(['offer', 'offer', 'offer', 'auto-accept', 'pick']),
    timeout: roll.one(['PT10S', 'PT5S', 'PT30S']),
    ...roll.one([{}, {}, {}, { atOnce: 2 }, { atOnce: 3 }]),
  },
  reserveAfter: roll.one(['PT10S', 'PT1S', 'PT30S']),
  decline: { backOff: roll.one(['PT5S', 'PT60S']), awayAfter: roll.one([3, 1]) },
  ...roll.one([
    {},
    { wrapUp: { timeout: 'PT5S', codes: ['solved', 'other'], required: true, extension: { by: 'PT4S', times: 2 } } },
    { wrapUp: { timeout: 'PT20S', holdsCapacity: false, extension: { by: 'PT10S' } } },
  ]),
  ...roll.one([
    {},
    {},
    {},
    { require: { [skills[roll.roll(2)]!]: { level: 2 + roll.roll(3), relaxable: true } } },
    { require: { [skills[0]!]: 2 } },
  ]),
  ...roll.one([{}, { classify: { first: [ruleOf({ roll, queues, channels, skills })] } }]),
  ...queueRules({ roll, queues, channels, skills }),
  ...roll.one([{}, {}, { timeToLive: 'PT60S' }, { timeToLive: 'PT12S' }]),
  ...roll.one([{}, {}, { escalation: 'ladder' }, { escalation: 'stairs' }]),
  ...roll.one([{}, { targets: targetsOf({ roll, queues, channels, skills }) }]),
  ...roll.one([{}, {}, { affinity: { within: roll.one(['PT20S', 'PT5M']), for: roll.one(['PT5S', 'PT30S']) } }]),
  ...roll.one([{}, { pause: { ownerPreferredFor: 'PT15S' } }]),
  ...roll.one([{}, {}, { callback: callbackOf(roll) }]),
  ownerGone: { after: roll.one(['PT0S', 'PT20S']), then: roll.one(['back-to-queue', 'back-to-queue', 'stay']) },
});

const callbackOf = (roll: Dice) => ({
  attempts: roll.one([2, 1, 3]),
  minimumGap: roll.one(['PT5S', 'PT20S']),
  ...roll.one([{}, { voicemail: 'ends' }]),
  ...roll.one([{}, { slots: { every: 'PT1M', atMost: roll.one([1, 2]) } }]),
});

const targetsOf = ({ roll }: At) => ({
  firstResponse: roll.one(['PT10S', 'PT50S']),
  ...roll.one([{}, { resolution: roll.one(['PT60S', 'PT20S']) }]),
  ...roll.one([{}, { calendar: roll.one(HOURS) }]),
  ...roll.one([{}, { warnAt: 0.5 }]),
  ...roll.one([{}, { raisePriority: { warned: 2, breached: 0 } }]),
});

const COLOURS = ['red', 'blue'];

/** Each effect that a rule can have, by the colour of the item. */
const ruleOf = ({ roll, queues, skills }: At) => ({
  when: `item.attributes.colour == "${roll.one(COLOURS)}"`,
  then: roll.one([
    { priority: 3, cost: 2 },
    { require: { [skills[0]!]: 2 }, relaxable: true },
    { queue: roll.one(queues) },
    { prefer: { agent: '"a1"', for: 'PT15S' } },
    { agentAttributes: { region: { value: 'item.attributes.colour' } } },
    { groups: ['night'], due: 'PT60S' },
    { priority: 1, due: 'PT30S' },
  ]),
});

const queueRules = ({ roll, queues }: At) =>
  roll.one<object>([
    { queue: [{ to: roll.one(queues) }] },
    { queue: [{ to: roll.one(queues) }] },
    { queue: [{ when: 'item.attributes.colour == "red"', to: roll.one(queues) }], fallback: roll.one(queues) },
    { queue: [{ when: `item.attributes.colour == "${roll.one(COLOURS)}"`, to: roll.one(queues) }] },
    { queue: [{ split: splitOf(queues) }] },
  ]);

const splitOf = (queues: readonly string[]) =>
  queues.length === 1 ? { [queues[0]!]: 100 } : { [queues[0]!]: 40, [queues[1]!]: 60 };

/** What may interrupt a channel: those before it, so that it goes round in no circle. */
const BY_WEIGHT = ['voice', 'chat', 'case'];
const before = (channel: string): string[] => BY_WEIGHT.slice(0, BY_WEIGHT.indexOf(channel));

const profile = ({ roll, queues, channels }: At) => ({
  name: 'Profile',
  capacity: roll.one([10, 6, 3, 12]),
  channels: Object.fromEntries(
    roll.some(channels, 1).map((one) => [
      one,
      {
        atMost: roll.one([5, 1, 2]),
        ...roll.one([{}, {}, {}, { cost: roll.one([1, 4]) }]),
        ...roll.one([{}, { interruptibleBy: before(one).filter((other) => channels.includes(other)) }]),
      },
    ]),
  ),
  ...roll.one([{}, {}, { atMost: 2 }]),
  ...roll.one([{}, {}, {}, {}, { offer: { mode: roll.one(['offer', 'auto-accept', 'pick']) } }]),
  ...roll.one([{}, {}, {}, {}, { shift: roll.one(HOURS) }]),
  queues: roll.some(queues, 1).map((one) => ({
    queue: one,
    rank: 1 + roll.roll(3),
    after: roll.one(['PT0S', 'PT0S', 'PT0S', 'PT5S', 'PT20S']),
  })),
  ...roll.one([{}, { rankHandicap: 'strict' }, { rankHandicap: 'PT6S' }]),
  groups: roll.one([[], [], ['night']]),
  presence: { available: 'all', busy: roll.one([[], [channels[0]!]]) },
  may: { decline: roll.one([true, true, false]), pick: roll.one([channels, []]), transferTo: roll.some(queues, 1) },
  overrides: { skills: roll.one([true, false]), capacity: { max: 12 } },
});

/** One seed draws the same documents for each property of a file: so many of them are compiled once. */
const MOST_KEPT = 5_000;
const compiledFrom = new Map<string, Configuration>();

export function configurationFrom(numbers: readonly number[]): Configuration {
  const key = numbers.join();
  const known = compiledFrom.get(key);
  if (known !== undefined) return known;
  const compiled = compile(documentFrom(numbers), 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  if (compiledFrom.size < MOST_KEPT) compiledFrom.set(key, compiled.configuration);
  return compiled.configuration;
}
