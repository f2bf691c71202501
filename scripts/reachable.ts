import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Account } from './processes.ts';

/** May this account walk into the directory? Every parent needs its execute bit; a private home (0700) has not. */
export function isReachable(directory: string, account: Account): boolean {
  let path = realpathSync(directory);
  while (mayEnter(path, account)) {
    if (path === dirname(path)) return true;
    path = dirname(path);
  }
  return false;
}

function mayEnter(path: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) !== 0;
}
