import { uuidv7 } from 'uuidv7';
import type { RecurrenceInput } from '../../core/recurrence/recurrence.ts';
import type { Route } from './route.ts';

/** Whose first occurrence is at `first`, and the next a day later. */
export async function putRecurrence(
  { engine }: Route,
  first: number,
  change: Partial<RecurrenceInput> = {},
): Promise<string> {
  const recurrence = `rc_${uuidv7()}`;
  const item = {
    channel: 'chat',
    workstream: 'chat',
    queue: 'regular',
    subject: 'Secret-Subject',
    customerRef: null,
    priority: null,
    requirements: { skills: {}, groups: [], attributes: {}, agent: null },
    customer: {},
    attributes: {},
    dueAfterMs: null,
  };
  const input = {
    name: 'Rounds',
    item,
    rule: 'FREQ=DAILY',
    start: new Date(first).toISOString().slice(0, 19),
    timeZone: 'UTC',
    until: null,
    exceptions: [],
    prepareMs: 0,
    paused: false,
    ...change,
  };
  const reply = await engine.do({ verb: 'put_recurrence', recurrence, isNew: true, input });
  if (reply.kind !== 'recurrence') throw new Error(JSON.stringify(reply));
  return recurrence;
}

/** The nominal times of the items that it has made. */
export async function itemsOf({ engine }: Pick<Route, 'engine'>, id: string): Promise<string[]> {
  const rows = await engine.db
    .sql`select external_id from work_item_payload where source = ${`recurrence/${id}`} order by external_id`;
  return rows.map((row) => String(row['external_id']));
}
