import type { Finding } from '../outcome.ts';

/** Every kind of finding: an error keeps a document from being published, a warning has to be acknowledged. The reference is made from it. */
export const FINDINGS = {
  malformed: {
    severity: 'error',
    about: 'The form is wrong: an unknown setting, a missing one, or a value of the wrong kind.',
  },
  dangling_reference: { severity: 'error', about: 'A name leads nowhere.' },
  unknown_level: { severity: 'error', about: 'A level is not on the scale of its skill.' },
  bad_expression: {
    severity: 'error',
    about: 'A rule does not parse, does not fit its types, or could take too long.',
  },
  bad_holidays: { severity: 'error', about: 'Holidays cannot be read, or the list of a country is not there.' },
  overlapping_hours: { severity: 'error', about: 'A day has its hours twice, or two ranges of it overlap.' },
  no_queue: { severity: 'error', about: 'A workstream leads to no queue.' },
  split_total: { severity: 'error', about: 'The parts of a split do not total 100.' },
  listed_twice: { severity: 'error', about: 'The same entry stands in a list twice.' },
  step_order: {
    severity: 'error',
    about: 'Steps of an escalation are not in the order of time, or raise priority too far.',
  },
  empty_step: { severity: 'error', about: 'A step or an effect does nothing.' },
  overflow_cycle: { severity: 'error', about: 'Queues send their overflow round in a circle.' },
  move_cycle: { severity: 'error', about: 'Escalations move items round in a circle that they never leave.' },
  interruption_cycle: {
    severity: 'error',
    about: 'In a profile, work of a channel may interrupt what may interrupt it.',
  },
  orphaned: { severity: 'error', about: 'Open items or agents still use what the document leaves out.' },
  too_many: { severity: 'warning', about: 'There are more findings than are shown.' },
  unreachable_rule: {
    severity: 'warning',
    about: 'A rule never gets its turn: one above it always holds, or holds whenever it does.',
  },
  contradiction: { severity: 'warning', about: 'A condition can never hold.' },
  no_hours: { severity: 'warning', about: 'An overflow rule looks at hours that its queue does not have.' },
  no_callback: {
    severity: 'warning',
    about: 'A call-back is offered of a workstream that says nothing of call-backs.',
  },
  idle_fallback: { severity: 'warning', about: 'A queue has a fallback and no overflow rule that could lead there.' },
  unserved: { severity: 'warning', about: 'Items can reach a queue from which nobody takes their channel.' },
  unmet_requirement: {
    severity: 'warning',
    about: 'Nobody who serves the queue meets a requirement, at all or at some hours.',
  },
  unpicked: { severity: 'warning', about: 'Work is to be picked, and no profile may pick it.' },
  cost_above_capacity: { severity: 'warning', about: 'An item costs more than anybody who serves it has.' },
  unplaced: { severity: 'warning', about: 'Items for which no queue rule holds have nowhere to go.' },
  unchecked: { severity: 'warning', about: 'There are too many combinations of rules to look through.' },
  unknown_agent: { severity: 'warning', about: 'A rule names an agent who does not exist today.' },
  starving: {
    severity: 'warning',
    about: 'A strict queue lets low priorities wait as long as higher ones keep coming.',
  },
  never_open: { severity: 'warning', about: 'A calendar has no opening at all.' },
  unstaffed: { severity: 'warning', about: 'A queue is open at hours at which nobody who serves it has a shift.' },
  idle_profile: { severity: 'warning', about: 'A profile has no queue.' },
  short_offer: { severity: 'warning', about: 'An offer ends before anybody can answer it.' },
  left_alone: {
    severity: 'warning',
    about: 'Items at whose other end a person waits stay with an agent who has gone.',
  },
} as const satisfies Readonly<Record<string, { readonly severity: 'error' | 'warning'; readonly about: string }>>;

export type FindingCode = keyof typeof FINDINGS;

export interface ConfigurationFinding extends Finding {
  readonly code: FindingCode;
}

export const severityOf = ({ code }: ConfigurationFinding): 'error' | 'warning' => FINDINGS[code].severity;
