import type { Event } from '../event.ts';

/** One broken invariant: its name in the design, and a sentence. */
export interface Violation {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I11' | 'I13' | 'I14';
  readonly detail: string;
}

export type Report = (invariant: Violation['invariant'], detail: string) => void;

/** What a check reads of an event. */
export type LoggedEvent = Omit<Event, 'rev' | 'agentRev' | 'commandId'>;
