import { type IdPrefix, isId } from '../core/ids.ts';
import { ApiError } from './error.ts';

export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/** `found`: one more than `limit` where there is a next page. The cursor is the id of the last that is shown. */
export function pageOf<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const data = found.slice(0, limit);
  const last = found.length > limit ? data.at(-1) : undefined;
  return { data, nextCursor: last === undefined ? null : Buffer.from(last.id).toString('base64url') };
}

/** The id in a cursor, of this kind; 422 for one that this list never gave. */
export function idOfCursor(cursor: string, kind: IdPrefix | 'slug'): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!(kind === 'slug' ? /^[a-z0-9][a-z0-9-]{0,62}$/.test(id) : isId(kind, id)))
    throw new ApiError('invalid', 'This cursor did not come from here: leave it out to begin anew.', [
      { pointer: '/cursor', detail: 'Leave it out to begin anew.' },
    ]);
  return id;
}

/** A page of what memory holds whole, by id. */
export function pageOfAll<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Page<T> {
  const after = cursor === undefined ? '' : idOfCursor(cursor, 'slug');
  const rest = all.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
  return pageOf(rest, limit);
}
