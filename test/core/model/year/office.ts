import { BULK_ACTIONS, type BulkFilter } from '../../../../core/bulk.ts';
import type { Event } from '../../../../core/event.ts';
import { dueAt } from '../../../../core/recurrence/recurrence.ts';
import { newItem } from '../../fixtures.ts';
import { organisationOf } from './organisation.ts';
import { asAgent, DAY, HOUR, MINUTE, one, SECOND, type Stage, WORKER } from './stage.ts';

const NOTHING: BulkFilter = {
  ...{ state: null, queue: null, workstream: null, channel: null },
  ...{ source: null, agent: null, createdBefore: null },
};

/** What supervisors and administrators do in a year, each so many days apart. */
export function office(stage: Stage): void {
  every(stage, 30, (nth) => publish(stage, nth));
  every(stage, 1, () => lookAround(stage));
  every(stage, 3, (nth) => bulk(stage, nth));
  every(stage, 20, (nth) => keys(stage, nth));
  recurrences(stage);
}

function every(stage: Stage, days: number, act: (nth: number) => void): void {
  for (let nth = 0; stage.from + nth * days * DAY < stage.until; nth += 1)
    stage.later((nth * days + stage.roll()) * DAY, () => act(nth));
}

/** The other version knows no rounds: those that are open are cancelled first. */
function publish(stage: Stage, nth: number): void {
  const input = { action: 'cancel', filter: { ...NOTHING, workstream: 'rounds' }, reason: null } as const;
  const parameters = { queue: null, notBefore: null, priority: null };
  if (nth % 2 === 1)
    stage.send({ verb: 'start_bulk', bulk: stage.newId('bk'), input: { ...input, parameters }, atMost: 500 });
  stage.later(2 * HOUR, () => {
    const document = organisationOf(nth % 2 === 0 ? 'first' : 'second');
    const how = { author: 'ke_admin', ifMatch: '*', reason: null, reclassify: stage.roll() < 0.5 } as const;
    const outcome = stage.send({ verb: 'publish', document, ...how });
    if (outcome.kind === 'refused') publish(stage, nth);
  });
}

/** Once a day: who waits is assigned, raised and picked; what an operator has broken is put right. */
function lookAround(stage: Stage): void {
  const { roll } = stage;
  const open = [...stage.world().items.values()];
  const at = (state: string) => {
    const found = open.filter((item) => item.state === state);
    return found.length === 0 ? null : one(found, roll).id;
  };
  for (const agent of ['dan', 'eva', 'finn']) pick(stage, agent);
  const waiting = at('waiting');
  const broken = at('assigned');
  if (waiting !== null) {
    stage.send({ verb: 'assign', item: waiting, agent: one(['bo', 'dan', 'finn'], roll), offer: roll() < 0.5 });
    const step = stage.world().items.get(waiting)?.escalationStep ?? 0;
    stage.send({ verb: 'escalate', item: waiting, step });
  }
  if (broken !== null) stage.send({ verb: 'note_workflow_repair', item: broken, reason: 'not_found' }, WORKER);
}

/** From the list that she may take from. */
function pick(stage: Stage, agent: string): void {
  const listed = [...stage.world().items.values()].find(
    ({ workstream, state }) => workstream === 'picked-work' && state === 'waiting',
  );
  if (listed !== undefined) stage.send({ verb: 'pick', item: listed.id, agent: null }, asAgent(agent));
}

/** Each kind of operation in its turn. Of some hundreds, and of none. */
function bulk(stage: Stage, nth: number): void {
  const action = BULK_ACTIONS[nth % BULK_ACTIONS.length]!;
  const scheduled = action === 'reschedule' || action === 'set_priority';
  const parameters = {
    queue: action === 'transfer' ? one(['regular', 'office'], stage.roll) : null,
    notBefore: action === 'reschedule' ? stage.now() + DAY : null,
    priority: action === 'set_priority' ? 4 : null,
  };
  const filter: BulkFilter = scheduled
    ? { ...NOTHING, workstream: 'scheduled' }
    : one(
        [
          { ...NOTHING, createdBefore: stage.now() - 6 * HOUR },
          { ...NOTHING, source: 'web' },
          { ...NOTHING, agent: 'dan' },
        ],
        stage.roll,
      );
  const narrow = action === 'cancel' ? { ...filter, workstream: 'portal' } : filter;
  const input = { action, filter: narrow, parameters, reason: 'spring clean' };
  stage.send({ verb: 'start_bulk', bulk: stage.newId('bk'), input, atMost: 500 });
}

