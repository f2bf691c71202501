import { readYaml } from '../api/documents/yaml.ts';
import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { type Answered, type Asking, ask, read, refuse, remoteOf } from './remote.ts';
import { columns, heading, shortInstant } from './text.ts';
import { textOf } from './text-of.ts';

const PATH = '/v1/recurrences';
/** What the API takes too. */
const MOST_BYTES = 256 * 1024;

interface Recurrence {
  readonly id: string;
  readonly name: string;
  readonly rule: string;
  readonly start: string;
  readonly timeZone: string;
  readonly until: string | null;
  readonly exceptions: readonly string[];
  readonly prepare: string;
  readonly paused: boolean;
  readonly next: string | null;
  readonly item: Readonly<Record<'channel' | 'workstream' | 'queue' | 'subject', string | null>>;
}
interface Occurrence {
  readonly at: string;
  readonly local: string;
}

/** All of them, page by page. */
export async function list(settings: Settings, json: boolean): Promise<number> {
  const remote = remoteOf(settings);
  const all: Recurrence[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { data: Recurrence[]; nextCursor: string | null } = await read(
      remote,
      `${PATH}?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    all.push(...page.data);
    cursor = page.nextCursor;
  }
  const rows = all.map((one) => [one.id, standing(one), one.name, `${one.rule} (${one.timeZone})`]);
  if (json) console.log(JSON.stringify(all));
  else console.log(rows.length === 0 ? 'Nothing recurs yet.' : columns(rows));
  return 0;
}

function standing({ paused, next }: Recurrence): string {
  if (next === null) return 'ended';
  return paused ? 'paused' : `next ${shortInstant(next)}`;
}

/** Exit codes: 0 it is there, 2 there is none. */
export async function show(id: string, settings: Settings, how: { next: string; json: boolean }): Promise<number> {
  const remote = remoteOf(settings);
  const found = await read<Recurrence>(remote, pathOf(id));
  const { data } = await read<{ data: Occurrence[] }>(remote, `${pathOf(id)}/occurrences?limit=${mostOf(how.next)}`);
  if (how.json) console.log(JSON.stringify({ ...found, occurrences: data }));
  else console.log(shown(found, data));
  return 0;
}

function shown(one: Recurrence, occurrences: readonly Occurrence[]): string {
  const { channel, workstream, queue, subject } = one.item;
  const facts = Object.entries({ workstream, channel, queue, subject }).filter(([, value]) => value !== null);
  const times = occurrences.map(({ at, local }) => [local.replace('T', ' '), shortInstant(at)]);
  return [
    heading(`${one.id}  ${one.name}`),
    columns([
      ['rule', `${one.rule} from ${one.start}${one.until === null ? '' : ` until ${one.until}`}, ${one.timeZone}`],
      ['state', standing(one)],
      ['makes', facts.map(([name, value]) => `${name} ${value}`).join(', ')],
      ...(one.prepare === 'PT0S' ? [] : [['prepares', `${one.prepare} ahead`]]),
      ...(one.exceptions.length === 0 ? [] : [['not on', one.exceptions.join(' ')]]),
    ]),
    heading('Occurs next'),
    times.length === 0 ? '  never' : columns(times),
  ].join('\n');
}

function mostOf(given: string): number {
  const most = Number(given);
  if (Number.isInteger(most) && most >= 1 && most <= 200) return most;
  throw new SignalboxError('invalid', `--next is a whole number from 1 to 200, not ${given.slice(0, 40)}.`);
}

/** Exit codes: 0 it is there from now on; 1 something is wrong with the file, or was refused. */
export async function create(file: string, settings: Settings): Promise<number> {
  return put(file, settings, { method: 'POST', path: PATH });
}

export async function replace(id: string, file: string, settings: Settings): Promise<number> {
  return put(file, settings, { method: 'PUT', path: pathOf(id) });
}

async function put(file: string, settings: Settings, to: Pick<Asking, 'method' | 'path'>): Promise<number> {
  const { value, lineOf } = parsed(file);
  const answered = await ask(remoteOf(settings), { ...to, body: value });
  if (answered.ok) return told(answered);
  const wrong = (answered.body['errors'] ?? []) as readonly { pointer: string; detail: string }[];
  for (const { pointer, detail } of wrong) {
    const line = lineOf(pointer);
    console.log(`${pointer || '/'}: ${detail}${line === null ? '' : ` (line ${line})`}`);
  }
  if (wrong.length === 0) refuse(answered);
  return 1;
}

function parsed(file: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(textOf(file, MOST_BYTES));
  } catch (error) {
    if (error instanceof SignalboxError) throw error;
    throw new SignalboxError('invalid', `${file} is neither YAML nor JSON: ${(error as Error).message}.`);
  }
}

function told({ body }: Answered): number {
  const one = body as unknown as Recurrence;
  console.log(`${one.id} ${one.name}: ${standing(one)}`);
  return 0;
}

export async function turn(id: string, verb: 'pause' | 'resume', settings: Settings): Promise<number> {
  const answered = await ask(remoteOf(settings), { method: 'POST', path: `${pathOf(id)}/${verb}`, body: {} });
  return answered.ok ? told(answered) : refuse(answered);
}

export async function remove(id: string, settings: Settings): Promise<number> {
  const answered = await ask(remoteOf(settings), { method: 'DELETE', path: pathOf(id) });
  if (!answered.ok) return refuse(answered);
  console.log(`${id} is deleted.`);
  return 0;
}

const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;
