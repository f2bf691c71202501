import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lives, readsBack } from '../../core/configuration/life/acts.ts';
import { Model } from '../../core/configuration/life/model.ts';
import { startApi } from '../harness.ts';
import { ApiLife } from './api-life.ts';

/** Each with an API and a database of its own. */
const RUNS = process.env.SIGNALBOX_TEST_LONG === '1' ? 300 : 12;

it('a configuration lives over the API as the model says', async () => {
  let published = 0;
  await fc.assert(
    fc.asyncProperty(lives(40), async (acts) => {
      const api = await startApi();
      try {
        const at = { model: new Model(true), real: new ApiLife(api) };
        await fc.asyncModelRun(() => at, acts);
        await readsBack(at.real, at.model);
        expect(api.unexpected).toEqual([]);
        published += at.model.version;
      } finally {
        await api.close();
      }
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(published).toBeGreaterThan(5);
}, 900_000);
