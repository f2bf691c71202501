import { type Sentence, say } from '../../phrases/say.ts';
import { pointer } from '../pointer.ts';

/** One difference between two documents: where, and in words. `absent` where one of them has nothing there. */
export interface Difference {
  readonly pointer: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: unknown;
  readonly after: unknown;
  readonly sentence: Sentence;
}

type Path = readonly string[];

/** Documents may say the same thing at another length: what differs, in the order of the sections as they are written. */
export function diff(before: unknown, after: unknown): Difference[] {
  const differences: Difference[] = [];
  compare(before, after, { path: [], differences });
  return differences;
}

interface At {
  readonly path: Path;
  readonly differences: Difference[];
}

function compare(before: unknown, after: unknown, at: At): void {
  if (JSON.stringify(sorted(before)) === JSON.stringify(sorted(after))) return;
  const [left, right] = [asMap(before, at.path), asMap(after, at.path)];
  if (left !== null && right !== null) {
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)]))
      compare(own(left, key), own(right, key), { ...at, path: [...at.path, key] });
    return;
  }
  if (isToldByEntry(at.path) && (left !== null || right !== null)) {
    for (const key of Object.keys(left ?? right!))
      compare(left === null ? undefined : own(left, key), right === null ? undefined : own(right, key), {
        ...at,
        path: [...at.path, key],
      });
    return;
  }
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const sentence = say('diff.change', { change: { path: at.path, kind, before, after } });
  at.differences.push({ pointer: pointer(at.path), kind, before: before ?? null, after: after ?? null, sentence });
}

/** What is new or gone as a whole is still told entry by entry: sections, and what a profile lists. */
const isToldByEntry = (path: Path): boolean =>
  path.length < 2 || (path[0] === 'profiles' && (path.length === 3 || path[2] === 'may'));

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (map: Record<string, unknown>, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

/** A list whose entries have names is compared by them; other lists by place. */
function asMap(value: unknown, path: Path): Record<string, unknown> | null {
  if (isMap(value)) return value;
  if (!Array.isArray(value)) return null;
  if (value.every((one) => typeof one !== 'object')) return Object.fromEntries(value.map((one) => [String(one), true]));
  const named = path[0] === 'profiles' && path[2] === 'queues';
  return Object.fromEntries(
    value.map((one, place) => [named && isMap(one) ? String(one['queue']) : String(place), one]),
  );
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
