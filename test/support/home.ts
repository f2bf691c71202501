import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory for servers of a test's own, which the account that runs PostgreSQL may enter. */
export function makeHome(name: string): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `signalbox-${name}-`));
  chmodSync(path, 0o711);
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
