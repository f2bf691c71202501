import fc from 'fast-check';

/** Any number will do: what matters is that it stays, so that a build fails by what was changed and not by what was drawn. */
const OF_EVERY_BUILD = 20_261;

/**
 * Where everything random in a test begins: `SIGNALBOX_SEED` where it is set, the same in every build (`CI`), and a new one
 * each time somewhere else. A failure names it.
 */
export const SEED = Number(process.env.SIGNALBOX_SEED ?? (process.env.CI ? OF_EVERY_BUILD : Date.now() % 100_000));

// This file is also read before each file of tests: see `setupFiles` in vitest.config.ts.
fc.configureGlobal({ seed: SEED });
