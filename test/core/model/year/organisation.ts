/** A small bank, with every clock as long as it is in real life. The second half of each year it works by the other version. */
export function organisationOf(version: 'first' | 'second') {
  const second = version === 'second';
  return {
    organisation: { name: 'A year', timeZone: 'Europe/Copenhagen' },
    channels: {
      voice: { live: true, offerTimeout: 'PT20S' },
      chat: { live: true, offerTimeout: 'PT30S' },
      case: { live: false, offerTimeout: 'PT15M' },
      lead: { live: false, offerTimeout: 'PT15M' },
      scheduled: { live: false, offerTimeout: 'PT15M' },
    },
    skills: { german: { name: 'German' }, stocks: { name: 'Stocks' } },
    groups: { experts: { name: 'Experts' } },
    calendars: {
      office: {
        timeZone: 'Europe/Copenhagen',
        weekly: { 'mon-fri': ['08:00-18:00'], sat: ['10:00-14:00'] },
        exceptions: { '2026-12-24': ['08:00-12:00'], '2026-12-25': 'closed', '2027-01-01': 'closed' },
      },
    },
    escalations: {
      impatient: [
        { after: 'PT60S', raisePriority: 1 },
        { after: 'PT3M', relax: { skill: 'stocks', to: 1 }, atOnce: 2 },
        ...(second ? [] : [{ after: 'PT10M', moveTo: { queue: 'regular', age: 'keep' }, alert: 'supervisors' }]),
      ],
      slow: [
        { after: 'P1D', raisePriority: 1 },
        { after: 'P3D', admit: { groups: ['experts'] }, alert: 'supervisors' },
        { afterDue: '-PT1H', raisePriority: 2 },
      ].slice(0, second ? 2 : 3),
    },
    queues: {
      regular: { name: 'Regular', hours: 'office', escalation: 'impatient' },
      stocks: { name: 'Stocks', assign: 'best-skill', hours: second ? undefined : 'office', escalation: 'impatient' },
      office: { name: 'Back office', assign: 'most-free-capacity', escalation: 'slow' },
      leads: { name: 'Leads', order: { by: 'urgency', newestFirstWithin: 'PT1H' } },
    },
    workstreams: {
      calls: { channel: 'voice', cost: 10, queue: [{ to: 'regular' }], timeToLive: 'PT30M' },
      chat: {
        channel: 'chat',
        cost: 3,
        wrapUp: { timeout: 'PT60S', holdsCapacity: !second },
        classify: {
          worth: [{ when: 'item.attributes.topic == "stocks"', then: { require: { stocks: 2 }, relaxable: true } }],
        },
        queue: [{ when: 'item.attributes.topic == "stocks"', to: 'stocks' }, { to: 'regular' }],
        timeToLive: 'PT24H',
      },
      cases: {
        channel: 'case',
        cost: 1,
        queue: [{ to: 'office' }],
        targets: { firstResponse: 'PT4H', resolution: 'P2D', calendar: 'office' },
        ownerGone: { after: 'PT30M' },
      },
      leads: { channel: 'lead', cost: 2, offer: { atOnce: 2 }, queue: [{ to: 'leads' }], timeToLive: 'P14D' },
      scheduled: { channel: 'scheduled', cost: 1, offer: { mode: 'auto-accept' }, queue: [{ to: 'office' }] },
      // Where an attribute says something that no rule expects, somebody has to look.
      portal: { channel: 'case', queue: [{ when: 'item.attributes.topic == "stocks"', to: 'office' }] },
    },
    profiles: {
      phone: {
        name: 'Phone',
        capacity: 10,
        channels: { voice: { atMost: 1 }, chat: { atMost: 3 } },
        queues: [
          { queue: 'regular', rank: 1 },
          { queue: 'stocks', rank: 2, after: 'PT20S' },
        ],
        shift: 'office',
      },
      desk: {
        name: 'Desk',
        capacity: second ? 8 : 10,
        channels: { chat: { atMost: 2 }, case: { atMost: 8 }, lead: { atMost: 3 }, scheduled: { atMost: 4 } },
        queues: [
          { queue: 'office', rank: 1 },
          { queue: 'leads', rank: 1 },
          { queue: 'stocks', rank: 2 },
        ],
        groups: ['experts'],
        presence: { available: 'all', busy: ['case'] },
        may: { decline: true, pick: ['case'], pause: true, transferTo: ['regular', 'office'] },
      },
    },
  };
}

/** Who works there, and by what skills. */
export const PEOPLE = [
  { id: 'anna', profile: 'phone', skills: { stocks: 3 } },
  { id: 'bo', profile: 'phone', skills: {} },
  { id: 'cleo', profile: 'phone', skills: { german: 4 } },
  { id: 'dan', profile: 'desk', skills: { stocks: 2 } },
  { id: 'eva', profile: 'desk', skills: { stocks: 1 } },
  { id: 'finn', profile: 'desk', skills: {} },
] as const;
