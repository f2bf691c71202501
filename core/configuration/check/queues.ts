import type { Of } from '../document/document.ts';
import type { Check } from './check.ts';

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
    if (before !== undefined && step.after <= before.after)
      check.add('step_order', `${pointer}/after`, `${which} must come later than the step before it.`);
    const { after: _, ...actions } = step;
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
  checkCycles(check);
}

/** A queue whose overflow or fallback leads back to it would pass an item round for ever. */
function checkCycles(check: Check): void {
  const done = new Set<string>();
  for (const start of Object.keys(check.document.queues)) {
    const circle = circleFrom(check.document.queues, start, done);
    if (circle !== null) {
      const detail = `Overflow goes round in a circle: ${[...circle, circle[0]].join(', ')}.`;
      check.add('overflow_cycle', `/queues/${circle[0]}`, detail);
    }
  }
}

type Queues = Readonly<Record<string, Of<'queues'>>>;

/** Depth first with the path in hand; `done` are queues from which no further circle can be found. */
function circleFrom(queues: Queues, start: string, done: Set<string>): string[] | null {
  const path: string[] = [];
  const open: { name: string; leave: boolean }[] = [{ name: start, leave: false }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at.leave) {
      done.add(path.pop()!);
      continue;
    }
    const seen = path.indexOf(at.name);
    if (seen >= 0) {
      for (const name of path) done.add(name);
      return path.slice(seen);
    }
    if (done.has(at.name)) continue;
    path.push(at.name);
    open.push({ name: at.name, leave: true }, ...leadsTo(queues, at.name).map((name) => ({ name, leave: false })));
  }
  return null;
}

function leadsTo(queues: Queues, name: string): string[] {
  const one = Object.hasOwn(queues, name) ? queues[name] : undefined;
  const overflow = (one?.overflow ?? []).flatMap(({ then }) => ('queue' in then ? [then.queue] : []));
  return [...new Set([...overflow, ...(one?.fallback === undefined ? [] : [one.fallback])])];
}
