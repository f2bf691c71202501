import { expect, it } from 'vitest';
import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import { canonical } from '../../../core/rebuild.ts';
import { compareRows } from '../../../core/verify/compare-rows.ts';
import { LogCheck } from '../../../core/verify/log-check.ts';
import { dice } from '../../support/dice.ts';
import { SEED } from '../../support/seed.ts';
import { Judge } from './judge.ts';
import type { Run } from './run.ts';
import { Census, rare } from './year/census.ts';
import { organisationOf } from './year/organisation.ts';
import { DAY } from './year/stage.ts';
import { Year } from './year/year.ts';

const DAYS = 365;
const ITEMS = 10_000;
/** The judge looks at every row after every batch: it has seen all kinds of days by then. The log is judged all the time. */
const JUDGED_DAYS = process.env.SIGNALBOX_TEST_LONG === '1' ? DAYS : 14;

it(`a year of an organisation breaks no invariant (seed ${SEED})`, { timeout: 600_000 }, () => {
  const compiled = compile(organisationOf('first'), 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  const versions = new Map<number, Configuration>();
  const log = new LogCheck(compiled.configuration);
  const census = new Census();
  let judge: Judge | null = null;
  let batches = 0;
  const isJudged = (run: Run): boolean => run.now < year.from + JUDGED_DAYS * DAY;
  const year: Year = new Year(compiled.configuration, {
    roll: dice(SEED),
    days: DAYS,
    watcher: {
      copies: isJudged,
      after: ({ world: { configuration } }) => versions.set(configuration.version, configuration),
      batch: (run, step, { events }) => {
        batches += 1;
        for (const event of events) {
          log.add(event, versions.get(event.configurationVersion));
          census.count(event);
        }
        if (isJudged(run)) {
          judge ??= new Judge(run.start);
          const found = judge.watch(step);
          if (found.length > 0) throw new Error(found.map((one) => `${one.invariant}: ${one.detail}`).join('\n'));
        }
        if (batches % 2_000 === 0) expect(run.rows.canonical(run.now)).toBe(canonical(run.world));
      },
    },
  });
  year.play(ITEMS);
  log.end();
  const { rows, world } = year.run;
  const counted = { ...census, commands: year.done };
  console.log(`${batches} batches, ${rows.seq} events; ${JSON.stringify(counted)}`);
  expect([
    ...log.violations,
    ...compareRows(log, { items: rows.items.values(), offers: [...world.offers.values()] }),
  ]).toEqual([]);
  expect(rare(counted)).toEqual([]);
});
