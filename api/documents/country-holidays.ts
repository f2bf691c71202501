import type { CountryHolidays } from '../../core/calendar/holidays.ts';

/** What we use of the package `date-holidays`. `date` is the local day, `2026-12-25 00:00:00`. */
interface Holiday {
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
  readonly type: string;
}
interface Lists {
  getHolidays(year: number): readonly Holiday[];
  getCountries(): Readonly<Record<string, string>>;
  getStates(country: string): Readonly<Record<string, string>> | undefined;
}
type ListsOf = new (country?: string, region?: string) => Lists;

/** Not a dependency: 45 MB in 15 packages, for one setting that most organisations do without. */
const PACKAGE = 'date-holidays';
const DAY_MS = 86_400_000;

/** The lists of countries, or `null` where the package is not installed beside Signalbox. */
export async function countryHolidays(name = PACKAGE): Promise<CountryHolidays | null> {
  const found = (await import(name).catch(absentOnly)) as { default: ListsOf } | null;
  return found === null ? null : fromLists(found.default);
}

function absentOnly(error: NodeJS.ErrnoException): null {
  if (error.code === 'ERR_MODULE_NOT_FOUND') return null;
  throw error;
}

/** Public holidays that take the whole day. */
export function fromLists(ListsFor: ListsOf): CountryHolidays {
  const all = new ListsFor();
  return ({ country, region, year }) => {
    const known = region === null ? all.getCountries() : (all.getStates(country) ?? {});
    if (!Object.hasOwn(known, region ?? country)) return null;
    const lists = region === null ? new ListsFor(country) : new ListsFor(country, region);
    const free = lists.getHolidays(year).filter(({ type, date }) => type === 'public' && date.includes(' 00:00'));
    return new Set(free.flatMap(daysOf));
  };
}

function daysOf({ date, start, end }: Holiday): string[] {
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  // Rounded: a day on which clocks are turned has 23 or 25 hours.
  const days = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
  return Array.from({ length: days }, (_, n) => new Date(first + n * DAY_MS).toISOString().slice(0, 10));
}
