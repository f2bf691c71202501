import { CROWDED, overflowQueues } from './overflow-queues.ts';

/** A small bank, with every clock as long as it is in real life. The second half of each season it works by the other version. */
export function organisationOf(version: 'first' | 'second') {
  const second = version === 'second';
  return {
    organisation: { name: 'A year', timeZone: 'Europe/Copenhagen' },
    channels: {
      voice: { live: true, offerTimeout: 'PT20S' },
      chat: { live: true, offerTimeout: 'PT30S' },
      callback: { live: true, offerTimeout: 'PT60S' },
      case: { live: false, offerTimeout: 'PT15M' },
      lead: { live: false, offerTimeout: 'PT15M' },
      scheduled: { live: false, offerTimeout: 'PT15M' },
    },
    skills: { german: { name: 'German' }, stocks: { name: 'Stocks' } },
    groups: { experts: { name: 'Experts' } },
    calendars: calendars(),
    escalations: escalations(second),
    queues: { ...queues(second), ...overflowQueues(second) },
    workstreams: workstreams(second),
    profiles: profiles(second),
  };
}

const calendars = () => ({
  office: {
    timeZone: 'Europe/Copenhagen',
    weekly: { 'mon-fri': ['08:00-18:00'], sat: ['10:00-14:00'] },
    exceptions: { '2026-12-24': ['08:00-12:00'], '2026-12-25': 'closed', '2027-01-01': 'closed' },
  },
  mornings: { timeZone: 'Europe/Copenhagen', weekly: { 'mon-sun': ['07:00-12:00'] } },
});

const escalations = (second: boolean) => ({
  impatient: [
    { after: 'PT60S', raisePriority: 1 },
    { after: 'PT3M', relax: { skill: 'stocks', to: 1 }, atOnce: 2 },
    ...(second ? [] : [{ after: 'PT10M', moveTo: { queue: 'regular', age: 'keep' }, alert: 'supervisors' }]),
  ],
  slow: [
    { after: 'P1D', raisePriority: 1, ignoreInterruptionMatrix: true },
    { after: 'P3D', admit: { groups: ['experts'] }, alert: 'supervisors' },
    { afterDue: '-PT1H', raisePriority: 2 },
  ].slice(0, second ? 2 : 3),
});

const queues = (second: boolean) => ({
  regular: { name: 'Regular', hours: 'office', escalation: 'impatient', alerts: { longestWaitOver: 'PT1H' } },
  stocks: { name: 'Stocks', assign: 'best-skill', hours: second ? undefined : 'office', escalation: 'impatient' },
  office: { name: 'Back office', assign: 'most-free-capacity', escalation: 'slow', alerts: { waitingOver: 5 } },
  leads: { name: 'Leads', order: { by: 'urgency', newestFirstWithin: 'PT1H' } },
  'to-pick': { name: 'To pick' },
});

const workstreams = (second: boolean) => ({
  calls: { channel: 'voice', cost: 10, queue: [{ to: 'regular' }], timeToLive: 'PT30M' },
  chat: {
    channel: 'chat',
    cost: 3,
    wrapUp: {
      timeout: 'PT60S',
      holdsCapacity: !second,
      codes: ['solved', 'follow-up', 'spam'],
      required: true,
      extension: { by: 'PT60S', times: 2 },
    },
    classify: {
      worth: [
        { when: 'item.attributes.topic == "stocks"', then: { require: { stocks: 2 }, relaxable: true } },
        { when: 'item.attributes.topic == "anna"', then: { prefer: { agent: '"anna"', for: 'PT45S' } } },
      ],
    },
    queue: [{ when: 'item.attributes.topic == "stocks"', to: 'stocks' }, { to: 'regular' }],
    affinity: { within: 'P14D', for: second ? 'PT30S' : 'PT90S' },
    timeToLive: 'PT24H',
  },
  cases: {
    channel: 'case',
    cost: 1,
    queue: [{ to: 'office' }],
    targets: { firstResponse: 'PT4H', resolution: 'P2D', calendar: 'office' },
    affinity: { within: 'P30D', for: 'PT20M' },
    ownerGone: second ? { after: 'PT30M', then: 'stay' } : { after: 'PT30M' },
  },
  leads: { channel: 'lead', cost: 2, offer: { atOnce: 2 }, queue: [{ to: 'leads' }], timeToLive: 'P14D' },
  scheduled: { channel: 'scheduled', cost: 1, offer: { mode: 'auto-accept' }, queue: [{ to: 'office' }] },
  callbacks: {
    channel: 'callback',
    cost: 10,
    callback: {
      attempts: 3,
      minimumGap: 'PT15M',
      voicemail: second ? 'ends' : 'again',
      slots: { every: 'PT15M', atMost: 2 },
    },
    wrapUp: { timeout: 'PT5M', extension: { by: 'PT2M' } },
    queue: [{ to: 'regular' }],
  },
  'picked-work': { channel: 'case', cost: 1, offer: { mode: 'pick' }, queue: [{ to: 'to-pick' }] },
  // Where an attribute says something that no rule expects, somebody has to look.
  portal: { channel: 'case', queue: [{ when: 'item.attributes.topic == "stocks"', to: 'office' }] },
  crowds: {
    channel: 'chat',
    cost: 3,
    queue: [{ to: 'night' }],
    timeToLive: 'P2D',
  },
  // What recurs with it fails while the other version is in force.
  ...(second ? {} : { rounds: { channel: 'scheduled', cost: 1, queue: [{ to: 'office' }] } }),
});

const CROWDS = [...CROWDED, 'waits-too', 'night'].map((queue) => ({ queue, rank: 2 }));

const profiles = (second: boolean) => ({
  phone: {
    name: 'Phone',
    capacity: 10,
    channels: {
      voice: { atMost: 1 },
      callback: { atMost: 1 },
      chat: { atMost: 3 },
      case: { atMost: 4, interruptibleBy: ['voice', 'chat', 'callback'] },
    },
    queues: [
      { queue: 'regular', rank: 1 },
      { queue: 'stocks', rank: 2, after: 'PT20S' },
      { queue: 'office', rank: 3 },
      ...CROWDS,
    ],
    shift: 'office',
    may: { decline: true, pick: [], pause: true, transferTo: ['regular', 'office'] },
  },
  desk: {
    name: 'Desk',
    capacity: second ? 8 : 10,
    channels: {
      chat: { atMost: 2 },
      case: { atMost: 8, interruptibleBy: ['chat'] },
      lead: { atMost: 3 },
      scheduled: { atMost: 4 },
    },
    queues: [
      { queue: 'office', rank: 1 },
      { queue: 'leads', rank: 1 },
      { queue: 'stocks', rank: 2 },
      { queue: 'to-pick', rank: 1 },
      ...CROWDS,
    ],
    groups: ['experts'],
    presence: { available: 'all', busy: ['case'] },
    may: { decline: true, pick: ['case'], pause: true, transferTo: ['regular', 'office'] },
  },
});
