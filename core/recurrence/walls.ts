import { isWithinDays, type Rule } from './rule.ts';
import { type CalendarDate, DAY_MS, dateOf, dateOfDay, dayOf, dayOfDate, type WallTime, weekdayOf } from './wall.ts';

/** How far ahead is looked: nothing that ever comes is further away but for 29 February on a given weekday around 2100. */
const HORIZON_DAYS = 14_610;
const MINUTES_A_DAY = 1_440;

/**
 * Times of the wall clock at which a rule that begins at `start` recurs, in order, from `from` on (inclusive). Looked for day by day,
 * and not beyond forty years: whatever the rule, that is some milliseconds.
 */
export function* wallTimes(rule: Rule, start: WallTime, from: WallTime): Generator<WallTime> {
  const first = Math.max(start, from);
  const days = new Days(rule, start);
  const minutes = timesOf(rule);
  for (let day = dayOf(first); day <= dayOf(first) + HORIZON_DAYS; day += 1) {
    if (!days.has(day)) continue;
    const times = isWithinDays(rule.frequency) ? minutesOf(rule, { day, start }) : days.chosen(day, minutes);
    for (const minute of times) {
      const wall = day * DAY_MS + minute * 60_000 + rule.second * 1_000;
      if (wall >= first) yield wall;
    }
  }
}

/** Minutes of the day at which a rule recurs that does so on some days. */
const timesOf = ({ hours, minutes }: Rule): number[] =>
  hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));

/** The same of a rule that counts hours or minutes, on one day. */
function minutesOf(rule: Rule, { day, start }: { day: number; start: WallTime }): number[] {
  const { frequency, interval } = rule;
  const unit = frequency === 'HOURLY' ? 60 : 1;
  const begun = Math.floor(start / 60_000 / unit);
  const found: number[] = [];
  const firstUnit = Math.ceil((day * MINUTES_A_DAY) / unit);
  const aligned = firstUnit + ((((begun - firstUnit) % interval) + interval) % interval);
  for (let at = aligned; at * unit < (day + 1) * MINUTES_A_DAY; at += interval) {
    const minute = at * unit - day * MINUTES_A_DAY;
    if (!allows(rule.hours, Math.floor(minute / 60))) continue;
    if (frequency === 'HOURLY') found.push(...rule.minutes.map((one) => minute + one));
    else if (allows(rule.minutes, minute % 60)) found.push(minute);
  }
  return found;
}

const allows = (list: readonly number[], value: number): boolean => list.length === 0 || list.includes(value);

/** On which days a rule recurs. */
class Days {
  private readonly rule: Rule;
  private readonly start: WallTime;
  private period: { first: number; chosen: ReadonlyMap<number, readonly number[]> } | null = null;

  constructor(rule: Rule, start: WallTime) {
    this.rule = rule;
    this.start = start;
  }

  has(day: number): boolean {
    const date = dateOfDay(day);
    return this.isCounted(day, date) && this.fits(day, date);
  }

  /** Of the times of a day those that BYSETPOS leaves. */
  chosen(day: number, times: readonly number[]): readonly number[] {
    if (this.rule.positions.length === 0) return times;
    const { first, length } = this.periodOf(day);
    if (this.period?.first !== first) this.period = { first, chosen: this.choose(first, { length, times }) };
    return this.period.chosen.get(day) ?? [];
  }

  private choose(
    first: number,
    { length, times }: { length: number; times: readonly number[] },
  ): Map<number, number[]> {
    const days = Array.from({ length }, (_, n) => first + n).filter((day) => this.fits(day, dateOfDay(day)));
    const total = days.length * times.length;
    const places = this.rule.positions.map((position) => (position > 0 ? position - 1 : total + position));
    const chosen = new Map<number, number[]>();
    for (const place of [...new Set(places)].sort((a, b) => a - b)) {
      if (place < 0 || place >= total) continue;
      const day = days[Math.floor(place / times.length)]!;
      chosen.set(day, [...(chosen.get(day) ?? []), times[place % times.length]!]);
    }
    return chosen;
  }

  private periodOf(day: number): { first: number; length: number } {
    const { year, month } = dateOfDay(day);
    switch (this.rule.frequency) {
      case 'YEARLY':
        return between(dayOfDate(year, 1, 1), dayOfDate(year + 1, 1, 1));
      case 'MONTHLY':
        return between(dayOfDate(year, month, 1), dayOfDate(year, month + 1, 1));
      case 'WEEKLY':
        return { first: weekOf(day, this.rule) * 7 + weekOffset(this.rule), length: 7 };
      default:
        return { first: day, length: 1 };
    }
  }

  /** Whether its year, month, week or day is one of those that INTERVAL counts. */
  private isCounted(day: number, { year, month }: CalendarDate): boolean {
    const { interval, frequency } = this.rule;
    const began = dateOf(this.start);
    switch (frequency) {
      case 'YEARLY':
        return (year - began.year) % interval === 0;
      case 'MONTHLY':
        return ((year - began.year) * 12 + month - began.month) % interval === 0;
      case 'WEEKLY':
        return (weekOf(day, this.rule) - weekOf(dayOf(this.start), this.rule)) % interval === 0;
      case 'DAILY':
        return (day - dayOf(this.start)) % interval === 0;
      default:
        return true;
    }
  }

  private fits(day: number, date: CalendarDate): boolean {
    const { months, monthDays, yearDays, weekdays } = this.rule;
    const { year, month } = date;
    if (!allows(months, month)) return false;
    if (monthDays.length > 0) {
      const length = dayOfDate(year, month + 1, 1) - dayOfDate(year, month, 1);
      if (!monthDays.includes(date.day) && !monthDays.includes(date.day - length - 1)) return false;
    }
    if (yearDays.length > 0) {
      const nth = day - dayOfDate(year, 1, 1) + 1;
      const length = dayOfDate(year + 1, 1, 1) - dayOfDate(year, 1, 1);
      if (!yearDays.includes(nth) && !yearDays.includes(nth - length - 1)) return false;
    }
    return weekdays.length === 0 || this.isWeekday(day, date);
  }

  /** Numbered weekdays are those of the month, or of the year where the rule counts years and names no month. */
  private isWeekday(day: number, { year, month, weekday }: CalendarDate): boolean {
    const { frequency, months, weekdays } = this.rule;
    const ofYear = frequency === 'YEARLY' && months.length === 0;
    const first = ofYear ? dayOfDate(year, 1, 1) : dayOfDate(year, month, 1);
    const next = ofYear ? dayOfDate(year + 1, 1, 1) : dayOfDate(year, month + 1, 1);
    const nth = Math.floor((day - first) / 7) + 1;
    const fromEnd = -Math.floor((next - 1 - day) / 7) - 1;
    return weekdays.some((one) => one.weekday === weekday && (one.nth === 0 || one.nth === nth || one.nth === fromEnd));
  }
}

const between = (first: number, next: number): { first: number; length: number } => ({ first, length: next - first });

/** Of the day on which week 0 begins. */
const weekOffset = ({ weekStart }: Rule): number => weekStart - weekdayOf(0);
const weekOf = (day: number, rule: Rule): number => Math.floor((day - weekOffset(rule)) / 7);
