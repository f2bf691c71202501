import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import { type Outcome, outcomes } from './naive-intake.ts';

const RUNS = 400;
const SERVICE = ['unserved', 'unmet_requirement', 'unpicked', 'cost_above_capacity', 'unplaced', 'unchecked'];

const CONDITIONS = [
  'true',
  'false',
  'item.attributes.x == "a"',
  'item.attributes.x == "b"',
  'item.attributes.x != "a"',
  'item.attributes.x > 3',
  'item.attributes.x in ["a", "b"]',
  'item.attributes.y',
  '!item.attributes.y',
  'customer.tier == "gold"',
  'has(customer.tier)',
  'item.cost > 2',
  'item.queue == "q1"',
  'calendars.office',
];
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(model: T) => fc.record(model, { requiredKeys: [] });

const when = some(
  fc.uniqueArray(fc.constantFrom(...CONDITIONS), { minLength: 1, maxLength: 2 }).map((all) => all.join(' && ')),
);
const queue = fc.constantFrom('q1', 'q2');
const level = fc.integer({ min: 1, max: 3 });
const group = fc.uniqueArray(fc.constantFrom('g1', 'g2'), { maxLength: 1 });
const skills = optional({ a: level, b: level });

const effect = optional({
  priority: fc.constant(1),
  require: optional({
    a: fc.oneof(level, fc.constant({ value: 'item.attributes.x' })),
    b: fc.oneof(level, fc.constant({ value: '2' })),
  }),
  requireFrom: fc.record({
    value: fc.constant('item.attributes.x'),
    skills: fc.constantFrom({ a: 'a' }, { a: 'a', b: 'b' }),
    level,
  }),
  relaxable: fc.boolean(),
  groups: group,
  agentAttributes: fc.constantFrom({ branch: { value: '"north"' } }, { branch: { value: 'customer.tier' } }),
  set: fc.constantFrom({ x: 'a' }, { y: true }),
  cost: fc.integer({ min: 1, max: 5 }),
  queue,
}).map((one) => ({ priority: 1, ...one }));

const rulesets = fc.array(fc.array(fc.record({ when, then: effect }), { minLength: 1, maxLength: 3 }), {
  maxLength: 3,
});
const queueRule = fc.oneof(
  fc.record({ when, to: queue }),
  fc.record({ when, split: fc.constantFrom({ q1: 100 }, { q1: 60, q2: 40 }, { q1: 0, q2: 100 }) }),
);
const workstream = fc
  .record({
    channel: fc.constantFrom('chat', 'case'),
    cost: fc.integer({ min: 1, max: 4 }),
    offer: fc.record({ mode: fc.constantFrom('offer', 'pick') }),
    require: optional({ a: fc.oneof(level, fc.record({ level, relaxable: fc.boolean() })) }),
    rules: rulesets,
    queue: fc.array(queueRule, { minLength: 1, maxLength: 3 }),
    fallback: some(queue),
  })
  .map(({ rules, ...one }) => ({ ...one, classify: Object.fromEntries(rules.map((set, n) => [`r${n}`, set])) }));
