import { uuidv7 } from 'uuidv7';
import type { Recurrence } from '../../core/recurrence/recurrence.ts';
import { NOW } from './fixtures.ts';

export const fullRecurrence = (): Recurrence => ({
  id: `rc_${uuidv7()}`,
  rev: 4,
  name: 'Till, "each" evening',
  item: {
    channel: 'chat',
    workstream: null,
    queue: 'stocks',
    subject: 'Count the till',
    customerRef: null,
    priority: -2,
    requirements: { skills: { german: { level: 2, relaxable: true } }, groups: [], attributes: {}, agent: null },
    customer: {},
    attributes: { till: 4 },
    dueAfterMs: 3_600_000,
  },
  rule: 'FREQ=WEEKLY;BYDAY=MO,TH',
  start: '2026-12-01T18:30',
  timeZone: 'Europe/Copenhagen',
  until: '2027-06-30',
  exceptions: ['2026-12-24', '2026-12-31T18:30'],
  paused: true,
  prepareMs: 2_592_000_000,
  createdAt: NOW - 3,
  changedAt: NOW - 2,
  doneUntil: NOW - 1,
});
