/** Ids that people and programs see: a prefix for the kind, then a UUIDv7. Rows keep the UUID alone. */
export type IdPrefix = 'wi' | 'of' | 'ev' | 'ke' | 'cm' | 'dr' | 'rc' | 'bk';

const PATTERN = /^[a-z]{2}_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const isId = (prefix: IdPrefix, value: string): boolean => value.startsWith(`${prefix}_`) && PATTERN.test(value);

export const toUuid = (id: string): string => id.slice(3);
export const fromUuid = (prefix: IdPrefix, uuid: string): string => `${prefix}_${uuid}`;

/**
 * The UUIDv7 of the thing that event `seq` at `atMs` made. The log's sequence is unique, so no randomness is needed and the
 * same commands at the same instants give the same ids.
 */
export function idOfEvent(prefix: IdPrefix, atMs: number, seq: number): string {
  const time = Math.max(0, Math.trunc(atMs)).toString(16).padStart(12, '0').slice(-12);
  const counter = seq.toString(16).padStart(14, '0').slice(-14);
  return `${prefix}_${time.slice(0, 8)}-${time.slice(8)}-7000-80${counter.slice(0, 2)}-${counter.slice(2)}`;
}

/** The two parts of such an id again: the instant in epoch milliseconds, and the event. An id from elsewhere has a meaningless `seq`. */
export const instantOf = (id: string): number => Number.parseInt(id.slice(3, 11) + id.slice(12, 16), 16);
export const seqOf = (id: string): bigint => BigInt(`0x${id.slice(24, 26)}${id.slice(27)}`);