const profile = fc.record({
  name: fc.constant('P'),
  capacity: fc.integer({ min: 2, max: 5 }),
  channels: fc.constantFrom(
    { chat: {} },
    { chat: {}, case: {} },
    { case: { cost: 1 } },
    { chat: { cost: 3 }, case: {} },
  ),
  queues: fc.constantFrom([{ queue: 'q1' }], [{ queue: 'q2' }], [{ queue: 'q1' }, { queue: 'q2', rank: 2 }]),
  groups: group,
  presence: fc.constantFrom(undefined, { available: ['chat'] }, { available: ['chat'], busy: ['case'] }),
  offer: some(fc.record({ mode: fc.constantFrom('offer', 'pick') })),
  may: fc.record({ pick: fc.uniqueArray(fc.constantFrom('chat', 'case')) }),
});
const agent = fc.record({
  name: fc.constant('A'),
  profile: fc.constantFrom('p1', 'p2'),
  groups: group,
  skills,
  attributes: fc.constantFrom(undefined, { branch: 'north' }, { branch: 'south' }),
  capacity: some(fc.integer({ min: 1, max: 5 })),
});
const ladder = fc.constantFrom([{ after: 'PT30S', relax: true }], [{ after: 'PT30S', raisePriority: 1 }]);
const document = fc
  .record({
    workstream,
    queues: fc.tuple(
      some(fc.constant('office')),
      some(fc.constant('up')),
      some(fc.constant('office')),
      some(fc.constant('up')),
    ),
    ladder,
    profiles: fc.tuple(profile, profile),
    agents: fc.array(agent, { minLength: 1, maxLength: 4 }),
  })
  .map(({ workstream: w, queues: [hours1, up1, hours2, up2], ladder: up, profiles: [p1, p2], agents }) =>
    // Without what is undefined, as a document that was read.
    JSON.parse(
      JSON.stringify({
        organisation: { name: 'Bank' },
        channels: { chat: {}, case: { live: false } },
        skills: { a: { name: 'A', levels: ['1', '2', '3'] }, b: { name: 'B', levels: ['1', '2', '3'] } },
        groups: { g1: { name: 'G1' }, g2: { name: 'G2' } },
        calendars: { office: { weekly: { 'mon-fri': ['08:00-18:00'] } } },
        escalations: { up },
        queues: {
          q1: { name: 'Q1', hours: hours1, escalation: up1 },
          q2: { name: 'Q2', hours: hours2, escalation: up2 },
        },
        workstreams: { w },
        profiles: { p1, p2 },
        agents: Object.fromEntries(agents.map((one, n) => [`a${n}`, one])),
      }),
    ),
  );

function sound(written: unknown): { configuration: Configuration; codes: string[]; unreachable: string[] } {
  const compiled = compile(written, 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  const { configuration, warnings } = compiled;
  const unreachable = warnings.filter(({ code }) => code === 'unreachable_rule' || code === 'contradiction');
  return {
    configuration,
    codes: warnings.map(({ code }) => code),
    unreachable: unreachable.map(({ pointer }) => pointer.replace(/\/when$/, '')),
  };
}

const isServed = ({ takers }: Outcome): boolean => takers.length > 0;

describe('a document that validates', { timeout: 120_000 }, () => {
  it('never yields an item that nobody could take without having warned of it', () => {
    const seen = { quiet: 0, warned: 0 };
    fc.assert(
      fc.property(document, (written) => {
        const { configuration, codes } = sound(written);
        const warned = codes.some((code) => SERVICE.includes(code));
        seen[warned ? 'warned' : 'quiet'] += 1;
        if (warned) return;
        const stuck = outcomes(configuration, 'w').find((one) => !isServed(one));
        expect(stuck && { facts: stuck.facts, queue: stuck.queue, needs: stuck.needs }).toBeUndefined();
      }),
      { numRuns: RUNS * 3 },
    );
    expect(Math.min(seen.quiet, seen.warned)).toBeGreaterThan(RUNS / 8);
  });

  it('is warned for a reason: mostly an item that nobody can take is there', () => {
    let warned = 0;
    let stuck = 0;
    fc.assert(
      fc.property(document, (written) => {
        const { configuration, codes } = sound(written);
        if (!codes.some((code) => SERVICE.includes(code))) return;
        warned += 1;
        if (outcomes(configuration, 'w').some((one) => !isServed(one))) stuck += 1;
      }),
      { numRuns: RUNS },
    );
    expect(stuck / warned).toBeGreaterThan(0.8);
  });

  it('never has a rule act that it reports as out of reach', () => {
    let reported = 0;
    fc.assert(
      fc.property(document, (written) => {
        const { configuration, unreachable } = sound(written);
        reported += unreachable.length;
        if (unreachable.length === 0) return;
        const acted = new Set(outcomes(configuration, 'w').flatMap(({ fired }) => fired));
        expect(unreachable.filter((pointer) => acted.has(pointer))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(reported).toBeGreaterThan(RUNS / 8);
  });

  it('is compiled to the same each time', () => {
    fc.assert(
      fc.property(document, (written) => {
        const [once, twice] = [compile(written, 1), compile(structuredClone(written), 1)];
        expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
      }),
      { numRuns: RUNS / 4 },
    );
  });
});
