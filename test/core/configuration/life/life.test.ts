import fc from 'fast-check';
import { expect, it } from 'vitest';
import { lives, readsBack } from './acts.ts';
import { CoreLife } from './core-life.ts';
import { Model } from './model.ts';

const LONG = process.env.SIGNALBOX_TEST_LONG === '1';
const MINUTES = 60_000;

it(
  'goes as the model says, whatever is drafted, published, rolled back and handed in',
  async () => {
    let published = 0;
    let acted = 0;
    await fc.assert(
      fc.asyncProperty(lives(30), async (acts) => {
        const at = { model: new Model(false), real: new CoreLife() };
        await fc.asyncModelRun(() => at, acts);
        await readsBack(at.real, at.model);
        published += at.model.version;
        acted += [...acts].length;
      }),
      { numRuns: LONG ? 20_000 : 2_000 },
    );
    console.log(`${acted.toLocaleString('en')} acts, ${published.toLocaleString('en')} versions`);
    expect(published).toBeGreaterThan(1_000);
  },
  10 * MINUTES,
);
