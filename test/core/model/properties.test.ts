import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import { canonical } from '../../../core/rebuild.ts';
import { compareRows } from '../../../core/verify/compare-rows.ts';
import { LogCheck } from '../../../core/verify/log-check.ts';
import { acts } from './acts.ts';
import { dice } from './dice.ts';
import { configurationFrom, documentDice } from './documents.ts';
import { Judge } from './judge.ts';
import { Run, type Watcher } from './run.ts';

const LONG = process.env.SIGNALBOX_TEST_LONG === '1';
const MINUTES = 60_000;

/** Acts that were played, each once, however often a property plays them. */
let steps = 0;
/** Offers whose recorded reasons were derived again from the log. */
let explained = 0;

const organisation = documentDice;

/** Of what a property does not look at no copies are made. */
const copies = (): boolean => false;
const desk = dice(48);

/** One property over whole runs; a failure shows what was done, in plain commands, with the seed. */
function holds(runs: number, most: number, body: (play: (watcher: Watcher) => Run) => void): void {
  fc.assert(
    fc.property(organisation, desk, acts({ most, least: 6 }), (numbers, staff, script) => {
      let last: Run | null = null;
      steps += script.length;
      try {
        body((watcher) => {
          last = new Run(configurationFrom(numbers), watcher);
          return last.staff(staff).play(script);
        });
      } catch (error) {
        const trace = (last as Run | null)?.trace.join('\n') ?? '';
        throw new Error(`${(error as Error).message}\nafter\n${trace}`, { cause: error });
      }
    }),
    { numRuns: LONG ? runs * 10 : runs },
  );
}

describe('any sequence of commands and instants', () => {
  afterAll(() => {
    console.log(`${steps.toLocaleString('en')} steps of commands and instants`);
    if (LONG) expect(steps).toBeGreaterThanOrEqual(1_000_000);
  });

  it(
    'keeps the invariants after every batch',
    () => {
      holds(5000, 24, (play) => {
        let judge: Judge | null = null;
        play({
          batch: (run, step) => {
            judge ??= new Judge(run.start);
            const found = judge.watch(step);
            if (found.length > 0) throw new Error(found.map((one) => `${one.invariant}: ${one.detail}`).join('\n'));
          },
        });
      });
    },
    10 * MINUTES,
  );

  it(
    'writes a log that verify finds nothing in',
    () => {
      holds(1000, 24, (play) => {
        const events: Event[] = [];
        const versions = new Map<number, Configuration>();
        const { rows, world, start } = play({
          copies,
          after: ({ world: { configuration } }) => versions.set(configuration.version, configuration),
          batch: (run, step) => {
            events.push(...step.events);
            // A takeover now and then: what memory alone knew must not show in the log.
            if (run.rows.seq % 5 === 0) run.restart();
          },
        });
        const log = new LogCheck(start.configuration);
        for (const event of events) log.add(event, versions.get(event.configurationVersion));
        log.end();
        expect(log.unjudged).toBe(0);
        explained += log.reasons.judged;
        expect(log.reasons.passedOver).toBe(0);
        const open = { items: rows.items.values(), offers: [...world.offers.values()] };
        expect([...log.violations, ...compareRows(log, open)]).toEqual([]);
      });
      console.log(`${explained} offers recorded the reasons that the log tells`);
      expect(explained).toBeGreaterThan(500);
    },
    10 * MINUTES,
  );

  it(
    'leaves rows that memory is rebuilt from',
    () => {
      holds(2000, 20, (play) => {
        play({ copies, batch: (run) => expect(run.rows.canonical(run.now)).toBe(canonical(run.world)) });
      });
    },
    10 * MINUTES,
  );

  it(
    'decides after a takeover as it would have without',
    () => {
      holds(2000, 24, (play) => {
        const record = (takeover: boolean): string => {
          const events: Event[] = [];
          play({
            bots: true,
            copies,
            batch: (run, step) => {
              events.push(...step.events);
              if (takeover) run.restart();
            },
          });
          return JSON.stringify(events, null, 1);
        };
        expect(record(true)).toBe(record(false));
      });
    },
    10 * MINUTES,
  );

  it(
    'gives the same events a second time',
    () => {
      holds(1500, 20, (play) => {
        const record = (): string => {
          const events: Event[] = [];
          play({ copies, batch: (_run, step) => events.push(...step.events) });
          return JSON.stringify(events);
        };
        expect(record()).toBe(record());
      });
    },
    10 * MINUTES,
  );

  it(
    'changes nothing by what it refuses',
    () => {
      holds(1500, 20, (play) => {
        let before = '';
        play({
          copies,
          before: (run) => {
            before = canonical(run.world);
          },
          after: (run, { envelope, outcome }) => {
            if (outcome.kind !== 'refused') return;
            const events = run.world.log.events.filter((event) => event.seq > JSON.parse(before).seq);
            const other = events.filter((event) => !byClock(event));
            expect(other, `refused: ${JSON.stringify(envelope)}`).toEqual([]);
            if (events.length === 0 && !hadPassed(before, run.now)) expect(canonical(run.world)).toBe(before);
          },
        });
      });
    },
    10 * MINUTES,
  );
});

/** A refusal may settle what has passed for its item, and the call of an agent is a sign of life. */
const byClock = (event: Event): boolean =>
  event.cause.startsWith('deadline:') || event.type === 'agent.connection_returned';

/** An instant that a published ladder has moved, or at which overflow finds nothing to do, is put right without an event when it passes. */
const hadPassed = (before: string, now: number): boolean =>
  JSON.parse(before).items.some(({ nextEscalationAt, overflowAt }: Item) =>
    [nextEscalationAt, overflowAt].some((at) => at !== null && at <= now),
  );
