import type { ConfigurationDocument, Of } from '../document/document.ts';
import type { FindingCode } from '../findings.ts';
import type { Check } from './check.ts';
import { circlesIn, type LeadsTo } from './circles.ts';

const CLOCKS = ['after', 'afterDue'] as const;

/** Above it a strict priority would no longer be exact in a double. */
const MAX_RAISED = 100;

export function checkEscalations(check: Check): void {
  for (const [name, steps] of Object.entries(check.document.escalations ?? {})) checkSteps(check, name, steps);
}

function checkSteps(check: Check, name: string, steps: Of<'escalations'>): void {
  for (const [place, step] of steps.entries()) {
    const pointer = `/escalations/${name}/${place}`;
    const before = steps[place - 1];
    const which = `Step ${place + 1} of escalation ${name}`;
    if ((step.after === undefined) === (step.afterDue === undefined))
      check.add('step_order', pointer, `${which} needs a time: write either after or afterDue.`);
    for (const clock of CLOCKS)
      if (
        before !== undefined &&
        (step[clock] ?? Number.POSITIVE_INFINITY) <= (before[clock] ?? Number.NEGATIVE_INFINITY)
      )
        check.add('step_order', `${pointer}/${clock}`, `${which} must come later than the step before it.`);
    const { after: _, afterDue: __, ...actions } = step;
    if (Object.values(actions).every((action) => action === undefined))
      check.add('empty_step', pointer, `${which} does nothing: give it raisePriority, relax or another action.`);
    if (typeof step.relax === 'object') {
      const at = `${pointer}/relax`;
      check.level(step.relax.skill, step.relax.to ?? 1, { skill: `${at}/skill`, level: `${at}/to` });
    }
    check.referAll('groups', step.admit?.groups, `${pointer}/admit/groups`);
    check.referAll('queues', step.admit?.queues, `${pointer}/admit/queues`);
    check.refer('queues', step.moveTo?.queue, `${pointer}/moveTo/queue`);
  }
  const raised = steps.reduce((sum, step) => sum + (step.raisePriority ?? 0), 0);
  const detail = `The steps of escalation ${name} raise priority by ${raised} in all; at most ${MAX_RAISED}.`;
  if (raised > MAX_RAISED) check.add('step_order', `/escalations/${name}`, detail);
}

export function checkQueues(check: Check): void {
  for (const [name, one] of Object.entries(check.document.queues)) {
    const pointer = `/queues/${name}`;
    check.refer('escalations', one.escalation, `${pointer}/escalation`);
    check.refer('calendars', one.hours, `${pointer}/hours`);
    check.refer('queues', one.fallback, `${pointer}/fallback`);
    for (const [place, { then }] of (one.overflow ?? []).entries()) {
      if ('queue' in then) check.refer('queues', then.queue, `${pointer}/overflow/${place}/then/queue`);
      if ('offerCallback' in then)
        check.refer('workstreams', then.offerCallback, `${pointer}/overflow/${place}/then/offerCallback`);
    }
  }
  const { queues } = check.document;
  checkCircles(check, (name) => overflowsTo(queues, name), {
    code: 'overflow_cycle',
    say: (circle) => `Overflow goes round in a circle: ${circle}.`,
  });
  checkCircles(check, (name) => movesTo(check.document, name), {
    code: 'move_cycle',
    say: (circle) => `Escalation moves items round in a circle without letting them wait: ${circle}.`,
  });
}

/** Queues that pass an item round for ever: one finding for each circle. */
function checkCircles(
  check: Check,
  leadsTo: LeadsTo,
  at: { readonly code: FindingCode; readonly say: (circle: string) => string },
): void {
  for (const circle of circlesIn(Object.keys(check.document.queues), leadsTo))
    check.add(at.code, `/queues/${circle[0]}`, at.say([...circle, circle[0]].join(', ')));
}

function overflowsTo(queues: ConfigurationDocument['queues'], name: string): string[] {
  const one = Object.hasOwn(queues, name) ? queues[name] : undefined;
  const overflow = (one?.overflow ?? []).flatMap(({ then }) => ('queue' in then ? [then.queue] : []));
  return [...new Set([...overflow, ...(one?.fallback === undefined ? [] : [one.fallback])])];
}

/**
 * Where escalation moves items of a queue without letting them wait anew: with their age, or at a time that does not depend on it. The ladder of a workstream goes on in the next queue that has
 * none, so that only a queue with a ladder of its own can send them back.
 */
function movesTo({ escalations, queues, workstreams }: ConfigurationDocument, name: string): string[] {
  const moves = (ladder: string | undefined): string[] =>
    (ladder !== undefined && Object.hasOwn(escalations ?? {}, ladder) ? escalations![ladder]! : []).flatMap(
      ({ moveTo, afterDue }) =>
        moveTo === undefined || (moveTo.age === 'reset' && afterDue === undefined) ? [] : [moveTo.queue],
    );
  const ladderOf = (queue: string): string | undefined =>
    Object.hasOwn(queues, queue) ? queues[queue]!.escalation : undefined;
  const own = ladderOf(name);
  const to = own === undefined ? Object.values(workstreams).flatMap(({ escalation }) => moves(escalation)) : moves(own);
  // A move to where it is does nothing.
  return to.filter((queue) => queue !== name && (own !== undefined || ladderOf(queue) !== undefined));
}
