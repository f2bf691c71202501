import { type IdPrefix, isId } from '../core/ids.ts';
import { ApiError } from './error.ts';

export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** `found`: one more than `limit` where there is a next page. The cursor is the id of the last that is shown. */
export const pageOf = <T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> =>
  pageBy(found, { limit, idOf: ({ id }) => id });

/** The same of what has its id by another name. */
export function pageBy<T>(found: readonly T[], by: { limit: number; idOf: (one: T) => string }): Page<T> {
  const data = found.slice(0, by.limit);
  const last = found.length > by.limit ? data.at(-1) : undefined;
  return { data, nextCursor: last === undefined ? null : Buffer.from(by.idOf(last)).toString('base64url') };
}

const OTHER_IDS = { slug: /^[a-z0-9][a-z0-9-]{0,62}$/, version: /^[1-9]\d{0,8}$/, instant: /^[1-9]\d{0,14}$/ } as const;

/** The id in a cursor, of this kind; 422 for one that this list never gave. */
export function idOfCursor(cursor: string, kind: IdPrefix | keyof typeof OTHER_IDS): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!(kind in OTHER_IDS ? OTHER_IDS[kind as keyof typeof OTHER_IDS].test(id) : isId(kind as IdPrefix, id)))
    throw new ApiError('invalid', 'This cursor did not come from here: leave it out to begin anew.', [
      { pointer: '/cursor', detail: 'Leave it out to begin anew.' },
    ]);
  return id;
}

/** The instant in a cursor, in epoch milliseconds. */
export const instantOfCursor = (cursor: string): number => Number(idOfCursor(cursor, 'instant'));

/** A page of what memory holds whole, by id. */
export function pageOfAll<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  kind: IdPrefix | 'slug' = 'slug',
): Page<T> {
  const after = cursor === undefined ? '' : idOfCursor(cursor, kind);
  const rest = all.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
  return pageOf(rest, limit);
}
