import { describe, expect, it } from 'vitest';
import { classificationSentences, itemSentences } from '../../../core/explain/sentences.ts';
import { say } from '../../../core/phrases/say.ts';

const condition = 'customer.tier == "gold"';
const miss = { condition, holds: false, because: null, saw: { 'customer.tier': 'silver' } };
const hit = { condition, holds: true, because: null, saw: { 'customer.tier': 'gold' } };
const NOT_REACHED = { result: 'not_reached', conditions: [], problems: [] } as const;

describe('what is said of how an item was taken in', () => {
  it('is each rule, each part of its condition, and what could not be worked out', () => {
    const problem = say('effect.no_skill', { value: 'it' });
    const rules = [
      { result: 'miss', conditions: [miss], problems: [] },
      { result: 'hit', conditions: [], problems: [problem] },
      NOT_REACHED,
    ] as const;
    const queueRules = [{ result: 'closed', conditions: [hit], problems: [] }, NOT_REACHED] as const;
    const trace = { rulesets: [{ name: 'worth', rules }], queueRules, queue: 'late', because: 'fallback' } as const;
    expect(classificationSentences(trace)).toEqual([
      'Ruleset worth, rule 1 does not hold.',
      'customer.tier == "gold": false, customer.tier is "silver".',
      'Ruleset worth, rule 2 holds and acts.',
      'no skill is asked for: "it" names none',
      'Ruleset worth, rule 3 is not reached.',
      'Queue rule 1 holds, but its queue is closed.',
      'customer.tier == "gold": true, customer.tier is "gold".',
      'Queue rule 2 is not reached.',
      'Queue late, because no queue rule holds and leads to an open queue, and it is the fallback.',
    ]);
  });

  it('comes after where the item is, its place, and who cannot take it', () => {
    const explanation = {
      item: 'wi_1',
      state: 'waiting',
      queue: 'regular',
      sentence: say('recorded.nobody', {}),
      order: { position: 2, ahead: 1 },
      chosen: null,
      considered: 1,
      ruledOut: [{ reason: 'offline', count: 1, agents: ['anna'] }],
    } as const;
    expect(itemSentences(explanation, { overflowed: [], promised: [], classification: null })).toEqual([
      'Nobody was asked.',
      'It is number 2 in queue regular.',
      '1 offline: anna.',
      'Its workstream has no rules that could have led elsewhere.',
    ]);
  });
});
