/** Whether a date such as `2026-12-25` is a holiday. */
export type IsHoliday = (date: string) => boolean;

/** The holidays of a country in a year, as dates; `null` for a country or region that is not known. */
export type CountryHolidays = (of: {
  readonly country: string;
  readonly region: string | null;
  readonly year: number;
}) => ReadonlySet<string> | null;

/** The holidays of a calendar as data: their dates, or whose list they are on. */
export type Days = ReadonlySet<string> | { readonly country: string; readonly region: string | null };

export type Holidays = { readonly ok: true; readonly days: Days } | { readonly ok: false; readonly detail: string };

/** A country's holidays are worked out a year at a time, as they are asked for. */
export function isHolidayOf(days: Days, countries: CountryHolidays | null): IsHoliday {
  if ('has' in days) return (date) => days.has(date);
  return byYear((year) => countries?.({ ...days, year }) ?? new Set());
}

/** Not known, or no list installed, is an answer. */
export function ofCountry(of: { country: string; region: string | null }, countries: CountryHolidays | null): Holidays {
  if (countries === null)
    return {
      ok: false,
      detail: 'holidays of a country need the package date-holidays: install it, or give their dates',
    };
  const known = countries({ ...of, year: 2026 });
  if (known === null) {
    const place = of.region === null ? `country ${of.country}` : `region ${of.region} of country ${of.country}`;
    return { ok: false, detail: `there is no list of holidays for ${place}` };
  }
  return { ok: true, days: of };
}

function byYear(datesOf: (year: number) => ReadonlySet<string>): IsHoliday {
  const years = new Map<number, ReadonlySet<string>>();
  return (date) => {
    const year = Number(date.slice(0, 4));
    const known = years.get(year) ?? datesOf(year);
    years.set(year, known);
    return known.has(date);
  };
}
