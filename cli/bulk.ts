import { BULK_ACTIONS, type BulkAction } from '../core/bulk.ts';
import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { type Answered, ask, read, refuse, remoteOf } from './remote.ts';
import { columns, heading, shortInstant } from './text.ts';

const PATH = '/v1/bulk-operations';

/** Option → where its value stands in what is sent. */
const PLACES = {
  state: '/filter/state',
  queue: '/filter/queue',
  workstream: '/filter/workstream',
  channel: '/filter/channel',
  source: '/filter/source',
  agent: '/filter/agent',
  'created-before': '/filter/createdBefore',
  'to-queue': '/parameters/queue',
  'not-before': '/parameters/notBefore',
  priority: '/parameters/priority',
  reason: '/reason',
  confirm: '/confirm',
} as const;
type Option = keyof typeof PLACES;
const OPTIONS = Object.keys(PLACES) as Option[];

type Given = { readonly action: string; readonly json: boolean } & { readonly [O in Option]?: string | undefined };

interface Bulk {
  readonly id: string;
  readonly action: BulkAction;
  readonly state: string;
  readonly author: string;
  readonly reason: string | null;
  readonly filter: Readonly<Record<string, string | null>>;
  readonly parameters: Readonly<Record<string, string | number | null>>;
  readonly counts: Readonly<Record<'matched' | 'done' | 'skipped' | 'failed', number>>;
  readonly skippedReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly createdAt: string;
}
interface Preview {
  readonly matched: number;
  readonly sample: readonly string[];
  readonly confirm: string;
  readonly expiresAt: string;
}

/** Exit codes: 0 it has begun, or here is what it would do; 1 something said is wrong, or it was refused. */
export async function start(given: Given, settings: Settings): Promise<number> {
  const answered = await ask(remoteOf(settings), { method: 'POST', path: PATH, body: bodyOf(given) });
  if (!answered.ok) return wrong(answered);
  if (given.json) console.log(JSON.stringify(answered.body));
  else if (answered.status === 202) console.log(line(answered.body as unknown as Bulk).join('  '));
  else console.log(preview(given, answered.body as unknown as Preview));
  return 0;
}

function bodyOf(given: Given): Record<string, unknown> {
  if (!BULK_ACTIONS.includes(given.action as BulkAction))
    throw new SignalboxError(
      'invalid',
      `${JSON.stringify(given.action.slice(0, 40))} is none of ${BULK_ACTIONS.join(', ')}.`,
    );
  const body = { action: given.action, filter: {}, parameters: {} };
  for (const option of OPTIONS) if (given[option] !== undefined) put(body, PLACES[option], given[option]);
  return body;
}

function put(body: Record<string, unknown>, place: string, value: string): void {
  const [, section = '', name] = place.split('/');
  if (name === undefined) body[section] = value;
  else (body[section] as Record<string, unknown>)[name] = name === 'priority' ? numberOf(value) : value;
}

/** What is no number is left for the server to refuse. */
const numberOf = (text: string): string | number => (/^[+-]?\d+$/.test(text) ? Number(text) : text);

/** Each complaint under the option that it is about. */
function wrong(answered: Answered): number {
  const errors = (answered.body['errors'] ?? []) as readonly { pointer: string; detail: string }[];
  for (const { pointer, detail } of errors) {
    const option = OPTIONS.find((one) => PLACES[one] === pointer);
    console.log(option === undefined ? detail : `--${option}: ${detail}`);
  }
  return errors.length === 0 ? refuse(answered) : 1;
}

function preview(given: Given, { matched, sample, confirm, expiresAt }: Preview): string {
  if (matched === 0) return 'No item matches.';
  const more = matched - sample.length;
  return [
    `${matched} ${matched === 1 ? 'item matches' : 'items match'}; nothing has been done.`,
    ...sample.map((id) => `  ${id}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `To ${given.action} ${matched === 1 ? 'it' : 'them'}, until ${shortInstant(expiresAt)}:`,
    `  npx signalbox bulk start ${[given.action, ...said({ ...given, confirm })].join(' ')}`,
  ].join('\n');
}

/** As it is typed into a shell. */
const said = (given: Given): string[] =>
  OPTIONS.flatMap((option) => {
    const value = given[option];
    return value === undefined ? [] : [`--${option}`, quoted(value)];
  });
const quoted = (value: string): string =>
  /^[\w.:/+-]+$/.test(value) && !value.startsWith('-') ? value : `'${value.replaceAll("'", `'\\''`)}'`;

export async function list(settings: Settings, json: boolean): Promise<number> {
  const { data } = await read<{ data: Bulk[] }>(remoteOf(settings), `${PATH}?limit=50`);
  if (json) console.log(JSON.stringify(data));
  else console.log(data.length === 0 ? 'There has been no bulk operation yet.' : columns(data.map(line)));
  return 0;
}

const line = ({ id, action, state, counts, createdAt, reason }: Bulk): string[] => [
  id,
  shortInstant(createdAt),
  action,
  state,
  `${counts.done + counts.skipped + counts.failed} of ${counts.matched}`,
  reason ?? '',
];

/** Exit codes: 0 it is there, 2 there is none. */
export async function show(id: string, settings: Settings, json: boolean): Promise<number> {
  const found = await read<Bulk>(remoteOf(settings), pathOf(id));
  console.log(json ? JSON.stringify(found) : shown(found));
  return 0;
}

function shown(one: Bulk): string {
  const { matched, done, skipped, failed } = one.counts;
  const facts = (of: Bulk['filter' | 'parameters']): string =>
    Object.entries(of)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  return [
    heading(one.id),
    columns([
      ['action', [one.action, facts(one.parameters)].filter(Boolean).join(' with ')],
      ['items', facts(one.filter)],
      ['state', `${one.state}: ${done + skipped + failed} of ${matched} dealt with`],
      ['came to', `${done} done, ${skipped} passed over, ${failed} refused`],
      ...one.skippedReasons.map(({ reason, count }) => ['', `${reason.replaceAll('_', ' ')}: ${count}`]),
      ['begun', `${shortInstant(one.createdAt)} by ${one.author}`],
      ...(one.reason === null ? [] : [['reason', one.reason]]),
    ]),
  ].join('\n');
}

export async function steer(id: string, verb: 'pause' | 'resume' | 'cancel', settings: Settings): Promise<number> {
  const answered = await ask(remoteOf(settings), { method: 'POST', path: `${pathOf(id)}/${verb}`, body: {} });
  if (!answered.ok) return refuse(answered);
  console.log(line(answered.body as unknown as Bulk).join('  '));
  return 0;
}

const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;
