import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { SignalboxError } from '../core/error.ts';
import { run } from './processes.ts';

/** Puts the program into the given file, or says in a few words why it cannot. */
export type Source = { readonly name: string; fetch(file: string): Promise<string | null> };

/** A program that is fetched into a cache where it is not there. */
export type Program = {
  readonly name: string;
  readonly version: string;
  /** What it is called with to see whether it runs here: it ends at once, and well. */
  readonly trial: readonly string[];
  /** Tried one after the other. */
  readonly sources: readonly Source[];
  /** What is said where it cannot be had: a line that says so, and those that name the next step. */
  readonly absent: string;
  readonly remedies: readonly string[];
};

/**
 * The program in our cache, fetched if need be.
 * @param cacheDir where programs that we fetched are kept; the user's cache directory by default
 * @throws SignalboxError `unavailable` with what each source said, and the remedies
 */
export async function fetchProgram(
  program: Program,
  { cacheDir = userCache(), log }: { cacheDir?: string | undefined; log: (line: string) => void },
): Promise<string> {
  const { name, version, sources } = program;
  const cached = join(cacheDir, `${name}-${version}`, name);
  if (existsSync(cached) && (await runsHere(cached, program.trial))) return cached;
  const refusals: string[] = [];
  for (const source of sources) {
    const refusal = await placeAtomically(cached, program, source);
    if (refusal === null) {
      log(`${name} ${version} was fetched from ${source.name} into ${dirname(cached)}.`);
      return cached;
    }
    refusals.push(`  - ${source.name}: ${refusal}`);
  }
  throw new SignalboxError('unavailable', [program.absent, ...refusals, ...program.remedies].join('\n'));
}

/** Fetched under a name of our own and renamed when it runs: two processes may do this at once, or die in the middle. */
async function placeAtomically(file: string, { name, trial }: Program, source: Source): Promise<string | null> {
  await mkdir(dirname(file), { recursive: true });
  const directory = await mkdtemp(`${dirname(file)}.draft.`);
  const draft = join(directory, name);
  try {
    const refusal = await source.fetch(draft);
    if (refusal !== null) return refusal;
    await chmod(draft, 0o755);
    if (!(await runsHere(draft, trial))) return 'what came does not run on this machine';
    await rename(draft, file);
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export async function runsHere(command: string, trial: readonly string[]): Promise<boolean> {
  return (await run(command, trial, { deadlineMs: 20_000 })).code === 0;
}

function userCache(): string {
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'signalbox')
    : join(homedir(), '.cache', 'signalbox');
}
