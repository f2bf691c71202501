import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../../core/classify/classify.ts';
import type { Intake, Scene } from '../../../core/classify/intake.ts';
import { bank } from './bank.ts';

const NOW = Date.UTC(2026, 10, 26, 11);
const configuration = bank();

const intake = (change: Partial<Intake> = {}): Intake => ({
  id: 'wi_1',
  source: 'web',
  channel: 'chat',
  workstream: 'chat',
  createdAt: NOW,
  given: {
    priority: 0,
    queue: null,
    requirements: { skills: {}, groups: [], attributes: {}, agent: null },
    dueAt: null,
  },
  subject: null,
  customerRef: 'c-77',
  customer: {},
  attributes: { topic: 'other' },
  ...change,
});

const scene = (open = true): Scene => ({
  configuration,
  now: NOW,
  isOpen: () => open,
  isAgent: (id) => id === 'anna',
});

const taken = (change: Partial<Intake> = {}, open = true) => classify(intake(change), scene(open));

describe('a ruleset', () => {
  it('does nothing when no rule of it holds', () => {
    expect(taken()).toMatchObject({ priority: 0, cost: 3, dueAt: null, preferred: null, queue: 'regular' });
  });

  it('asks for a skill by the name of its level, and may let an escalation drop it', () => {
    const { requirements } = taken({ attributes: { language: 'de' } });
    expect(requirements.skills).toEqual({ german: { level: 3, relaxable: true } });
  });

  it('asks for the skill that a value of the item names', () => {
    const { requirements } = taken({ customer: { language: 'fr' } });
    expect(requirements.skills).toEqual({ french: { level: 2, relaxable: false } });
  });

  it('says that a value names no skill, and goes on', () => {
    const { requirements, trace } = taken({ customer: { language: 'it' } });
    expect(requirements.skills).toEqual({});
    expect(trace!.rulesets[0]!.rules[1]).toMatchObject({
      result: 'hit',
      problems: ['no skill is asked for: "it" names none'],
    });
  });

  it('works out a level, kept within the scale', () => {
    const level = (of: unknown) =>
      taken({ attributes: { amount: 200_000 }, customer: { level: of } }).requirements.skills.stocks?.level;
    expect([level(2), level(2.5), level(7), level(-3)]).toEqual([3, 4, 5, 1]);
  });

  it('leaves out what cannot be worked out, says so, and does the rest', () => {
    const { priority, requirements, dueAt, trace } = taken({ attributes: { amount: 200_000 } });
    expect([priority, requirements.skills, dueAt]).toEqual([5, {}, NOW + 600_000]);
    expect(trace!.rulesets[1]!.rules[1]!.problems).toEqual([
      'skill stocks is left as it was: customer.level is missing',
    ]);
  });

  it('stops at the first rule that holds', () => {
    const { priority, trace } = taken({ attributes: { amount: 200_000 }, customer: { tier: 'gold' } });
    expect(priority).toBe(10);
    expect(trace!.rulesets[1]!.rules.map(({ result }) => result)).toEqual(['hit', 'not_reached']);
  });

  it('sees what earlier rulesets have set', () => {
    expect(taken({ customer: { tier: 'gold' } })).toMatchObject({
      cost: 5,
      requirements: { groups: ['experts'] },
      derived: { segment: 'vip' },
    });
  });

  it('prefers an agent who exists, and says when there is none', () => {
    const preferring = (accountManager: string) => taken({ customer: { tier: 'gold', accountManager } });
    expect(preferring('anna').preferred).toEqual({ agent: 'anna', forMs: 45_000 });
    expect(preferring('zoe').preferred).toBeNull();
    expect(preferring('zoe').trace!.rulesets[1]!.rules[0]!.problems).toEqual([
      'nobody is preferred: there is no agent "zoe"',
    ]);
  });

  it('needs a skill that was asked for twice at the higher level', () => {
    const given = {
      ...intake().given,
      requirements: {
        skills: { german: { level: 5, relaxable: false } },
        groups: ['night'],
        attributes: {},
        agent: 'anna',
      },
    };
    expect(taken({ given, attributes: { language: 'de' } }).requirements).toEqual({
      skills: { german: { level: 5, relaxable: false } },
      groups: ['night'],
      attributes: {},
      agent: 'anna',
    });
  });

  it('is explained with the values that each condition saw', () => {
    const { trace } = taken({ attributes: { language: 'fr', amount: 7 }, customer: { tier: 'iron' } });
    expect(trace!.rulesets.map(({ name, rules }) => [name, rules.map(({ conditions }) => conditions[0])])).toEqual([
      [
        'language',
        [
          {
            condition: 'item.attributes.language == "de"',
            holds: false,
            because: null,
            saw: { 'item.attributes.language': 'fr' },
          },
          { condition: 'has(customer.language)', holds: false, because: null, saw: {} },
        ],
      ],
      [
        'worth',
        [
          {
            condition: 'customer.tier in ["gold", "platinum"]',
            holds: false,
            because: null,
            saw: { 'customer.tier': 'iron' },
          },
          {
            condition: 'item.attributes.amount > 100000',
            holds: false,
            because: null,
            saw: { 'item.attributes.amount': 7 },
          },
        ],
      ],
      [
        'later',
        [
          {
            condition: 'item.attributes.segment == "vip"',
            holds: false,
            because: 'item.attributes.segment is missing',
            saw: {},
          },
        ],
      ],
    ]);
  });
});

