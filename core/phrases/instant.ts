/** An instant in epoch milliseconds on the clock of a zone, seen from another instant. */
export interface Instant {
  readonly at: number;
  readonly now: number;
  readonly timeZone: string;
}
