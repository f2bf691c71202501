import { type BulkFilter, type BulkOperation, bulkView, isEnded, losesWork } from '../bulk.ts';
import { type Actor, actorName, type Command } from '../command.ts';
import { type Finding, type Outcome, type Refusal, refuse } from '../outcome.ts';
import { emit, type World } from '../world.ts';
import { commandFor, matches, SLICE } from './bulk-items.ts';
import { checkInstants, checkQueue, sentence } from './create.ts';

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;
type Wanted = Pick<BulkOperation, 'action' | 'filter' | 'parameters'>;

/** Their ids are one row, and each of them is a change. */
const MOST_ITEMS = 100_000;
const MOST_AT_ONCE = 20;
const MOST_SAMPLES = 10;

/** Begins an operation on all items that match now; its workflow then asks for slice after slice. */
export function startBulk(world: World, command: Of<'start_bulk'>, actor: Actor): Outcome {
  const found = foundFor(world, command.input);
  if ('kind' in found) return found;
  const refused = refuseStart(world, command, found.length);
  if (refused !== null) return refused;
  const { now } = world.work;
  const ends = found.length === 0;
  const row: BulkOperation = {
    ...command.input,
    id: command.bulk,
    rev: 1,
    author: actor.kind === 'key' ? actor.id : 'engine',
    role: actor.kind === 'key' ? actor.role : 'admin',
    state: ends ? 'done' : 'running',
    items: found,
    position: 0,
    done: 0,
    skipped: 0,
    failed: 0,
    skippedReasons: {},
    createdAt: now,
    changedAt: now,
    endedAt: ends ? now : null,
  };
  keepBulk(world, row, null);
  const { action, filter, parameters } = row;
  emit(world, 'bulk.started', { details: { bulk: row.id, action, filter, parameters, matched: found.length } });
  if (ends) emit(world, 'bulk.finished', { details: told(row) });
  return { kind: 'bulk', created: true, bulk: bulkView(row) };
}

/** How many items match, and some of them; or what is wrong with what is wanted. */
export function previewBulk(world: World, wanted: Wanted): { matched: number; sample: readonly string[] } | Refusal {
  const found = foundFor(world, wanted);
  return 'kind' in found ? found : { matched: found.length, sample: found.slice(0, MOST_SAMPLES) };
}

function foundFor(world: World, wanted: Wanted): string[] | Refusal {
  const findings = check(world, wanted);
  if (findings.length > 0) return refuse('invalid', sentence(findings), { findings });
  const found: string[] = [];
  for (const item of world.items.values()) if (matches(item, wanted)) found.push(item.id);
  return found.sort();
}

function check(world: World, { action, filter, parameters }: Wanted): Finding[] {
  const findings: Finding[] = [];
  const complain = (pointer: string, detail: string): void => void findings.push({ pointer, detail });
  if (Object.values(filter).every((value) => value === null))
    complain('/filter', 'Say which items: an empty filter would be all of them.');
  checkFilter(world, filter, complain);
  const needed = ({ transfer: 'queue', reschedule: 'notBefore', set_priority: 'priority' } as const)[
    action as 'transfer'
  ];
  for (const [name, value] of Object.entries(parameters)) {
    if (name === needed && value === null) complain(`/parameters/${name}`, `To ${action} needs ${name}.`);
    if (name !== needed && value !== null) complain(`/parameters/${name}`, `To ${action} has no ${name}.`);
  }
  const within: Finding[] = [];
  checkQueue(world.configuration, parameters.queue, within);
  checkInstants({ notBefore: parameters.notBefore }, world.work.now, within);
  return [...findings, ...within.map((one) => ({ ...one, pointer: `/parameters${one.pointer}` }))];
}

function checkFilter(world: World, filter: BulkFilter, complain: (pointer: string, detail: string) => void): void {
  const { queues, workstreams, channels } = world.configuration;
  const known = { queue: queues, workstream: workstreams, channel: channels };
  for (const [name, section] of Object.entries(known)) {
    const value = filter[name as keyof typeof known];
    if (value !== null && !Object.hasOwn(section, value)) complain(`/filter/${name}`, `There is no ${name} ${value}.`);
  }
}

function refuseStart(world: World, { input, atMost }: Of<'start_bulk'>, matched: number): Refusal | null {
  if (matched > MOST_ITEMS)
    return refuse('invalid', `${matched} items match; at most ${MOST_ITEMS} are taken at a time: narrow the filter.`, {
      pointer: '/filter',
    });
  if (world.bulks.size >= MOST_AT_ONCE)
    return refuse('conflict', `${MOST_AT_ONCE} bulk operations are under way: wait for one, or cancel it.`);
  if (losesWork(input.action) && (atMost === null || matched > atMost))
    return refuse('conflict', `${matched} items match by now: look at them and confirm again.`, {
      current: { matched },
    });
  return null;
}