describe('the queue of an item', () => {
  const queueOf = (change: Partial<Intake>, open = true) => {
    const { queue, trace } = taken(change, open);
    return [queue, trace!.because];
  };

  it('is the first whose rule holds', () => {
    expect(queueOf({ attributes: { topic: 'stocks' } })).toEqual(['stocks', 'rule']);
  });

  it('is not one that is closed while a later rule holds', () => {
    expect(queueOf({ attributes: { topic: 'stocks' } }, false)).toEqual(['regular', 'rule']);
    const { trace } = taken({ attributes: { topic: 'stocks' } }, false);
    expect(trace!.queueRules.map(({ result }) => result)).toEqual(['closed', 'miss', 'hit']);
  });

  it('is what was asked for, whatever the rules say', () => {
    const given = { ...intake().given, queue: 'late' };
    expect(queueOf({ given, attributes: { topic: 'stocks' } })).toEqual(['late', 'asked']);
  });

  it('is none when no rule holds and nothing is left to fall back to', () => {
    expect(queueOf({ attributes: { topic: 'none' } })).toEqual([null, 'none']);
  });

  it('is split by percent, the same each time', () => {
    const queues = Array.from(
      { length: 10_000 },
      (_, n) => queueOf({ id: `wi_${n}`, attributes: { topic: 'split' } })[0],
    );
    const late = queues.filter((queue) => queue === 'late').length;
    expect(late).toBeGreaterThan(6800);
    expect(late).toBeLessThan(7200);
    expect(queueOf({ id: 'wi_7', attributes: { topic: 'split' } })[0]).toBe(queues[7]);
  });
});

describe('whatever an item is like', () => {
  const anything = fc.dictionary(
    fc.constantFrom('language', 'amount', 'topic', 'segment', 'tier', 'level', 'accountManager'),
    fc.jsonValue(),
  );

  it('it is taken in, into a queue that there is or where somebody looks at it, the same each time', () => {
    fc.assert(
      fc.property(anything, anything, fc.boolean(), (attributes, customer, open) => {
        const once = taken({ attributes, customer }, open);
        expect(once.queue === null || once.queue in configuration.queues).toBe(true);
        expect(once.queue === null).toBe(once.trace!.because === 'none');
        expect(Number.isInteger(once.priority) && Math.abs(once.priority) <= 100).toBe(true);
        expect(taken({ attributes, customer }, open)).toEqual(once);
      }),
      { numRuns: 500 },
    );
  });
});
