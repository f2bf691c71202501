import { idOfEvent } from '../ids.ts';
import { upcoming } from '../recurrence/occurrences.ts';
import { CATCH_UP_MS, dueAt, type Standing, sourceOf, standing, templateAt } from '../recurrence/recurrence.ts';
import { OCCURRENCE_GRACE_MS, watchRecurrence } from '../watch.ts';
import { emit, type World } from '../world.ts';
import { create } from './create.ts';

/** So many are counted of what an outage has missed; more are "at least". */
const MOST_COUNTED = 100;

/** The row of a recurrence as it is from now on. Saved twice in one batch is one change of its row. */
export function keep(world: World, kept: Standing): void {
  const { row } = kept;
  world.recurrences.set(row.id, kept);
  const isNew = world.log.recurrences.get(row.id)?.isNew ?? row.rev === 1;
  world.log.recurrences.set(row.id, { recurrence: row, isNew });
  watchRecurrence(world, kept);
}

/** What is due by the clock is done first, in order. */
export function settleOccurrences(world: World, id: string): void {
  for (
    let kept = world.recurrences.get(id);
    kept !== undefined && isDue(world, kept);
    kept = world.recurrences.get(id)
  ) {
    world.work.cause = 'deadline:occur';
    if (kept.next! + CATCH_UP_MS < world.work.now) miss(world, kept);
    else make(world, kept);
  }
}

const isDue = (world: World, kept: Standing): boolean => (dueAt(kept) ?? Number.POSITIVE_INFINITY) <= world.work.now;

/** What Temporal has not reported within the grace the engine does itself, and says so. `at`: the instant of the wake-up, as for items. */
export function sweepOccurrences(world: World, id: string, at: number): void {
  const kept = world.recurrences.get(id);
  const due = kept === undefined ? null : dueAt(kept);
  // One whose time has moved has a wake-up of its own, so that all is swept in the order in which it is due.
  if (due === null || due + OCCURRENCE_GRACE_MS > at) return;
  const details = { recurrence: id, deadline: 'occur', lateMs: world.work.now - due };
  emit(world, 'repair.deadline', { details });
  settleOccurrences(world, id);
}

/** Of a configuration that no longer knows what is asked for nothing is made, and nothing is kept waiting. */
function make(world: World, kept: Standing): void {
  const { row, next } = kept;
  const nominal = next!;
  advance(world, kept, nominal);
  const id = idOfEvent('wi', world.work.now, world.seq + 1);
  const made = create(world, templateAt(row, { id, source: sourceOf(row.id), nominal }), null);
  const about = { recurrence: row.id, nominal: new Date(nominal).toISOString() };
  if (made.kind === 'item') emit(world, 'recurrence.occurred', { details: { ...about, item: made.item.id } });
  else emit(world, 'recurrence.failed', { details: { ...about, reason: made.kind === 'refused' ? made.detail : '' } });
}

/** An outage was longer than what is made up for: what fell into it is said, and never made. */
function miss(world: World, kept: Standing): void {
  const until = world.work.now - CATCH_UP_MS - 1;
  const missed = upcoming(kept.pattern, kept.row.doneUntil, MOST_COUNTED + 1).filter((at) => at <= until);
  const count = Math.min(missed.length, MOST_COUNTED);
  advance(world, kept, until);
  emit(world, 'recurrence.missed', {
    details: {
      recurrence: kept.row.id,
      from: new Date(missed[0]!).toISOString(),
      until: new Date(until).toISOString(),
      count,
      ...(missed.length > MOST_COUNTED ? { atLeast: true } : {}),
    },
  });
}

function advance(world: World, { row, pattern }: Standing, doneUntil: number): void {
  keep(world, standing({ ...row, doneUntil, rev: row.rev + 1 }, pattern));
}
