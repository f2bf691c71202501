import { styleText } from 'node:util';

/** Bold on a terminal; plain text everywhere else. */
export const heading = (text: string): string => styleText('bold', text, { stream: process.stdout });

/** Rows as aligned columns, two spaces in and two between; the last column is as long as it is. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.slice(0, -1).entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows
    .map(
      (row) =>
        `  ${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}`,
    )
    .join('\n');
}

/** `2026-11-25 04:07:58Z`; the instant is RFC 3339. */
export const shortInstant = (instant: string): string => `${instant.slice(0, 19).replace('T', ' ')}Z`;

export function spokenMs(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
