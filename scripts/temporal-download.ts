import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run } from './processes.ts';

export type Vendor = { readonly url: string; readonly connectTimeoutMs: number; readonly downloadTimeoutMs: number };

export const VENDOR: Vendor = {
  url: 'https://temporal.download/cli/archive/v1.9.1',
  // Without internet nobody should wait for the next source.
  connectTimeoutMs: 3_000,
  downloadTimeoutMs: 120_000,
};

/** Puts the vendor's own build into the file, or says why not. The archive holds `temporal` at its top. */
export async function downloadFromVendor(vendor: Vendor, file: string): Promise<string | null> {
  const archive = `${file}.tar.gz`;
  try {
    await save(vendor, archive);
  } catch (error) {
    await rm(archive, { force: true });
    return reasonOf(error);
  }
  const done = await run('tar', ['-xzf', archive, '-C', dirname(file), 'temporal'], { deadlineMs: 60_000 });
  await rm(archive, { force: true });
  return done.code === 0 ? null : `the archive cannot be read (${done.output.trim().split('\n')[0]})`;
}

async function save(vendor: Vendor, archive: string): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const abort = new AbortController();
  const connecting = setTimeout(() => abort.abort(), vendor.connectTimeoutMs);
  const downloading = setTimeout(() => abort.abort(), vendor.downloadTimeoutMs);
  try {
    const url = `${vendor.url}?platform=${process.platform}&arch=${arch}`;
    const response = await fetch(url, { signal: abort.signal });
    clearTimeout(connecting);
    if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`);
    await pipeline(
      Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
      createWriteStream(archive),
    );
  } finally {
    clearTimeout(connecting);
    clearTimeout(downloading);
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: Error };
  return name === 'AbortError' ? 'it did not answer in time' : (cause?.message ?? message);
}
