import { ApiError } from './error.ts';

export const MOST_BYTES = 256 * 1024;
const DEEPEST = 64;

/** The text of a body of bounded size, valid UTF-8 and without NUL. */
export async function readText(request: Request, mostBytes = MOST_BYTES): Promise<string> {
  const coding = request.headers.get('content-encoding') ?? 'identity';
  if (coding !== 'identity')
    throw new ApiError(
      'unsupported_media_type',
      `Send the body as it is, without Content-Encoding ${coding.slice(0, 40)}.`,
    );
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > mostBytes) {
      await reader?.cancel();
      throw new ApiError('too_large', `A body may have at most ${mostBytes / 1024} KB.`);
    }
    chunks.push(part.value);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ApiError('malformed', 'The body is not valid UTF-8.');
  }
}

/** `header`: the request's content type. */
export function parseJson(text: string, header: string | undefined): unknown {
  if (text.trim() === '') return {};
  expectJson(header);
  if (nesting(text) > DEEPEST) throw new ApiError('malformed', `JSON may be nested at most ${DEEPEST} deep.`);
  try {
    const value = checked(JSON.parse(text));
    refuseDoubles(text);
    return value;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('malformed', `The body is not JSON: ${(error as Error).message.slice(0, 120)}`);
  }
}

export function expectJson(header: string | undefined): void {
  const type = header?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json' && type !== 'application/merge-patch+json')
    throw new ApiError('unsupported_media_type', 'Send application/json.');
}

/** Counted on the text, so that a deep document is refused before a recursive parser sees it. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted) {
      if (letter === '\\') at += 1;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === '{' || letter === '[') deepest = Math.max(deepest, ++depth);
    else if (letter === '}' || letter === ']') depth -= 1;
  }
  return deepest;
}

/** Of two members of one name a parser keeps the last and drops the first without a word. The text has been parsed. */
function refuseDoubles(text: string): void {
  const open: Set<string>[] = [];
  for (const { index, 0: token, 1: name } of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    if (name === undefined) continue;
    const names = open.at(-1)!;
    const key = JSON.parse(name) as string;
    if (names.has(key)) {
      const line = text.slice(0, index).split('\n').length;
      throw new ApiError('malformed', `The name ${name.slice(0, 63)} stands twice, at line ${line}.`);
    }
    names.add(key);
  }
}

/** Braces, and texts, of which the first group has those that name a member. */
const TOKENS = /[{}]|("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"/g;

/** PostgreSQL stores neither NUL nor lone surrogates, and a number beyond a double would come back as another. */
function checked(value: unknown): unknown {
  if (typeof value === 'string') checkText(value);
  else if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw new ApiError('malformed', 'A number is too large to be kept exactly; send it as text.');
  else if (Array.isArray(value)) value.forEach(checked);
  else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      checkText(key);
      if (key === '__proto__') throw new ApiError('malformed', 'The name __proto__ is not allowed.');
      checked(member);
    }
  }
  return value;
}

export function checkText(text: string): void {
  if (text.includes('\u0000')) throw new ApiError('malformed', 'Text may not contain NUL.');
  if (!text.isWellFormed()) throw new ApiError('malformed', 'Text contains half of a surrogate pair.');
}
