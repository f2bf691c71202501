import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { counted, sentence, shown } from './findings.ts';
import { type Answered, ask, detailOf, read, remoteOf } from './remote.ts';
import { columns } from './text.ts';

/** What a file would change, in words. Exit codes: 0; with `exitCode`, 1 where anything differs. */
export async function diff(
  file: string,
  settings: Settings,
  how: { version: string | undefined; exitCode: boolean; json: boolean },
): Promise<number> {
  const document = documentIn(file);
  const remote = remoteOf(settings);
  const path = how.version === undefined ? '' : `/versions/${versionOf(how.version)}`;
  const { version: from } = await read<{ version: number }>(remote, `/v1/configuration${path}`);
  const body = { from, to: document };
  const { changes } = answer<{ changes: readonly { sentence: string }[] }>(
    await ask(remote, { method: 'POST', path: '/v1/configuration/diff', body }),
  );
  if (how.json) console.log(JSON.stringify(changes));
  else if (changes.length === 0) console.log(`${file} says what version ${from} says.`);
  else console.log(changes.map((one) => one.sentence).join('\n'));
  return how.exitCode && changes.length > 0 ? 1 : 0;
}

interface Changed {
  readonly count: number;
  readonly examples: readonly { readonly item: string; readonly before: unknown; readonly after: unknown }[];
}
const FIELDS = ['queue', 'priority', 'cost', 'requirements'] as const;
type Simulation = Readonly<Record<(typeof FIELDS)[number], Changed>> & {
  readonly version: number;
  readonly complete: boolean;
  readonly items: number;
  readonly changed: number;
  readonly unplaced: {
    readonly count: number;
    readonly examples: readonly { readonly item: string; readonly reason: string }[];
  };
};

/** The server gives up after 20 s of classifying, and then tells what it has. */
const SIMULATION_MS = 60_000;
const SHOWN = 5;

/** What a file would have made of the last items. Exit codes: 0; 1 where an item could not be placed. */
export async function simulate(
  file: string,
  settings: Settings,
  how: { last: string; json: boolean },
): Promise<number> {
  const last = Number(how.last);
  if (!Number.isInteger(last) || last < 1 || last > 10_000)
    throw new SignalboxError('invalid', `--last is a whole number from 1 to 10000, not ${how.last.slice(0, 40)}.`);
  const body = { document: documentIn(file), last };
  const path = '/v1/configuration/simulate';
  const answered = await ask(remoteOf(settings), { method: 'POST', path, body, deadlineMs: SIMULATION_MS });
  const simulation = answer<Simulation>(answered);
  console.log(how.json ? JSON.stringify(simulation) : inWords(simulation));
  return simulation.unplaced.count > 0 ? 1 : 0;
}

function inWords({ version, complete, items, changed, unplaced, ...fields }: Simulation): string {
  const head = `Of the last ${counted(items, 'item')}, ${changed} would be otherwise than by version ${version}.`;
  const parts = FIELDS.filter((field) => fields[field].count > 0).flatMap((field) => [
    `${fields[field].count} with another ${field === 'requirements' ? 'set of requirements' : field}`,
    columns(
      fields[field].examples
        .slice(0, SHOWN)
        .map(({ item, before, after }) => [item, `${JSON.stringify(before)} → ${JSON.stringify(after)}`]),
    ),
  ]);
  const lost = unplaced.examples.slice(0, SHOWN).map(({ item, reason }) => [item, reason]);
  return [
    head,
    ...(complete ? [] : ['There was not enough time for more items.']),
    ...parts,
    ...(unplaced.count === 0 ? [] : [`${unplaced.count} could not be placed`, columns(lost)]),
  ].join('\n');
}

/** @throws SignalboxError `invalid` where a calendar that it names cannot be read */
function documentIn(file: string): unknown {
  const { document, findings, lineOf } = readConfigurationFile(file);
  if (findings.length === 0) return document;
  throw new SignalboxError('invalid', findings.map((one) => sentence(shown(one, lineOf))).join('\n'));
}

function versionOf(given: string): number {
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new SignalboxError('invalid', `--version is a whole number, not ${JSON.stringify(given.slice(0, 40))}.`);
}

function answer<Body>({ ok, body }: Answered): Body {
  if (ok) return body as Body;
  throw new SignalboxError('invalid', detailOf(body) ?? 'It was refused.');
}
