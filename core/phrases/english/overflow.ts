import type { OverflowAction } from '../../configuration/compiled.ts';
import type { Overflowing, Phrases } from '../told.ts';
import { duration, quoted } from './words.ts';

function done(then: OverflowAction): string {
  switch (then.kind) {
    case 'queue':
      return `sent on to queue ${then.queue}`;
    case 'offerCallback':
      return `offered a call-back of ${then.workstream}`;
    case 'scheduleForOpening':
      return 'scheduled for when the queue opens';
    case 'end':
      return `ended, and its customer reads ${quoted(then.message)},`;
    case 'waitForOpening':
      return 'left to wait until the queue opens';
  }
}

function why({ when, saw }: Overflowing): string {
  switch (when.kind) {
    case 'outsideHours':
      return 'outside its hours';
    case 'waitingOver':
      return `number ${saw} in line, and at most ${when.over} may wait`;
    case 'waitedOver':
      return `a wait of ${duration(saw ?? 0)}, and ${duration(when.over)} is the most`;
    case 'expectedWaitOver':
      return saw === null || saw === undefined
        ? 'nobody who could take it is there'
        : `an expected wait of ${duration(saw)}, and ${duration(when.over)} is the most`;
  }
}

const by = (told: Overflowing): string =>
  told.fallback
    ? `as the fallback of queue ${told.queue}, where rule ${told.rule} applies and cannot act: ${why(told)}.`
    : `by rule ${told.rule} of queue ${told.queue}: ${why(told)}.`;

export const OVERFLOW_PHRASES: Pick<Phrases, 'overflow.did' | 'overflow.would'> = {
  'overflow.did': (told) => `It was ${done(told.then)} ${duration(told.ms)} ago ${by(told)}`,
  'overflow.would': (told) => `It would be ${done(told.then)} ${by(told)}`,
};
