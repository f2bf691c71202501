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
import { organisationOf } from './year/organisation.ts';
import { Year } from './year/year.ts';

const DAY = 86_400_000;
/** The judge looks at every row after every batch: it has seen all kinds of days by then. The log is judged all the time. */
const JUDGED_DAYS = process.env.SIGNALBOX_TEST_LONG === '1' ? 365 : 14;

const OFTEN = [
  ...[
    'item.admitted',
    'item.escalated',
    'item.alerted',
    'item.expired',
    'item.paused',
    'item.resumed',
    'item.released',
  ],
  ...['item.target_warned', 'item.target_breached', 'item.needs_attention', 'offer.expired', 'offer.withdrawn'],
  ...['agent.kept_free', 'repair.deadline'],
];

it(`a year of an organisation breaks no invariant (seed ${SEED})`, { timeout: 600_000 }, () => {
  const compiled = compile(organisationOf('first'), 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  const versions = new Map<number, Configuration>();
  const log = new LogCheck(compiled.configuration);
  let judge: Judge | null = null;
  let batches = 0;
  const types: Record<string, number> = {};
  const isJudged = (run: Run): boolean => run.now < year.from + JUDGED_DAYS * DAY;
  const year: Year = new Year(compiled.configuration, {
    roll: dice(SEED),
    watcher: {
      copies: isJudged,
      after: ({ world: { configuration } }) => versions.set(configuration.version, configuration),
      batch: (run, step, { events }) => {
        batches += 1;
        for (const event of events) {
          log.add(event, versions.get(event.configurationVersion));
          types[event.type] = (types[event.type] ?? 0) + 1;
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
  year.play(365, 10_000);
  log.end();
  const { rows, world } = year.run;
  console.log(`${batches} batches, ${rows.seq} events; ${JSON.stringify(types)}`);
  // Every kind of thing that time does has happened, and most of it often.
  for (const type of OFTEN) expect(types[type] ?? 0, type).toBeGreaterThan(100);
  expect([
    ...log.violations,
    ...compareRows(log, { items: rows.items.values(), offers: [...world.offers.values()] }),
  ]).toEqual([]);
});
