import { dirname, resolve } from 'node:path';
import { readYaml } from '../api/documents/yaml.ts';
import type { ConfigurationFinding } from '../core/configuration/findings.ts';
import { pointer } from '../core/configuration/pointer.ts';
import { SignalboxError } from '../core/error.ts';
import { textOf } from './text-of.ts';

export interface ConfigurationFile {
  readonly document: unknown;
  readonly lineOf: (pointer: string) => number | null;
  /** What keeps the files that it names from being read. */
  readonly findings: readonly ConfigurationFinding[];
}

/** What the API takes too. */
const MOST_BYTES = 2 * 1024 * 1024;

/**
 * A document with the text of each iCalendar file that it names in the place of the name, since a version carries its calendars with it.
 * Names are relative to the document.
 * @throws SignalboxError `invalid` when it cannot be read, or is no YAML
 */
export function readConfigurationFile(file: string): ConfigurationFile {
  const { value, lineOf } = parsed(file, textOf(file, MOST_BYTES));
  const findings: ConfigurationFinding[] = [];
  for (const [name, holidays] of namedCalendars(value)) {
    const said = holidays.ical;
    try {
      holidays.ical = textOf(resolve(dirname(file), said), MOST_BYTES);
    } catch (error) {
      const at = pointer(['calendars', name, 'holidays', 'ical']);
      findings.push({ code: 'bad_holidays', pointer: at, detail: (error as Error).message });
    }
  }
  return { document: value, lineOf, findings };
}

/** Those whose holidays are the name of a file, not yet its text. */
function namedCalendars(document: unknown): [string, { ical: string }][] {
  return Object.entries(mapIn(document, 'calendars')).flatMap(([name, calendar]): [string, { ical: string }][] => {
    const holidays = mapIn(calendar, 'holidays');
    const { ical } = holidays;
    const isName = typeof ical === 'string' && /^[^\r\n]{1,400}$/.test(ical) && !/^\s*BEGIN:/i.test(ical);
    return isName ? [[name, holidays as { ical: string }]] : [];
  });
}

function mapIn(value: unknown, key: string): Record<string, unknown> {
  const inside = isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isMap(inside) ? inside : {};
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(file: string, text: string): ReturnType<typeof readYaml> {
  try {
    return readYaml(text);
  } catch (error) {
    throw new SignalboxError('invalid', `${file} is neither YAML nor JSON: ${(error as Error).message}.`);
  }
}
