/** Milliseconds that never go back and do not follow the wall clock's jumps. */
export type Monotonic = () => number;

export const processClock: Monotonic = () => performance.now();

/** At most this share of the elapsed time is corrected, so that no deadline jumps. */
const SLEW = 0.01;

/** The engine's `now`: the database's time at the lease, led on by the monotonic clock. */
export interface EngineClock {
  readonly now: () => number;
  /** A newer reading of the database's clock; returns by how much ours was off, in milliseconds. */
  readonly correct: (databaseNow: number) => number;
}

/** `notBefore`: the last `now` that any holder wrote; time never goes back behind it. */
export function createClock(monotonic: Monotonic, at: { databaseNow: number; notBefore: number }): EngineClock {
  let base = Math.max(at.databaseNow, at.notBefore);
  let since = monotonic();
  let owed = 0;
  let last = base;

  const advance = (): number => {
    const moment = monotonic();
    const elapsed = moment - since;
    const correction = Math.sign(owed) * Math.min(Math.abs(owed), elapsed * SLEW);
    base += elapsed + correction;
    owed -= correction;
    since = moment;
    return base;
  };

  return {
    now: () => {
      last = Math.max(last, Math.floor(advance()));
      return last;
    },
    correct: (databaseNow) => {
      const off = databaseNow - advance();
      owed = off;
      return off;
    },
  };
}

/** Beyond this, in milliseconds, somebody has to set a clock: slewing at most 1 % would take minutes. */
const ALARM_MS = 5_000;

export interface ClockAlarm {
  readonly log: (message: string, details: { offMs: number }) => void;
  /** Told of each reading that is off by more than 5 s. */
  readonly count: (offMs: number) => void;
}

/** Watches by how much each reading of the database's clock was off; says so when it begins and when it ends. */
export function watchClock(alarm: ClockAlarm): (offMs: number) => void {
  let alarming = false;
  return (offMs) => {
    const off = Math.abs(offMs) > ALARM_MS;
    if (off) alarm.count(offMs);
    if (off !== alarming)
      alarm.log(off ? "the database's clock is off by more than 5 s" : "the database's clock is right again", {
        offMs: Math.round(offMs),
      });
    alarming = off;
  };
}
