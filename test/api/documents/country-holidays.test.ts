import { describe, expect, it } from 'vitest';
import { countryHolidays, fromLists } from '../../../api/documents/country-holidays.ts';

const day = (date: string, type = 'public', days = 1) => {
  const start = new Date(`${date.slice(0, 10)}T00:00:00Z`);
  return { date, start, end: new Date(start.getTime() + days * 86_400_000), type };
};

/** Stands in for the package, with one country and one region. */
class Lists {
  private readonly region: string | undefined;
  constructor(_country?: string, region?: string) {
    this.region = region;
  }
  getCountries() {
    return { DE: 'Germany' };
  }
  getStates(country: string) {
    return country === 'DE' ? { BY: 'Bavaria' } : undefined;
  }
  getHolidays(year: number) {
    const everywhere = [
      day(`${year}-12-25 00:00:00`, 'public', 2),
      day(`${year}-12-24 14:00:00`),
      day(`${year}-02-14 00:00:00`, 'observance'),
    ];
    return this.region === 'BY' ? [...everywhere, day(`${year}-01-06 00:00:00`)] : everywhere;
  }
}

describe('the holidays of a country', () => {
  const holidays = fromLists(Lists);
  const dates = (country: string, region: string | null) => {
    const found = holidays({ country, region, year: 2026 });
    return found && [...found];
  };

  it('are its public ones that take the whole day', () => {
    expect(dates('DE', null)).toEqual(['2026-12-25', '2026-12-26']);
  });

  it('are those of a region too, where one is named', () => {
    expect(dates('DE', 'BY')).toContain('2026-01-06');
  });

  it('are not known of a country or region that is not listed', () => {
    expect([dates('XX', null), dates('DE', 'ZZ'), dates('XX', 'BY'), dates('constructor', null)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('are not there while the package is not installed', async () => {
    expect(await countryHolidays('a-package-that-is-not-installed')).toBeNull();
  });
});
