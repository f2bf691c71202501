import { writeFileSync } from 'node:fs';
import { compile } from '../core/configuration/compile.ts';
import { type ConfigurationFinding, severityOf } from '../core/configuration/findings.ts';
import type { Settings } from '../env.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { countryHolidays } from './country-holidays.ts';
import { putConfiguration } from './put-configuration.ts';
import { read, remoteOf } from './remote.ts';

interface Shown extends ConfigurationFinding {
  readonly severity: 'error' | 'warning';
  /** In the file, from 1; `null` where it cannot be told. */
  readonly line: number | null;
}

/** Exit codes: 0 fine, 1 the document has errors (or, with `strict`, warnings). */
export async function validate(file: string, how: { strict: boolean; json: boolean }): Promise<number> {
  const { document, lineOf, findings: unread } = readConfigurationFile(file);
  const compiled = compile(document, 1, { countries: await countryHolidays() });
  const found = unique([...unread, ...(compiled.ok ? compiled.warnings : compiled.findings)]);
  const findings = found.map((one): Shown => ({ severity: severityOf(one), ...one, line: lineOf(one.pointer) }));
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  if (how.json) console.log(JSON.stringify({ valid: errors === 0, findings }));
  else console.log([...findings.map(sentence), verdict(file, errors, findings.length - errors)].join('\n'));
  return errors === 0 && !(how.strict && findings.length > 0) ? 0 : 1;
}

/** A file that cannot be read has been reported; that its name is no calendar either need not be. */
function unique(findings: readonly ConfigurationFinding[]): ConfigurationFinding[] {
  const isHolidays = ({ code }: ConfigurationFinding) => code === 'bad_holidays';
  const places = new Set<string>();
  return findings.filter((one) => {
    const place = one.pointer.replace(/\/ical$/, '');
    const again = isHolidays(one) && places.has(place);
    places.add(place);
    return !again;
  });
}

const sentence = ({ severity, code, pointer, detail, line }: Shown): string =>
  `${severity} ${code} ${pointer || '/'}: ${detail}${line === null ? '' : ` (line ${line})`}`;

function verdict(file: string, errors: number, warnings: number): string {
  const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
  if (errors > 0) return `${file} has ${count(errors, 'error')}.`;
  return `${file} is valid${warnings > 0 ? `, with ${count(warnings, 'warning')}` : ''}.`;
}

export async function publish(file: string, settings: Settings): Promise<number> {
  const { document, lineOf, findings } = readConfigurationFile(file);
  for (const one of findings) console.log(sentence({ severity: 'error', ...one, line: lineOf(one.pointer) }));
  if (findings.length > 0) return 1;
  const answer = await putConfiguration(remoteOf(settings), { type: 'json', text: JSON.stringify(document) });
  const body = (await answer.json()) as {
    version?: number;
    detail?: string;
    warnings?: ConfigurationFinding[];
    errors?: ConfigurationFinding[];
  };
  for (const one of body.errors ?? []) console.log(sentence({ severity: 'error', ...one, line: lineOf(one.pointer) }));
  for (const one of body.warnings ?? [])
    console.log(sentence({ severity: 'warning', ...one, line: lineOf(one.pointer) }));
  console.log(answer.ok ? `Version ${body.version} is in force.` : body.detail);
  return answer.ok ? 0 : 1;
}

export async function exportTo(file: string, settings: Settings): Promise<number> {
  const { version, document } = await read<{ version: number; document: unknown }>(
    remoteOf(settings),
    '/v1/configuration',
  );
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  console.log(`Version ${version} is in ${file}.`);
  return 0;
}
