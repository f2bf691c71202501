import { describe, expect, it } from 'vitest';
import { counted, duration, instant, list, names, quoted, value } from '../../../core/phrases/english/words.ts';

const NOON = Date.parse('2026-11-26T12:00:00Z');
const at = (text: string, timeZone = 'UTC') => ({ at: Date.parse(text), now: NOON, timeZone });

describe('a word for', () => {
  it.each([
    [0, '0 s'],
    [-5000, '0 s'],
    [89_400, '89 s'],
    [89_500, '2 min'],
    [5_399_000, '90 min'],
    [5_400_000, '2 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 days'],
  ])('the span of %i ms', (ms, said) => {
    expect(duration(ms)).toBe(said);
  });

  it('a number of things', () => {
    expect([counted(0, 'unit'), counted(1, 'unit'), counted(2, 'person', 'people')]).toEqual([
      '0 units',
      '1 unit',
      '2 people',
    ]);
  });

  it('several things', () => {
    expect([list([]), list(['a']), list(['a', 'b']), list(['a', 'b', 'c'])]).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });

  it('some of many names', () => {
    expect([names([], 3), names(['a', 'b'], 2), names(['a', 'b'], 9), names(['a', 'b', 'c'], 3, 2)]).toEqual([
      '',
      'a and b',
      'a, b and 7 more',
      'a, b and 1 more',
    ]);
  });

  it('an instant, on the clock of the zone, with its date on another day there', () => {
    expect(instant(at('2026-11-26T09:02:05Z', 'Europe/Berlin'))).toBe('10:02:05');
    expect(instant(at('2026-11-26T09:02:00Z'))).toBe('09:02');
    expect(instant(at('2026-11-27T09:02:00Z'))).toBe('2026-11-27 09:02');
    expect(instant(at('2026-11-26T23:30:00Z', 'Europe/Berlin'))).toBe('2026-11-27 00:30');
  });

  it('a value, cut where it is long', () => {
    expect([value('x'), value(undefined), value({ a: 1 }), quoted('x'), quoted(7)]).toEqual([
      'x',
      'nothing',
      '{"a":1}',
      '"x"',
      '7',
    ]);
    expect(value('x'.repeat(200))).toBe(`${'x'.repeat(120)}…`);
    expect(quoted('x'.repeat(200))).toBe(`"${'x'.repeat(120)}…"`);
  });
});
