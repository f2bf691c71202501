import { fileURLToPath } from 'node:url';
import { SignalboxError } from '../../core/error.ts';
import { publishDemo } from '../demo.ts';
import { type Remote, read } from '../remote.ts';
import { textOf } from '../text-of.ts';
import { readCalls } from './calls.ts';
import { demoOrganisation, inForce, playedOrganisation, replace } from './organisation.ts';
import { type PlayResult, playCalls } from './play.ts';
import type { Screen } from './screen.ts';
import { renderTable } from './statistics.ts';

export const DEMO_CALLS = fileURLToPath(new URL('../../demo/calls-1999-01-10.csv', import.meta.url));
const HOUR_MS = 3_600_000;
const CAUTION =
  'The played agents answer at once and take no breaks: this shows that routing works on real arrivals, not how much better it is.';

export interface HourOptions {
  readonly remote: Remote;
  readonly file: string;
  readonly speed: number;
  readonly signal: AbortSignal;
  readonly screen: Screen;
  /** Told once of the first call that was handed in, by its item's id. */
  readonly onFirst?: (item: string) => void;
}

/**
 * Plays 15:30 to 17:00 of the recorded day and counts from 16:00, under the demo organisation with every duration divided.
 * @throws SignalboxError `conflict` where something else than the demo is published, or another play runs
 */
export async function playHour(options: HourOptions): Promise<PlayResult> {
  const { remote, speed, signal, onFirst = () => undefined } = options;
  const { say, show } = options.screen;
  const calls = readCalls(textOf(options.file));
  const seen = await playable(remote);
  const { document, raised, leftOut } = playedOrganisation(speed);
  const version = await replace(remote, seen, document);
  if (version === null) throw publishedMeanwhile(remote);
  say(`Playing real calls of 10 January 1999, 15:30 to 17:00, ${speed} times as fast.`);
  say(
    `Until the end every duration of the configuration is divided by ${speed}: offers, ageing, back-offs, all that are written there.`,
  );
  if (raised.length > 0) say(`Less than a second is not possible, so these are one second: ${raised.join(' ')}`);
  if (leftOut.length > 0) say(`Left out, as they would be below a second: ${leftOut.join(' ')}`);
  const times = { from: 15.5 * HOUR_MS, countFrom: 16 * HOUR_MS, countTo: 17 * HOUR_MS };
  try {
    const at = { baseUrl: remote.url, adminKey: remote.key };
    const result = await playCalls({ ...at, ...times, calls, speed, signal, onTick: show, onFirst });
    if (signal.aborted) say('The play was cut short; the callers who were left have hung up.');
    else say(`\n16:00 to 17:00, in recorded seconds\n${renderTable(result.played, result.recorded)}\n${CAUTION}`);
    say(['', 'Beside the calls, one of each kind of work came in:', ...result.other].join('\n  '));
    if (result.unfinished > 0 && !signal.aborted) say(`${result.unfinished} calls were not finished.`);
    return result;
  } finally {
    const restored = await replace(remote, version, demoOrganisation());
    if (restored !== null) say('The demo has its own durations again.');
    else say('Somebody published another configuration during the play; it stays in force.');
  }
}

/** The version that a play may replace. */
async function playable(remote: Remote): Promise<number> {
  if ((await inForce(remote)).kind === 'nothing') await publishDemo(remote.url, remote.key);
  const found = await inForce(remote);
  if (found.kind === 'nothing') throw publishedMeanwhile(remote);
  if (found.kind === 'own')
    throw new SignalboxError(
      'conflict',
      `${JSON.stringify(found.name)} is published at ${remote.url}, and a play would replace it; play on an installation of its own: SIGNALBOX_HOME=.signalbox-demo PORT=7071 npm start`,
    );
  if (found.kind === 'played' && (await isPlaying(remote)))
    throw new SignalboxError(
      'conflict',
      `A play runs at ${remote.url}, or was killed less than a minute ago; try again when it is over.`,
    );
  return found.version;
}

/** The agents of a play that was killed lapse after a minute without a heartbeat. */
async function isPlaying(remote: Remote): Promise<boolean> {
  const { data } = await read<{ data: { profile: string; presence: { intent: string; connection: string } }[] }>(
    remote,
    '/v1/agents',
  );
  return data.some(
    ({ profile, presence }) =>
      profile === 'phone' && presence.intent === 'available' && presence.connection === 'connected',
  );
}

const publishedMeanwhile = (remote: Remote): SignalboxError =>
  new SignalboxError('conflict', `Somebody published another configuration at ${remote.url} just now; try again.`);
