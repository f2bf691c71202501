import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { SignalboxError } from '../../core/error.ts';
import { putConfiguration } from '../put-configuration.ts';
import { readCalls } from './calls.ts';
import { dividedConfiguration } from './divide.ts';
import { type PlayResult, playCalls } from './play.ts';
import { renderLine, renderTable } from './statistics.ts';

const inProject = (name: string): string => fileURLToPath(new URL(`../../demo/${name}`, import.meta.url));
export const DEMO_CALLS = inProject('calls-1999-01-10.csv');
const ORGANISATION = inProject('organisation.yaml');
const HOUR_MS = 3_600_000;

export interface HourOptions {
  readonly url: string;
  readonly key: string;
  readonly file: string;
  readonly speed: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Plays 15:30 to 17:00 of the recorded day and counts from 16:00, under the demo organisation with every duration divided. */
export async function playHour(options: HourOptions): Promise<PlayResult> {
  const { url, key, speed, print } = options;
  const document = parse(readFileSync(ORGANISATION, 'utf8'));
  const { document: faster, clamped } = dividedConfiguration(document, speed);
  print(
    `Playing real calls of 10 January 1999, 15:30 to 17:00, ${speed} times as fast; every duration of the configuration is divided by ${speed}.`,
  );
  for (const sentence of clamped) print(`  ${sentence}`);
  await publishDocument({ url, key, document: faster });
  const result = await playCalls({
    baseUrl: url,
    adminKey: key,
    calls: readCalls(readFileSync(options.file, 'utf8')),
    speed,
    from: 15.5 * HOUR_MS,
    countFrom: 16 * HOUR_MS,
    countTo: 17 * HOUR_MS,
    signal: options.signal,
    onTick: (tick) => print(renderLine(tick)),
  });
  await publishDocument({ url, key, document });
  print(`\n16:00 to 17:00, in recorded seconds\n${renderTable(result.played, result.recorded)}`);
  if (result.unfinished > 0) print(`${result.unfinished} calls were not finished.`);
  return result;
}

async function publishDocument(to: { url: string; key: string; document: unknown }): Promise<void> {
  const response = await putConfiguration(to, { type: 'json', text: JSON.stringify(to.document) });
  if (!response.ok)
    throw new SignalboxError('invalid', `The configuration was refused: ${(await response.text()).slice(0, 500)}`);
}
