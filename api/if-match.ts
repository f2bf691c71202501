import { ApiError } from './error.ts';

/**
 * What `If-Match` names: any (`*`), or the one revision of a strong entity tag, with or without its quotes. RFC 9110 compares strongly
 * here, so that a weak tag matches nothing. Of several tags at once none is taken for the one that was read: that is a 412 too.
 */
export function tagIn(header: string, what: string): number | '*' {
  if (header === '*') return '*';
  const tag = Number(header.replace(/^"(\d{1,9})"$/, '$1').replace(/^(?!\d{1,9}$).*$/, 'none'));
  if (Number.isInteger(tag)) return tag;
  const why = header.startsWith('W/') ? 'a weak tag matches nothing' : 'it takes one';
  throw new ApiError('precondition', `Send If-Match with ${what} that ETag gave, or *: ${why}.`);
}
