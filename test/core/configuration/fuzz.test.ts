import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../../core/configuration/compile.ts';
import { type Loose, small } from './small.ts';

const demo = parse(readFileSync('demo/organisation.yaml', 'utf8'));
/** Every section, calendars with a file and rules among them. */
const whole = parse(readFileSync('test/cli/example/harbour-bank.yaml', 'utf8'));
whole.calendars.office.holidays.ical = readFileSync('test/cli/example/danish-holidays.ics', 'utf8');
const RUNS = 1000;

/** Every place of a JSON value, as the keys that lead there. */
function places(value: Loose, at: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...at]];
  return [[...at], ...Object.keys(value).flatMap((key) => places(value[key], [...at, key]))];
}

function put(document: Loose, path: readonly string[], value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(document);
  const parent = path.slice(0, -1).reduce((found, key) => found[key], copy);
  Object.defineProperty(parent, path.at(-1)!, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

/** The value that a pointer leads to, or `absent`. */
function reach(document: Loose, pointer: string): unknown {
  let at = document;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return absent;
    at = at[key];
  }
  return at;
}
const absent = Symbol('absent');

const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'PT0S',
    'all',
    'strict',
    'true',
    'item.attributes.x ==',
    "'anna'",
    '22:00-06:00',
    'BEGIN:VCALENDAR',
    0,
    -1,
    1e300,
    2 ** 53,
    [],
    {},
  ),
);
const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString', 'a/b', 'a~b', 'ok'));

// Bounded in runs; a busy machine may take its time over them.
describe('compile', { timeout: 120_000 }, () => {
  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        expect(typeof compile(anything, 1).ok).toBe('boolean');
      }),
      { numRuns: RUNS },
    );
  });

  it('never throws on a sound document with one fault', () => {
    const found = [small(), demo, whole].map((document) => ({ document, paths: places(document) }));
    const fault = fc
      .constantFrom(...found)
      .chain(({ document, paths }) =>
        fc.tuple(fc.constant(document), fc.constantFrom(...paths), value, fc.option(key)),
      );
    fc.assert(
      fc.property(fault, ([document, path, replacement, extra]) => {
        const inside = extra !== null && typeof reachPath(document, path) === 'object';
        const broken = put(document, inside ? [...path, extra] : path, replacement);
        const result = compile(broken, 1);
        if (result.ok) return;
        expect(result.findings.length).toBeGreaterThan(0);
        for (const { pointer, detail } of result.findings) {
          expect(detail).toMatch(/^\S.*\.$/s);
          // A missing key is pointed at where it belongs: its parent is there.
          expect(reach(broken, pointer.slice(0, Math.max(0, pointer.lastIndexOf('/'))))).not.toBe(absent);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('stays calm 100,000 levels deep', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(compile({ ...small(), skills: deep }, 1).ok).toBe(false);
    expect(compile({ ...small(), more: { a: deep } }, 1).ok).toBe(false);
    const names = `[${Array.from({ length: 20_000 }, () => '{"__proto__":1}').join()}]`;
    const reserved = JSON.parse(`${'{"a":'.repeat(100_000)}${names}${'}'.repeat(100_000)}`);
    expect(compile({ ...small(), more: reserved }, 1).ok).toBe(false);
  });
});

const reachPath = (document: Loose, path: readonly string[]): unknown =>
  path.reduce((found, part) => found?.[part], document);
