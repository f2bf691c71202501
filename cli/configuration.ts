import { writeFileSync } from 'node:fs';
import type { Settings } from '../env.ts';
import { read, remoteOf } from './remote.ts';
import { columns, shortInstant } from './text.ts';

export async function exportTo(file: string, settings: Settings, version: string | undefined): Promise<number> {
  const path =
    version === undefined ? '/v1/configuration' : `/v1/configuration/versions/${encodeURIComponent(version)}`;
  const found = await read<{ version: number; document: unknown }>(remoteOf(settings), path);
  writeFileSync(file, `${JSON.stringify(found.document, null, 2)}\n`);
  console.log(`Version ${found.version} is in ${file}.`);
  return 0;
}

interface Version {
  readonly version: number;
  readonly publishedAt: string;
  readonly author: string;
  readonly reason: string | null;
}

/** The newest 50. */
export async function versions(settings: Settings, json: boolean): Promise<number> {
  const { data } = await read<{ data: readonly Version[] }>(remoteOf(settings), '/v1/configuration/versions');
  const rows = data.map(({ version, publishedAt, author, reason }) => [
    String(version),
    shortInstant(publishedAt),
    author,
    reason ?? '',
  ]);
  if (json) console.log(JSON.stringify(data));
  else console.log(rows.length === 0 ? 'Nothing is published yet.' : columns(rows));
  return 0;
}
