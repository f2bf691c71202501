/** Every timeout and limit of the Temporal side, each with its reason. Durations are Temporal's strings or milliseconds. */

/** The local activity that asks the engine. */
export const ASK = {
  /** The engine answers in milliseconds, or says 503 within the 2.5 s that it gives PostgreSQL: longer means that it is gone. */
  startToCloseTimeout: '5s',
  retry: {
    initialInterval: '250ms',
    backoffCoefficient: 2,
    /** Under a second in all, as a clean hand-over takes: meanwhile the workflow answers no query. Then it asks again by a timer. */
    maximumAttempts: 3,
  },
} as const;

/** The activity that has a slice of a bulk operation done. Without an end: the operation waits for its engine, and says so. */
export const SLICE = {
  /** A batch of a hundred changes takes tens of milliseconds, or is a 503 within 2.5 s. */
  startToCloseTimeout: '10s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '10s' },
} as const;

/** The activity that tells whoever hears of alerts. */
export const TELL = {
  /** A receiver should take it and think later. */
  startToCloseTimeout: '15s',
  /** Who is away for longer looks at the list of what waits. */
  scheduleToCloseTimeout: '1 day',
  retry: { initialInterval: '2s', backoffCoefficient: 2, maximumInterval: '5 minutes' },
} as const;

/**
 * Added to each wait: the engine's clock is behind the database's by the time of an answer, and a question that comes too early costs
 * a second and seven events.
 */
export const LATE_MS = 100;

/** Between two questions that got no answer, or were too early because the two clocks differ. Doubles. */
export const ASK_AGAIN_MS = 1_000;
/** The engine's sweeper does it by itself after 30 s, so that asking more seldom would bring nothing. */
export const ASK_AGAIN_AT_MOST_MS = 30_000;

/** What is later than this when the engine is back is missed, so that nobody waits for longer. */
export const OCCURRENCE_AT_MOST_MS = 600_000;

/** Commands that wait in one workflow: more than anyone types, fewer than a loop sends. */
export const COMMANDS_AT_MOST = 100;

/** A worker that is killed leaves its cached workflows waiting for it this long; the default is 10 s. */
export const STICKY_TIMEOUT = '3s';
/** About 0.1 MB each: 200 MB. A workflow beyond it is replayed at its next event, 17 to 30 events. */
export const CACHED_WORKFLOWS = 2_000;
/** At a stop, what is running has this long, and with a server that does not answer this long in all: Ctrl-C may take 10 s. */
export const SHUTDOWN_GRACE = '3s';
export const SHUTDOWN_FORCE = '4s';
