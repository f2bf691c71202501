import type { OverflowAction, OverflowCondition, OverflowRule, Queue } from '../../core/configuration/compiled.ts';
import { Bench, configuration, hours, profile, queue, START, workstream } from './fixtures.ts';

export const HOUR = 3_600_000;
export const MINUTE = 60_000;
/** Calendars turn at whole minutes. */
export const INTO_MINUTE = START % MINUTE;

export const rule = (when: OverflowCondition, then: OverflowAction): OverflowRule => ({ when, then });
export const FULL: OverflowCondition = { kind: 'waitingOver', over: 2 };
export const CLOSED: OverflowCondition = { kind: 'outsideHours' };
export const OLD: OverflowCondition = { kind: 'waitedOver', over: 10 * MINUTE };
export const SLOW: OverflowCondition = { kind: 'expectedWaitOver', over: 10 * MINUTE };
export const to = (name: string): OverflowAction => ({ kind: 'queue', queue: name });
export const END: OverflowAction = { kind: 'end', message: 'We are closed.' };
export const CALL: OverflowAction = { kind: 'offerCallback', workstream: 'calls' };
export const SCHEDULE: OverflowAction = { kind: 'scheduleForOpening', keepsAge: false };

const CALENDARS = { day: hours(0, 8), morning: hours(0, 2), evening: hours(6, 10), later: hours(4, 8) };

export const benchOf = (queues: Readonly<Record<string, Partial<Queue>>>): Bench =>
  new Bench(
    configuration({
      calendars: CALENDARS,
      queues: Object.fromEntries(Object.entries(queues).map(([name, one]) => [name, queue(one)])),
      workstreams: { chat: workstream(), calls: workstream({ channel: 'callback' }) },
      profiles: {
        desk: profile({ capacity: 1, queues: { regular: { rank: 1, afterMs: 0 } } }),
        night: profile({ capacity: 1, queues: { second: { rank: 1, afterMs: 0 } } }),
      },
    }),
  );
export const queueOf = (bench: Bench, item: string) => bench.world.items.get(item)?.queue;
export const overflowed = (bench: Bench) =>
  bench.world.log.events.filter(({ type }) => type === 'item.overflowed' || type === 'item.callback_offered');
export const details = (bench: Bench) => overflowed(bench).map((event) => event.details);
