import { durationMs } from '../../core/configuration/duration.ts';

const LEAST_ONE_SECOND = new Set([
  ...['offerTimeout', 'timeout', 'reserveAfter', 'backOff', 'timeToLive', 'answerWithin'],
  ...['minimumGap', 'firstResponse', 'resolution'],
]);
const FROM_ZERO = new Set(['rankHandicap']);
const DELAY_PARENTS = /(^\/workstreams\/[^/]+\/ownerGone|\/queues\/\d+)$/;

export interface Divided {
  readonly document: unknown;
  /** Pointers to what would be below a second, the least allowed: it is one second, or left out where that would be wrong. */
  readonly raised: string[];
  readonly leftOut: string[];
}

/** The document with every written duration divided. */
export function dividedConfiguration(document: unknown, speed: number): Divided {
  const by: Division = { speed, raised: [], leftOut: [] };
  return { document: divide(document, '', by), raised: by.raised, leftOut: by.leftOut };
}

type Division = Omit<Divided, 'document'> & { readonly speed: number };

function divide(value: unknown, at: string, by: Division): unknown {
  if (Array.isArray(value)) return value.map((one, index) => divide(one, `${at}/${index}`, by));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(value)) {
    const pointer = `${at}/${key}`;
    if (key === 'serviceLevel' && tooShort(one, by.speed)) {
      by.leftOut.push(pointer);
    } else result[key] = divided(key, one, { at, by });
  }
  return result;
}

function divided(key: string, value: unknown, where: { at: string; by: Division }): unknown {
  const { at, by } = where;
  const pointer = `${at}/${key}`;
  if (key === 'minutesPerPriority' && typeof value === 'number') return Math.max(value / by.speed, 1 / 60_000);
  const ms = typeof value === 'string' ? durationMs(value) : null;
  const zero = FROM_ZERO.has(key) || (key === 'after' && DELAY_PARENTS.test(at));
  if (ms === null || !(zero || key === 'after' || LEAST_ONE_SECOND.has(key))) return divide(value, pointer, by);
  const wanted = Math.round(ms / by.speed);
  if (zero || wanted >= 1000) return `PT${wanted / 1000}S`;
  by.raised.push(pointer);
  return 'PT1S';
}

function tooShort(level: unknown, speed: number): boolean {
  const text = (level as { answerWithin?: unknown } | null)?.answerWithin;
  const ms = typeof text === 'string' ? durationMs(text) : null;
  return ms !== null && ms / speed < 1000;
}
