import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { sentence, shown } from './findings.ts';
import { type Answered, ask, detailOf, read, remoteOf } from './remote.ts';

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

interface Simulation {
  readonly sentences: readonly string[];
  readonly unplaced: { readonly count: number };
}

/** The server gives up after 20 s of classifying, and then tells what it has. */
const SIMULATION_MS = 60_000;

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
  console.log(how.json ? JSON.stringify(simulation) : simulation.sentences.join('\n'));
  return simulation.unplaced.count > 0 ? 1 : 0;
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