/** Carries out a command on an item as whoever began the operation. */
export type Carry = (command: ReturnType<typeof commandFor>, as: { author: Actor; cause: string }) => Outcome;

/** Deals with the next items. `position`: how far whoever asks believes it to be, so that the same question twice acts once. */
export function bulkStep(world: World, command: Of<'bulk_step'>, carry: Carry): Outcome {
  const row = known(world, command.bulk);
  if ('kind' in row) return row;
  if (row.state !== 'running' || command.position !== row.position) return answered(row);
  const slice = row.items.slice(row.position, row.position + SLICE);
  const { actor } = world.work;
  const counts = { done: 0, skipped: 0, failed: 0 };
  const reasons: Record<string, number> = {};
  for (const id of slice) {
    const why = dealWith(world, row, { id, carry });
    counts[why === null ? 'done' : why.kind] += 1;
    if (why !== null) reasons[why.reason] = (reasons[why.reason] ?? 0) + 1;
  }
  Object.assign(world.work, { actor, cause: command.verb });
  const position = row.position + slice.length;
  emit(world, 'bulk.advanced', { details: { bulk: row.id, position, ...counts, reasons } });
  const { now } = world.work;
  const ends = position === row.items.length;
  const next: BulkOperation = {
    ...row,
    rev: row.rev + 1,
    position,
    done: row.done + counts.done,
    skipped: row.skipped + counts.skipped,
    failed: row.failed + counts.failed,
    skippedReasons: added(row.skippedReasons, reasons),
    changedAt: now,
    ...(ends ? { state: 'done', endedAt: now } : {}),
  };
  keepBulk(world, next, row.rev);
  if (ends) emit(world, 'bulk.finished', { details: told(next) });
  return answered(next);
}

/** Passed over: what has changed since it began. Failed: what is refused although it is as it was. */
type Why = { readonly kind: 'skipped' | 'failed'; readonly reason: string };

function dealWith(world: World, row: BulkOperation, { id, carry }: { id: string; carry: Carry }): Why | null {
  const item = world.items.get(id);
  if (item === undefined) return { kind: 'skipped', reason: 'settled' };
  if (!matches(item, row)) return { kind: 'skipped', reason: 'no_longer_matches' };
  const author = { kind: 'key', id: row.author, role: row.role, agent: null, source: null } as const;
  world.work.actor = actorName(author);
  const outcome = carry(commandFor(row, id), { author, cause: `bulk/${row.id}` });
  if (outcome.kind !== 'refused') return null;
  const late = outcome.code === 'conflict' || outcome.code === 'not_found';
  return { kind: late ? 'skipped' : 'failed', reason: late ? 'state_changed' : outcome.code };
}

const added = (before: Readonly<Record<string, number>>, by: Readonly<Record<string, number>>) => ({
  ...before,
  ...Object.fromEntries(Object.entries(by).map(([name, count]) => [name, count + (before[name] ?? 0)])),
});

const BECOMES = { pause_bulk: 'paused', resume_bulk: 'running', cancel_bulk: 'cancelled' } as const;
const EVENT = { pause_bulk: 'bulk.paused', resume_bulk: 'bulk.resumed', cancel_bulk: 'bulk.cancelled' } as const;

/** Twice is as once. What was done stays done. */
export function steerBulk(world: World, { verb, bulk }: Of<keyof typeof BECOMES>): Outcome {
  const row = known(world, bulk);
  if ('kind' in row) return row;
  const state = BECOMES[verb];
  if (row.state === state) return answered(row);
  const { now } = world.work;
  const next: BulkOperation = {
    ...row,
    state,
    rev: row.rev + 1,
    changedAt: now,
    endedAt: isEnded({ state }) ? now : null,
  };
  keepBulk(world, next, row.rev);
  emit(world, EVENT[verb], { details: told(next) });
  return answered(next);
}

function known(world: World, id: string): BulkOperation | Refusal {
  return (
    world.bulks.get(id) ??
    refuse('not_found', `There is no bulk operation ${id.slice(0, 80)} under way: it has ended, or never was.`)
  );
}

const answered = (row: BulkOperation): Outcome => ({ kind: 'bulk', created: false, bulk: bulkView(row) });

const told = ({ id, items, position, done, skipped, failed }: BulkOperation) => ({
  bulk: id,
  matched: items.length,
  position,
  done,
  skipped,
  failed,
});

/** One that has ended leaves memory; changed twice in one batch is one change of its row. */
function keepBulk(world: World, row: BulkOperation, revBefore: number | null): void {
  const noted = world.log.bulks.get(row.id);
  world.log.bulks.set(row.id, { bulk: row, revBefore: noted === undefined ? revBefore : noted.revBefore });
  if (isEnded(row)) world.bulks.delete(row.id);
  else world.bulks.set(row.id, row);
}
