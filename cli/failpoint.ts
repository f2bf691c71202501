import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignalboxError } from '../core/error.ts';
import { FAILPOINTS, type Reach } from '../engine/failpoint.ts';

/**
 * `NAME:N` kills this process, as `kill -9` would, when it reaches the point for the N-th time. A line in `failpoints` in its home
 * says so first: a test that never got there can tell. Without a setting nothing is armed.
 * @throws SignalboxError `invalid` for a point that does not exist
 */
export function armFailpoint(setting: string | undefined, home: string): Reach | undefined {
  if (setting === undefined) return undefined;
  const [name, count] = setting.split(':');
  const armed = FAILPOINTS.find((point) => point === name);
  if (armed === undefined)
    throw new SignalboxError('invalid', `There is no failpoint ${name}; known: ${FAILPOINTS.join(', ')}.`);
  let left = Number(count);
  return (point) => {
    if (point !== armed) return;
    left -= 1;
    if (left > 0) return;
    appendFileSync(join(home, 'failpoints'), `${setting}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
}
