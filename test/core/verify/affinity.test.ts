import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import { Bench, configuration, START, workstream } from '../fixtures.ts';
import { forged, violationsOf, without } from './logs.ts';

const MINUTE = 60_000;
const under = (affinity: { withinMs: number; forMs: number } | null): Configuration =>
  configuration({ workstreams: { chat: workstream({ affinity }) } });
const SETTINGS = under({ withinMs: 60 * MINUTE, forMs: MINUTE });

/** Anna has served a customer, who comes back ten minutes later; Bo is there too. */
function log(): Event[] {
  const bench = new Bench(SETTINGS);
  bench.agent('anna');
  const first = bench.item({ customerRef: 'c-1' });
  bench.accept(first);
  bench.complete(first);
  bench.agent('bo');
  bench.wait(10 * MINUTE);
  bench.item({ customerRef: 'c-1' });
  return [...bench.world.log.events];
}

const found = (events: Event[], settings = SETTINGS): string => violationsOf(events, settings).join('\n');
const preferring = (change: object): Event[] =>
  forged(log(), 'item.created', {
    place: 1,
    details: { preferred: { agent: 'anna', until: START + 11 * MINUTE, servedLast: true, ...change } },
  });

describe('the log of an item that prefers who served last', () => {
  it('is sound where she did, is there and has it for a while', () => {
    expect(found(log())).toBe('');
    expect(log().findLast(({ type }) => type === 'item.created')?.details).toMatchObject({
      preferred: { agent: 'anna', servedLast: true },
    });
  });

  it('names somebody who has completed nothing, or too long ago, or who is preferred for too long', () => {
    expect(found(preferring({ agent: 'bo' }))).toMatch(/I8 .*prefers bo .*has completed nothing of chat/);
    expect(found(log(), under({ withinMs: 10 * MINUTE, forMs: MINUTE }))).toMatch(/I8 .*600000 ms ago/);
    expect(found(preferring({ until: START + 12 * MINUTE }))).toMatch(/I8 .*for 120000 ms, and 60000 at most/);
  });

  it('names a preference that nobody asks for, and one beside a named agent', () => {
    expect(found(log(), under(null))).toMatch(/I8 .*which workstream chat does not ask for/);
    const named = forged(log(), 'item.created', { place: 1, details: { requirements: { agent: 'anna' } } });
    expect(found(named)).toMatch(/I8 .*although it is for anna alone/);
  });

  it('names somebody to whom such work could not come', () => {
    const away = forged(log(), 'agent.intent_changed', { details: { to: 'away' } });
    expect(found(away)).toMatch(/I8 .*prefers anna as who served last, and she is away/);
    const skilled = { requirements: { skills: { german: { level: 2, relaxable: false } } } };
    expect(found(forged(log(), 'item.created', { place: 1, details: skilled }))).toMatch(/I8 .*and she lacks german/);
    const unknown = without(log(), ({ agent, type }) => agent === 'anna' && type === 'agent.added');
    expect(found(unknown)).toMatch(/I8 .*prefers anna .*and she is no agent/);
  });
});
