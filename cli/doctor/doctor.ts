import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SignalboxError } from '../../core/error.ts';
import { listSettings, readSettings, type Setting } from '../../env.ts';
import { columns, heading } from '../text.ts';
import { type Finding, wrong } from './finding.ts';
import { checkHome, checkNode, checkPort } from './here.ts';
import { checkPostgres } from './postgres.ts';
import { checkTemporal } from './temporal.ts';

/** Every setting with its origin, and every check with its remedy. Changes nothing. @returns 1 when something is wrong */
export async function doctor(json: boolean): Promise<number> {
  const checks = await findings();
  const healthy = checks.every((one) => one.verdict !== 'wrong');
  if (json) console.log(JSON.stringify({ healthy, settings: shownSettings(), checks }, null, 2));
  else console.log(rendered(checks, healthy));
  return healthy ? 0 : 1;
}

async function findings(): Promise<Finding[]> {
  const node = checkNode(process.versions.node);
  try {
    const settings = readSettings();
    const here = [node, checkHome(settings), await checkPort(settings)];
    return [...here, ...(await checkPostgres(settings)), ...(await checkTemporal(settings))];
  } catch (error) {
    if (!(error instanceof SignalboxError)) throw error;
    return [node, wrong('Settings', 'cannot be used', error.message)];
  }
}

interface Shown extends Omit<Setting, 'origin'> {
  readonly origin: string;
}

/** A key that was made at the first start is a setting too: it lies in a file. */
function shownSettings(): Shown[] {
  const settings = listSettings();
  const home = settings.find((one) => one.name === 'SIGNALBOX_HOME')?.value ?? '';
  const file = join(resolve(home), 'admin-key');
  return settings.map((one) => {
    const fromFile = one.name === 'SIGNALBOX_ADMIN_KEY' && one.origin === 'default' && existsSync(file);
    return fromFile ? { ...one, value: 'hidden', origin: `file ${file}` } : one;
  });
}

const MARK: Readonly<Record<Finding['verdict'], string>> = { ok: 'ok', note: 'note', wrong: 'WRONG' };

function rendered(checks: readonly Finding[], healthy: boolean): string {
  const settings = shownSettings().map(({ name, value, origin }) => [name, value ?? 'not set', origin]);
  const rows = checks.map(({ verdict, name, value, remedy }) => [
    MARK[verdict],
    name,
    `${value}${remedy === null ? '' : `\n${' '.repeat(9)}→ ${remedy}`}`,
  ]);
  const end = healthy
    ? 'Nothing is wrong.'
    : `${checks.filter((one) => one.verdict === 'wrong').length} wrong; see the arrows.`;
  return [heading('Settings'), columns(settings), '', heading('Checks'), columns(rows), '', end].join('\n');
}
