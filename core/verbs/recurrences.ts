import type { Command } from '../command.ts';
import { idOfEvent } from '../ids.ts';
import { type Finding, type Outcome, type Refusal, refuse } from '../outcome.ts';
import { checkTiming } from '../recurrence/check.ts';
import { isOccurrence, patternOf, upcoming } from '../recurrence/occurrences.ts';
import {
  type Recurrence,
  type RecurrenceInput,
  type Standing,
  standing,
  templateAt,
} from '../recurrence/recurrence.ts';
import { emit, type World } from '../world.ts';
import { sentence, takenIn } from './create.ts';
import { keep, settleOccurrences } from './occurrences.ts';

/** Items of one recurrence that are prepared at a time: all of them are made at once when it begins. */
const MOST_AHEAD = 100;

/** Each is looked at when memory is rebuilt, and has a schedule in Temporal. */
const MOST_RECURRENCES = 1_000;

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;
type Seen = { readonly ifMatch: number | null };

/** A new one where `isNew`, else in the place of the one that is there. What is past is not made up for. */
export function putRecurrence(world: World, command: Of<'put_recurrence'>, seen: Seen): Outcome {
  const { recurrence: id, isNew, input } = command;
  const before = isNew ? null : found(world, id, seen);
  if (before !== null && 'kind' in before) return before;
  if (isNew && world.recurrences.size >= MOST_RECURRENCES)
    return refuse('conflict', `There are ${MOST_RECURRENCES} recurrences already: delete one first.`);
  const findings = check(world, input);
  if (findings.length > 0) return refuse('invalid', sentence(findings), { findings });
  const { now } = world.work;
  const old = before?.row;
  const row: Recurrence = {
    ...input,
    id,
    rev: (old?.rev ?? 0) + 1,
    createdAt: old?.createdAt ?? now,
    changedAt: now,
    // Not back behind what has been made already, whatever the new rule says.
    doneUntil: Math.max(now, old?.doneUntil ?? now),
  };
  keep(world, standing(row));
  emit(world, 'recurrence.saved', { details: { recurrence: id, ...about(row) } });
  // What is prepared long before may be due at once.
  settleOccurrences(world, id);
  return answered(world, id, isNew);
}

export function deleteRecurrence(world: World, command: Of<'delete_recurrence'>, seen: Seen): Outcome {
  const before = found(world, command.recurrence, seen);
  if ('kind' in before) return before;
  const { id } = before.row;
  world.recurrences.delete(id);
  world.log.recurrences.set(id, { recurrence: null, isNew: world.log.recurrences.get(id)?.isNew ?? false });
  emit(world, 'recurrence.deleted', { details: { recurrence: id } });
  return { kind: 'done' };
}

/** What would have occurred meanwhile is not made up for. Twice is as once. */
export function pauseRecurrence(
  world: World,
  { verb, recurrence }: Of<'pause_recurrence' | 'resume_recurrence'>,
  seen: Seen,
): Outcome {
  const before = found(world, recurrence, seen);
  if ('kind' in before) return before;
  const { row, pattern } = before;
  const paused = verb === 'pause_recurrence';
  if (row.paused === paused) return answered(world, row.id, false);
  const { now } = world.work;
  const doneUntil = paused ? row.doneUntil : Math.max(row.doneUntil, now);
  keep(world, standing({ ...row, paused, doneUntil, rev: row.rev + 1, changedAt: now }, pattern));
  emit(world, paused ? 'recurrence.paused' : 'recurrence.resumed', { details: { recurrence: row.id } });
  settleOccurrences(world, row.id);
  return answered(world, row.id, false);
}

/**
 * The clock says that an occurrence has come. All that is due is done in order, so that the same question twice, or a later one first,
 * makes each item once.
 */
export function occur(world: World, { recurrence: id, nominal }: Of<'occur'>): Outcome {
  const now = found(world, id, { ifMatch: null });
  if ('kind' in now) return now;
  const { row, pattern, next } = now;
  const when = new Date(nominal).toISOString();
  const then = next === null ? 'Nothing follows.' : `The next is ${new Date(next).toISOString()}.`;
  if (row.paused)
    return refuse('conflict', `Recurrence ${id} is paused: resume it first.`, { current: { rev: row.rev } });
  if (!isOccurrence(pattern, nominal))
    return refuse('invalid', `${when} is no occurrence of recurrence ${id}. ${then}`, { pointer: '/nominal' });
  if (nominal <= row.doneUntil) return { kind: 'occurrence', recurrence: id, nominal, next };
  const dueAt = nominal - row.prepareMs;
  return refuse('precondition', `Recurrence ${id}: it is too early for ${when}.`, { current: { dueAt } });
}

/** After what is due was done. `ifMatch`: the revision that was seen before. */
function found(world: World, id: string, { ifMatch }: Seen): Standing | Refusal {
  const known = world.recurrences.get(id);
  if (known === undefined) return refuse('not_found', `There is no recurrence ${id.slice(0, 80)}.`);
  const { rev } = known.row;
  const { cause } = world.work;
  settleOccurrences(world, id);
  world.work.cause = cause;
  if (ifMatch === null || ifMatch === rev) return world.recurrences.get(id)!;
  return refuse('precondition', `Recurrence ${id} is at rev ${rev}, not ${ifMatch}: read it again.`, {
    current: { rev },
  });
}

function answered(world: World, id: string, created: boolean): Outcome {
  const { row, next } = world.recurrences.get(id)!;
  return { kind: 'recurrence', created, recurrence: row, next };
}

function check(world: World, input: RecurrenceInput): Finding[] {
  const { now } = world.work;
  const findings = checkTiming(input, now);
  if (findings.length === 0 && isTooFarAhead(input, now)) {
    const detail = `More than ${MOST_AHEAD} items would be there ahead of their time: prepare them later.`;
    findings.push({ pointer: '/prepare', detail });
  }
  const taken = takenIn(
    world,
    templateAt(input, { id: idOfEvent('wi', now, world.seq + 1), source: '', nominal: now }),
    null,
  );
  if (!('kind' in taken)) return findings;
  return [...findings, ...taken.findings.map((one) => ({ ...one, pointer: `/item${one.pointer}` }))];
}

function isTooFarAhead(input: RecurrenceInput, now: number): boolean {
  if (input.prepareMs === 0) return false;
  const one = upcoming(patternOf(input), now, MOST_AHEAD + 1)[MOST_AHEAD];
  return one !== undefined && one - input.prepareMs <= now;
}

const about = ({ name, rule, start, timeZone, until, exceptions, prepareMs, paused }: Recurrence) => ({
  name,
  rule,
  start,
  timeZone,
  until,
  exceptions: exceptions.length,
  prepareMs,
  paused,
});
