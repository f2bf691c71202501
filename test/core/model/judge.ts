import { judgeCallbacks } from './callbacks.ts';
import { judgeMatch } from './judge-match.ts';
import { judgeCursors, judgeRows } from './judge-rows.ts';
import { judgeLeaving } from './leaving.ts';
import { Log } from './log.ts';
import { copyOf, type Snapshot, type Step } from './snapshot.ts';
import type { Report, Violation } from './violation.ts';

/** Watches a world from outside, one batch at a time, and says which invariants of the design a batch broke. */
export class Judge {
  private before: Snapshot;
  private readonly log: Log;

  constructor(start: Snapshot, seq = 0) {
    this.before = copyOf(start);
    this.log = new Log(start, seq);
  }

  watch(step: Step): Violation[] {
    const found: Violation[] = [];
    const report: Report = (invariant, detail) => found.push({ invariant, detail });
    judgeRows(step.applied, { before: this.before, report });
    judgeRows(step.after, { before: step.applied, report });
    judgeLeaving(step, report);
    judgeMatch(step, report);
    this.log.follow({ step, before: this.before }, report);
    judgeCallbacks({ step, before: this.before }, report);
    judgeCursors({ step, before: this.before }, report);
    this.before = step.after;
    return found;
  }
}

/** The whole of a recorded run. */
export function judgeRun(start: Snapshot, steps: readonly Step[]): Violation[] {
  const judge = new Judge(start);
  return steps.flatMap((step) => judge.watch(step));
}
