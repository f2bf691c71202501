import { wallClock } from '../../calendar/calendar.ts';
import type { Instant } from '../instant.ts';

/** English words for numbers, spans, instants and lists: each kind in one place, made without the locale of the machine. */

/** `1 item`, `2 items`; `many` where the plural is not made by an s. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function list(parts: readonly string[], last: 'and' | 'or' = 'and'): string {
  if (parts.length < 2) return parts[0] ?? '';
  return `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`;
}

/** The first names, and how many more there are. */
export function names(known: readonly string[], count: number, most = 5): string {
  const shown = known.slice(0, most);
  if (shown.length === 0) return '';
  return list(count > shown.length ? [...shown, `${count - shown.length} more`] : shown);
}

/** A span of milliseconds in the unit that a person would use. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  const hours = Math.round(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** `10:02:05` today; with its date on any other day. */
export function instant({ at, now, timeZone }: Instant): string {
  const there = wallClock(at, timeZone);
  const second = Math.floor((((at % 60_000) + 60_000) % 60_000) / 1000);
  const clock = `${two(there.hour)}:${two(there.minute)}${second === 0 ? '' : `:${two(second)}`}`;
  return there.date === wallClock(now, timeZone).date ? clock : `${there.date} ${clock}`;
}

const LONGEST = 120;

/** A value as an administrator would write it, cut where it is long. */
export function value(of: unknown): string {
  const text = typeof of === 'string' ? of : (JSON.stringify(of) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The same inside a sentence, where a text needs its quotes. */
export const quoted = (of: unknown): string => (typeof of === 'string' ? JSON.stringify(value(of)) : value(of));

export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
export const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
