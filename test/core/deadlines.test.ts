import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EscalationStep, OverflowRule } from '../../core/configuration/compiled.ts';
import { Bench, configuration, profile, queue, step, workstream } from './fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What Temporal has not reported is done by the engine half a minute late. */
const GRACE = 30_000;

interface Plan {
  readonly first: readonly EscalationStep[];
  readonly second: readonly EscalationStep[];
  readonly overflow: readonly OverflowRule[];
  readonly firstResponse: number;
  readonly resolution: number;
  readonly timeToLive: number | null;
}

/** An item that waits: whoever could take it has no room. */
function waiting(plan: Plan): { bench: Bench; item: string } {
  const bench = new Bench(
    configuration({
      escalations: { first: plan.first, second: plan.second },
      queues: {
        regular: queue({ escalation: 'first', overflow: plan.overflow }),
        second: queue({ escalation: 'second' }),
      },
      workstreams: {
        chat: workstream({
          timeToLiveMs: plan.timeToLive,
          targets: {
            ...workstream().targets,
            firstResponseMs: plan.firstResponse,
            resolutionMs: plan.resolution,
          },
        }),
        first: workstream(),
      },
      profiles: { desk: profile({ capacity: 1, queues: { regular: rank(1), second: rank(2) } }) },
    }),
  );
  bench.agent('anna');
  bench.accept(bench.item({ workstream: 'first' }));
  return { bench, item: bench.item() };
}

const rank = (number: number) => ({ rank: number, afterMs: 0 });

/** What happened to the item, without when. */
function story({ world: { log } }: Bench, of: string): string[] {
  return log.events
    .filter(({ item, type }) => item === of && type !== 'repair.deadline')
    .map(({ type, queue: where, details }) => {
      const what = [details['step'], details['target'], details['rule'], details['reason']];
      return [type, where, ...what.filter((one) => one !== undefined)].join(' ');
    });
}

function punctual(plan: Plan): string[] {
  const { bench, item } = waiting(plan);
  bench.wait(GRACE);
  for (let minute = 0; minute < 60; minute += 1) bench.wait(MINUTE);
  return story(bench, item);
}

describe('what fell due while nobody looked', () => {
  const nothing: Plan = {
    first: [],
    second: [],
    overflow: [],
    firstResponse: 2 * HOUR,
    resolution: 2 * HOUR,
    timeToLive: null,
  };

  it('takes no step that is due after its time to live', () => {
    const { bench, item } = waiting({
      ...nothing,
      first: [step(5 * MINUTE, { raisePriority: 1 }), step(20 * MINUTE, { raisePriority: 1 })],
      timeToLive: 10 * MINUTE,
    });
    bench.wait(HOUR);
    expect(story(bench, item).slice(2)).toEqual(['item.escalated regular 1', 'item.expired regular time to live']);
  });

  it('is sent on by the rule that was due first, not by the one that stands first', () => {
    const then = { kind: 'end', message: 'Too late.' } as const;
    const { bench, item } = waiting({
      ...nothing,
      overflow: [
        { when: { kind: 'waitedOver', over: 20 * MINUTE }, then },
        { when: { kind: 'waitedOver', over: 10 * MINUTE }, then: { kind: 'queue', queue: 'second' } },
      ],
    });
    bench.wait(HOUR);
    expect(story(bench, item).slice(2)).toEqual(['item.overflowed regular 2', 'item.enqueued second moved']);
  });

  const minutes = fc.integer({ min: 1, max: 50 }).map((count) => count * MINUTE);
  const doing = fc.constantFrom<Partial<EscalationStep>>({ raisePriority: 2 }, { alert: true }, { atOnce: 2 });
  const moving = fc.constant<Partial<EscalationStep>>({ moveTo: { queue: 'second', keepsAge: true } });
  const ladder = (change: fc.Arbitrary<Partial<EscalationStep>>) =>
    fc
      .uniqueArray(minutes, { maxLength: 4 })
      .chain((times) =>
        fc.tuple(...times.sort((a, b) => a - b).map((after) => change.map((what) => step(after, what)))),
      );
  const plans: fc.Arbitrary<Plan> = fc.record({
    first: ladder(fc.oneof(doing, moving)),
    second: ladder(doing),
    overflow: fc
      .uniqueArray(minutes, { maxLength: 3 })
      .map((times) =>
        times.map((over) => ({ when: { kind: 'waitedOver', over }, then: { kind: 'queue', queue: 'second' } })),
      ),
    firstResponse: minutes,
    resolution: minutes,
    timeToLive: fc.option(minutes),
  });

  it('is made up for as it would have happened, each once and in order, whether the engine sweeps or a timer asks', () => {
    fc.assert(
      fc.property(plans, fc.boolean(), (plan, asked) => {
        const { bench, item } = waiting(plan);
        if (asked) {
          bench.now += HOUR + GRACE;
          bench.do({ verb: 'escalate', item, step: 0 }, { kind: 'temporal', identity: 'timer' });
        } else bench.wait(HOUR + GRACE);
        expect(story(bench, item)).toEqual(punctual(plan));
      }),
      { numRuns: 300 },
    );
  });
});
