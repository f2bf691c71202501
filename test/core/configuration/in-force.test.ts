import { describe, expect, it } from 'vitest';
import { configurationInForce } from '../../../core/configuration/in-force.ts';
import { changed } from './small.ts';

const danish = changed((d) => {
  d.calendars = { office: { weekly: { 'mon-fri': ['08:00-18:00'] }, holidays: { country: 'DK' } } };
});
const countries = ({ year }: { year: number }) => new Set([`${year}-12-25`]);

describe('the configuration in force', () => {
  it('is the empty one before anything was published', () => {
    expect(configurationInForce(null).version).toBe(0);
  });

  it('knows the holidays of countries that it is handed', () => {
    const { calendars } = configurationInForce({ version: 3, document: danish, classifiedSince: 0 }, { countries });
    expect(['2026-12-25', '2026-12-24'].map((date) => calendars.office!.isHoliday(date))).toEqual([true, false]);
  });

  it('says what this process does not understand of it', () => {
    expect(() => configurationInForce({ version: 3, document: danish, classifiedSince: 0 })).toThrow(
      'The published configuration 3 does not compile here: /calendars/office/holidays: Calendar office: holidays of a country need the package date-holidays',
    );
  });
});
