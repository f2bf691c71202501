import { type ConfigurationFinding, FINDINGS } from '../core/configuration/findings.ts';
import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { sentence, shown } from './findings.ts';
import { type Answered, ask, detailOf, type Remote, read, readOrNull, remoteOf } from './remote.ts';

export interface Publishing {
  readonly reason: string | undefined;
  readonly reclassify: boolean;
}

const PATH = '/v1/configuration';
/** A document of ten thousand agents takes a second or two. */
const DEADLINE_MS = 60_000;

/**
 * Publishes a document over the version that is in force now, or over the one in `over` and no other. Exit codes: 0 it is in force; 1 it
 * has errors, or warnings that nobody acknowledged, or somebody published meanwhile.
 */
export async function publish(
  file: string,
  settings: Settings,
  how: Publishing & { acknowledge: string | undefined; over: string | undefined },
): Promise<number> {
  const mayStand = acknowledged(how.acknowledge);
  const over = how.over === undefined ? null : versionOf(how.over);
  const { document, lineOf, findings } = readConfigurationFile(file);
  const tell = (found: readonly ConfigurationFinding[]): void => {
    for (const one of found) console.log(sentence(shown(one, lineOf)));
  };
  tell(findings);
  if (findings.length > 0) return 1;
  const remote = remoteOf(settings);
  const ifMatch = over ?? (await versionInForce(remote));
  const path = `${PATH}/validate`;
  const checked = await ask(remote, { method: 'POST', path, body: document, deadlineMs: DEADLINE_MS });
  if (!checked.ok) return refused(checked);
  const { errors, warnings } = checked.body as unknown as Record<'errors' | 'warnings', ConfigurationFinding[]>;
  tell([...errors, ...warnings]);
  if (errors.length > 0) return 1;
  const open = [...new Set(warnings.map(({ code }) => code))].filter((code) => !mayStand(code));
  if (open.length > 0) {
    console.log(
      `Nothing was published: acknowledge the warnings with --acknowledge ${open.join(',')} or --acknowledge all.`,
    );
    return 1;
  }
  const query = new URLSearchParams({
    reclassify: String(how.reclassify),
    ...(how.reason === undefined ? {} : { reason: how.reason }),
  });
  const asking = { method: 'PUT', path: `${PATH}?${query}`, body: document, ifMatch, deadlineMs: DEADLINE_MS } as const;
  return published(await ask(remote, asking));
}

/** Publishes an older version anew. */
export async function rollback(given: string, settings: Settings, { reason, reclassify }: Publishing): Promise<number> {
  const version = versionOf(given);
  const remote = remoteOf(settings);
  const body = { version, reclassify, ...(reason === undefined ? {} : { reason }) };
  const ifMatch = await versionInForce(remote);
  await read(remote, `${PATH}/versions/${given}`);
  return published(
    await ask(remote, { method: 'POST', path: `${PATH}/rollback`, body, ifMatch, deadlineMs: DEADLINE_MS }),
  );
}

function versionOf(given: string): number {
  if (/^[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw new SignalboxError('invalid', `A version is a whole number, not ${JSON.stringify(given.slice(0, 40))}.`);
}

async function versionInForce(remote: Remote): Promise<number | '*'> {
  return (await readOrNull<{ version: number }>(remote, PATH))?.version ?? '*';
}

/** @throws SignalboxError `invalid` for a code that there is not */
function acknowledged(given: string | undefined): (code: string) => boolean {
  if (given === 'all') return () => true;
  const codes = (given ?? '').split(',').filter((code) => code !== '');
  const unknown = codes.find((code) => !Object.hasOwn(FINDINGS, code));
  if (unknown !== undefined)
    throw new SignalboxError(
      'invalid',
      `There is no warning ${JSON.stringify(unknown.slice(0, 40))}: --acknowledge takes codes as validate prints them, or all.`,
    );
  return (code) => codes.includes(code);
}

function published(answered: Answered): number {
  if (!answered.ok) return refused(answered);
  console.log(`Version ${answered.body['version']} is in force.`);
  return 0;
}

function refused({ body }: Answered): number {
  console.log(detailOf(body));
  const { changes } = (body['current'] ?? {}) as { changes?: readonly string[] };
  for (const one of changes ?? []) console.log(`  ${one}`);
  return 1;
}
