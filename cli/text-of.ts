import { readFileSync, statSync } from 'node:fs';
import { SignalboxError } from '../core/error.ts';

/** @throws SignalboxError `invalid` when the file cannot be read, or is larger than that */
export function textOf(file: string, mostBytes = Number.POSITIVE_INFINITY): string {
  try {
    if (statSync(file).size <= mostBytes) return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SignalboxError('invalid', `${file} cannot be read: ${(error as Error).message}.`);
  }
  throw new SignalboxError('invalid', `${file} is larger than ${mostBytes / 1024} KB.`);
}
