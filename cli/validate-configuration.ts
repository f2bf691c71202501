import { countryHolidays } from '../api/documents/country-holidays.ts';
import { compile } from '../core/configuration/compile.ts';
import type { ConfigurationFinding } from '../core/configuration/findings.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { counted, sentence, shown } from './findings.ts';

/** Exit codes: 0 fine, 1 the document has errors (or, with `strict`, warnings). */
export async function validate(file: string, how: { strict: boolean; json: boolean }): Promise<number> {
  const { document, lineOf, findings: unread } = readConfigurationFile(file);
  const compiled = compile(document, 1, { countries: await countryHolidays() });
  const found = unique([...unread, ...(compiled.ok ? compiled.warnings : compiled.findings)]);
  const findings = found.map((one) => shown(one, lineOf));
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

function verdict(file: string, errors: number, warnings: number): string {
  if (errors > 0) return `${file} has ${counted(errors, 'error')}.`;
  return `${file} is valid${warnings > 0 ? `, with ${counted(warnings, 'warning')}` : ''}.`;
}
