/** A queue that is closed, full, or where it takes too long: as is expected, and by the other version of the year as it turns out. */
const rules = (second: boolean, then: (nth: number) => object) => [
  { when: 'outside-hours', then: then(0) },
  { when: { waitingOver: 9 }, then: then(1) },
  second ? { when: { waitedOver: 'PT4M' }, then: then(2) } : { when: { expectedWaitOver: 'PT30S' }, then: then(3) },
];

/** The queues that crowds come to: one sends on, one offers to call back, one puts off, and one ends. */
export const overflowQueues = (second: boolean): Record<string, object> => ({
  'sends-on': { name: 'Sends on', hours: 'office', overflow: rules(second, () => ({ queue: 'night' })) },
  'calls-back': {
    name: 'Calls back',
    hours: 'office',
    overflow: [
      ...rules(second, () => ({ offerCallback: 'callbacks' })),
      { when: { waitedOver: 'PT2H' }, then: { queue: 'night' } },
    ],
  },
  'puts-off': {
    name: 'Puts off',
    hours: 'office',
    overflow: rules(second, (nth) => ({ scheduleForOpening: true, ...(nth % 2 === 0 ? { age: 'keep' } : {}) })),
  },
  ends: {
    name: 'Ends',
    hours: 'office',
    overflow: rules(second, () => ({ end: { message: 'Write to us tomorrow.' } })),
    ...(second ? { fallback: 'night' } : {}),
  },
  waits: {
    name: 'Waits for the opening',
    hours: 'office',
    overflow: [
      { when: 'outside-hours', then: { waitForOpening: true } },
      ...rules(second, () => ({ queue: 'waits-too' })),
    ],
    fallback: 'night',
  },
  'waits-too': { name: 'Waits too', hours: 'mornings' },
  night: { name: 'Night' },
});

export const CROWDED = ['sends-on', 'calls-back', 'puts-off', 'ends', 'waits'] as const;
