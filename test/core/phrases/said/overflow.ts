import { row } from './rows.ts';

const RULE = { queue: 'regular', rule: 2, fallback: false, ms: 4000 } as const;

row(
  'overflow.did',
  { ...RULE, when: { kind: 'waitingOver', over: 50 }, saw: 51, then: { kind: 'queue', queue: 'second' } },
  'It was sent on to queue second 4 s ago by rule 2 of queue regular: number 51 in line, and at most 50 may wait.',
);
row(
  'overflow.did',
  { ...RULE, when: { kind: 'outsideHours' }, saw: null, then: { kind: 'end', message: 'Closed.' } },
  'It was ended, and its customer reads "Closed.", 4 s ago by rule 2 of queue regular: outside its hours.',
);
row(
  'overflow.did',
  {
    ...RULE,
    when: { kind: 'waitedOver', over: 60_000 },
    saw: 61_000,
    then: { kind: 'queue', queue: 'second' },
    fallback: true,
  },
  'It was sent on to queue second 4 s ago as the fallback of queue regular, where rule 2 applies and cannot act: a wait of 61 s, and 60 s is the most.',
);
row(
  'overflow.would',
  {
    ...RULE,
    when: { kind: 'expectedWaitOver', over: 600_000 },
    saw: 720_000,
    then: { kind: 'offerCallback', workstream: 'calls' },
  },
  'It would be offered a call-back of calls by rule 2 of queue regular: an expected wait of 12 min, and 10 min is the most.',
);
row(
  'overflow.would',
  { ...RULE, when: { kind: 'expectedWaitOver', over: 600_000 }, saw: null, then: { kind: 'waitForOpening' } },
  'It would be left to wait until the queue opens by rule 2 of queue regular: nobody who could take it is there.',
);
row(
  'overflow.would',
  { ...RULE, when: { kind: 'outsideHours' }, saw: null, then: { kind: 'scheduleForOpening', keepsAge: true } },
  'It would be scheduled for when the queue opens by rule 2 of queue regular: outside its hours.',
);
row('new.turned_away', { queue: 'regular' }, 'It would enter queue regular, and not wait there.');
