/** A large organisation as one document: what a publish is measured with. */

const SKILLS = 20;
const PROFILES = 40;
const WORKSTREAMS = 40;
const CHANNELS = ['chat', 'voice', 'messaging', 'case', 'email'] as const;
export const QUEUES = 200;

const numbered = <T>(count: number, of: (place: number) => readonly [string, T]): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => of(place)));

export const queueName = (place: number): string => `q${String(place % QUEUES).padStart(3, '0')}`;
export const workstreamName = (place: number): string => `w${place % WORKSTREAMS}`;
export const channelOf = (place: number): string => CHANNELS[(place % WORKSTREAMS) % CHANNELS.length]!;
export const profileName = (place: number): string => `p${place % PROFILES}`;
export const skillName = (place: number): string => `s${place % SKILLS}`;

/** `gate`: the skill that everything asks for. Each workstream has rules that look at what was sent, and five queues. */
export function organisation(gate: string): object {
  return {
    organisation: { name: 'Bench', timeZone: 'Europe/Copenhagen' },
    skills: {
      ...numbered(SKILLS, (place) => [skillName(place), { name: `Skill ${place}` }]),
      open: { name: 'Open' },
      shut: { name: 'Shut' },
    },
    calendars: { office: { weekly: { 'mon-sun': ['00:00-24:00'] } } },
    queues: numbered(QUEUES, (place) => [
      queueName(place),
      { name: `Queue ${place}`, ...(place % 2 === 0 ? { hours: 'office' } : {}) },
    ]),
    workstreams: numbered(WORKSTREAMS, (place) => [
      workstreamName(place),
      {
        channel: channelOf(place),
        cost: 1 + (place % 3),
        // Nobody answers an offer here.
        offer: { timeout: 'PT1H' },
        require: { [gate]: 1 },
        classify: {
          language: numberedRules(4, (rule) => ({
            when: `item.attributes.language == "l${rule}"`,
            then: { require: { [skillName(rule)]: 1 + (rule % 3) }, relaxable: true },
          })),
          worth: numberedRules(4, (rule) => ({
            when: `item.attributes.amount > ${1000 * (4 - rule)} && customer.tier in ["gold", "platinum"]`,
            then: { priority: 4 - rule },
          })),
        },
        queue: [
          ...numberedRules(4, (rule) => ({
            when: `item.attributes.topic == "t${rule}"`,
            to: queueName(place * 5 + rule),
          })),
          { to: queueName(place * 5 + 4) },
        ],
      },
    ]),
    profiles: numbered(PROFILES, (place) => [
      profileName(place),
      {
        name: `Profile ${place}`,
        capacity: 10,
        channels: Object.fromEntries(CHANNELS.map((channel) => [channel, { atMost: 10 }])),
        queues: numberedRules(10, (rank) => ({ queue: queueName(place * 5 + rank), rank: 1 + (rank % 3) })),
      },
    ]),
  };
}

const numberedRules = <T>(count: number, of: (place: number) => T): T[] =>
  Array.from({ length: count }, (_, place) => of(place));