/** What the workflow of an operation does, and who steers it. */
export function bulks(stage: Stage, { type, details }: Event): void {
  if (type !== 'bulk.started' && type !== 'bulk.advanced' && type !== 'bulk.resumed') return;
  const id = details.bulk as string;
  const roll = stage.roll();
  if (type === 'bulk.started' && roll < 0.4) stage.later(SECOND, () => stage.send({ verb: 'pause_bulk', bulk: id }));
  if (type === 'bulk.started' && roll < 0.3) stage.later(HOUR, () => stage.send({ verb: 'resume_bulk', bulk: id }));
  else if (type === 'bulk.started' && roll < 0.4)
    stage.later(HOUR, () => stage.send({ verb: 'cancel_bulk', bulk: id }));
  stage.later(5 * SECOND, () => {
    const row = stage.world().bulks.get(id);
    if (row !== undefined) stage.send({ verb: 'bulk_step', bulk: id, position: row.position }, WORKER);
  });
}

const RULES = [
  { rule: 'FREQ=DAILY;BYHOUR=9;BYMINUTE=0', workstream: 'scheduled', prepareMs: 0 },
  { rule: 'FREQ=WEEKLY;BYDAY=MO,TH', workstream: 'scheduled', prepareMs: 2 * DAY },
  { rule: 'FREQ=DAILY;BYHOUR=7,13;BYMINUTE=30', workstream: 'rounds', prepareMs: HOUR },
] as const;

/** What recurs is paused, changed and deleted in its turn; a new one takes its place. */
function recurrences(stage: Stage): void {
  const ids = RULES.map((_, nth) => put(stage, nth, null));
  every(stage, 9, (nth) => {
    const recurrence = ids[nth % ids.length]!;
    stage.send({ verb: 'pause_recurrence', recurrence });
    stage.later(DAY, () => stage.send({ verb: 'resume_recurrence', recurrence }));
  });
  every(stage, 25, (nth) => put(stage, nth % ids.length, ids[nth % ids.length]!));
  every(stage, 30, (nth) => {
    const place = nth % ids.length;
    stage.send({ verb: 'delete_recurrence', recurrence: ids[place]! });
    stage.later(HOUR, () => {
      ids[place] = put(stage, place, null);
    });
  });
}

function put(stage: Stage, nth: number, known: string | null): string {
  const { rule, workstream, prepareMs } = RULES[nth]!;
  const {
    id: _,
    source: __,
    externalId: ___,
    follows: ____,
    notBefore: _____,
    dueAt: ______,
    ...item
  } = newItem('', {});
  const recurrence = known ?? stage.newId('rc');
  stage.send({
    verb: 'put_recurrence',
    recurrence,
    isNew: known === null,
    input: {
      ...{ name: 'Rounds', rule, prepareMs, timeZone: 'Europe/Copenhagen', until: null, exceptions: ['2026-12-25'] },
      ...{ item: { ...item, workstream, dueAfterMs: HOUR }, paused: false },
      start: new Date(stage.from).toISOString().slice(0, 16),
    },
  });
  return recurrence;
}

/** What a schedule in Temporal does: it reports most occurrences, and the engine sees to the others. */
export function schedules(stage: Stage, { type, details }: Event): void {
  if (!type.startsWith('recurrence.') || stage.roll() < 0.1) return;
  const kept = stage.world().recurrences.get(String(details.recurrence));
  const due = kept === undefined ? null : dueAt(kept);
  if (due === null) return;
  const { row, next } = kept!;
  stage.later(Math.max(0, due - stage.now()) + 100, () =>
    stage.send({ verb: 'occur', recurrence: row.id, nominal: next! }, WORKER),
  );
}

function keys(stage: Stage, nth: number): void {
  const key = { id: `ke_${nth}`, name: 'Wallboard', role: 'ops', agent: null, source: null } as const;
  stage.send({ verb: 'create_key', key: { ...key, hash: 'x', expiresAt: null } });
  stage.later(10 * DAY, () => stage.send({ verb: 'revoke_key', key: key.id }));
  const input = { name: 'Next year', document: organisationOf('first'), basedOn: 0, author: 'ke_admin' };
  stage.send({ verb: 'put_draft', draft: `dr_${nth}`, rev: null, input });
  stage.later(MINUTE, () => stage.send({ verb: 'delete_draft', draft: `dr_${nth}`, rev: null }));
}

/** Whoever looks after what no rule has placed: she corrects it, tries it again, or sends it where it belongs. */
export function attention(stage: Stage, { type, item }: Event): void {
  if (type !== 'item.needs_attention') return;
  const id = item!;
  const roll = stage.roll();
  const after = stage.roll() * 4 * HOUR;
  if (roll < 0.3)
    stage.later(after, () => stage.send({ verb: 'patch', item: id, patch: { attributes: { topic: 'stocks' } } }));
  else if (roll < 0.6) stage.later(after, () => stage.send({ verb: 'retry', item: id }));
  stage.later(after + HOUR, () => {
    if (stage.world().items.get(id)?.state === 'needs_attention')
      stage.send({ verb: 'transfer', item: id, queue: 'office', agent: null });
  });
}
