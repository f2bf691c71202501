import { describe, expect, it } from 'vitest';
import { compile } from '../../../core/configuration/compile.ts';
import type { Event } from '../../../core/event.ts';
import { agentKey, Bench, configuration, profile, START } from '../fixtures.ts';
import { forged, violationsOf, without } from './logs.ts';

const MINUTE = 60_000;
const ONE = configuration({ profiles: { desk: profile({ capacity: 1 }) } });

const PREFERRING = {
  organisation: { name: 'Harbour' },
  queues: { regular: { name: 'Regular' } },
  workstreams: {
    chat: {
      channel: 'chat',
      classify: { first: [{ when: 'true', then: { prefer: { agent: '"anna"', for: 'PT1H' } } }] },
      queue: [{ to: 'regular' }],
    },
  },
  profiles: { desk: { name: 'Desk', capacity: 9, channels: { chat: {} }, queues: [{ queue: 'regular' }] } },
};

/** Anna pauses an item until a time, and it wakes then or she takes it up herself. */
function log(how: 'clock' | 'owner'): Event[] {
  const bench = new Bench(ONE);
  bench.agent('anna');
  bench.agent('bo', { skills: { german: 1 } });
  const item = bench.item();
  bench.accept(item);
  bench.do({ verb: 'pause', item, until: START + MINUTE, forCustomer: false, reason: null }, agentKey('anna'));
  bench.wait(how === 'clock' ? MINUTE + 30_000 : 1000);
  if (how === 'owner') bench.do({ verb: 'resume', item, agent: null }, agentKey('anna'));
  return [...bench.world.log.events];
}

describe('the log of pauses', () => {
  it('is sound when its clock or its owner resumes it', () => {
    expect(violationsOf(log('clock'), ONE)).toEqual([]);
    expect(violationsOf(log('owner'), ONE)).toEqual([]);
  });

  it('is sound when it is released after its owner took it up again, while a rule still prefers her', () => {
    const compiled = compile(PREFERRING, 1);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
    const settings = compiled.configuration;
    const bench = new Bench(settings);
    bench.agent('anna');
    const item = bench.item();
    bench.accept(item);
    bench.do({ verb: 'pause', item, until: null, forCustomer: false, reason: null });
    bench.do({ verb: 'resume', item, agent: 'anna' });
    bench.agent('bo');
    bench.do({ verb: 'release', item, reason: null });
    expect(bench.world.items.get(item)).toMatchObject({ state: 'waiting', preferredAgent: 'anna' });
    expect(violationsOf(bench.world.log.events, settings)).toEqual([]);
  });

  it('names a pause by somebody who does not have it', () => {
    expect(violationsOf(forged(log('owner'), 'item.paused', { agent: 'bo' }), ONE)).toContainEqual(
      expect.stringMatching(/I1 .*is paused by bo/),
    );
  });

  it('names a pause of what nobody has', () => {
    const unheld = without(log('owner'), ({ type }) => type === 'item.assigned' || type === 'offer.accepted');
    expect(violationsOf(unheld, ONE)).toContainEqual(expect.stringMatching(/I1 .*is paused while it is offered/));
  });

  it('names a clock that wakes it too early', () => {
    const early = forged(log('clock'), 'item.paused', { details: { until: START + 60 * MINUTE } });
    expect(violationsOf(early, ONE)).toContainEqual(expect.stringMatching(/I10 Its clock resumes/));
  });

  it('names another agent who is preferred, or for whom it is resumed', () => {
    const preferred = forged(log('clock'), 'item.resumed', { details: { preferred: { agent: 'bo', until: 1 } } });
    expect(violationsOf(preferred, ONE)).toContainEqual(expect.stringMatching(/I10 bo is preferred/));
    expect(violationsOf(forged(log('clock'), 'item.resumed', { agent: 'bo' }), ONE)).toContainEqual(
      expect.stringMatching(/I10 .*is resumed for bo/),
    );
  });

  it('names a resume of what is not paused', () => {
    const unpaused = without(log('owner'), ({ type }) => type === 'item.paused');
    expect(violationsOf(unpaused, ONE)).toContainEqual(expect.stringMatching(/I1 .*was not paused/));
  });

  it('names what stays paused for an owner who is removed, where nothing else would wake it', () => {
    const removed = (forCustomer: boolean) => {
      const bench = new Bench(ONE);
      bench.agent('anna');
      const item = bench.item();
      bench.accept(item);
      bench.do({ verb: 'pause', item, until: null, forCustomer, reason: null });
      bench.do({ verb: 'remove_agent', agent: 'anna' });
      return [...bench.world.log.events];
    };
    expect([removed(true), removed(false)].map((events) => violationsOf(events, ONE))).toEqual([[], []]);
    const stays = without(
      removed(false),
      ({ type, cause }) => type === 'item.resumed' || (type === 'item.enqueued' && cause === 'remove_agent'),
    );
    expect(violationsOf(stays, ONE)).toContainEqual(expect.stringMatching(/I14 .*stays paused for nobody/));
  });

  it('names units that it does not cost, and a limit that she exceeds by herself', () => {
    const dear = forged(log('owner'), 'item.assigned', { place: 1, units: 2 });
    expect(violationsOf(dear, ONE)).toContainEqual(expect.stringMatching(/I3 .*for 2 units, not 1/));
    const small = configuration({ profiles: { desk: profile({ capacity: 1, atMost: 0 }) } });
    expect(violationsOf(log('owner'), small)).toContainEqual(
      expect.stringMatching(/I3 .*resumed beyond the cap of items/),
    );
  });
});
