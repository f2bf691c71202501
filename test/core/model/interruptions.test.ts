import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Command } from '../../../core/command.ts';
import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import { canonical } from '../../../core/rebuild.ts';
import { compareRows } from '../../../core/verify/compare-rows.ts';
import { LogCheck } from '../../../core/verify/log-check.ts';
import { newItem } from '../fixtures.ts';
import { Dice, dice } from './dice.ts';
import { PROFILES } from './documents.ts';
import { Judge } from './judge.ts';
import { Run } from './run.ts';

const LONG = process.env.SIGNALBOX_TEST_LONG === '1';

/** Little room, much that may interrupt, and a ladder that soon ignores who may: what comes by chance elsewhere happens all the time here. */
function crowded(numbers: readonly number[]): Configuration {
  const roll = new Dice(numbers);
  const taken = (atMost: number, ...interruptibleBy: string[]) => ({ atMost, interruptibleBy });
  const work = (channel: string, cost: number) => ({
    channel,
    cost,
    offer: {
      mode: roll.one(['auto-accept', 'auto-accept', 'auto-accept', 'offer', 'pick']),
      ...roll.one([{}, {}, { atOnce: 2 }]),
    },
    reserveAfter: 'PT5S',
    ...roll.one([{}, { targets: { resolution: 'PT10S', raisePriority: { warned: 1, breached: roll.one([0, 3]) } } }]),
    ...roll.one([{}, { wrapUp: { timeout: 'PT5S', holdsCapacity: roll.one([true, false]) } }]),
    queue: [{ to: roll.one(['q0', 'q1']) }],
  });
  const profile = () => ({
    name: 'Profile',
    capacity: roll.one([6, 8, 10]),
    ...roll.one([{}, {}, { atMost: 2 }]),
    channels: {
      voice: taken(2),
      chat: taken(3, ...roll.one([['voice'], ['voice'], []])),
      case: taken(4, ...roll.one([['voice', 'chat'], ['chat'], []])),
    },
    queues: [{ queue: 'q0' }, { queue: 'q1', rank: 2 }],
    may: { pick: ['case', 'chat', 'voice'] },
  });
  const compiled = compile(
    {
      organisation: { name: 'Harbour' },
      channels: { voice: { live: true }, chat: { live: true }, case: { live: false } },
      skills: { s0: { name: 's0' }, s1: { name: 's1' } },
      groups: { night: { name: 'Night' } },
      escalations: { soon: [{ after: 'PT5S', ignoreInterruptionMatrix: true }] },
      queues: {
        q0: {
          name: 'Queue',
          assign: roll.one(['most-free-capacity', 'longest-idle']),
          ...roll.one([{}, { escalation: 'soon' }]),
        },
        q1: { name: 'Queue', ...roll.one([{}, { escalation: 'soon' }]) },
      },
      workstreams: { w0: work('case', 3), w1: work('case', 5), w2: work('chat', 4), w3: work('voice', 6) },
      profiles: Object.fromEntries(PROFILES.map((name) => [name, profile()])),
    },
    1,
  );
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  return compiled.configuration;
}

/** One agent or two, so that there is soon no room. */
const desk = (numbers: readonly number[]): Command[] =>
  ['a0', 'a1'].slice(0, 1 + (numbers[0]! % 2)).flatMap((agent, place): Command[] => [
    { verb: 'put_agent', agent, input: { ...AGENT, profile: PROFILES[place]! } },
    { verb: 'set_presence', agent, intent: 'available', reason: null },
  ]);

const AGENT = {
  name: 'Agent',
  groups: [],
  skills: {},
  attributes: {},
  capacity: null,
  limits: {},
  connectivity: 'assumed',
} as const;

type Happening = { readonly kind: string; readonly numbers: readonly number[] };

const KINDS = [
  'create',
  'create',
  'create',
  'create',
  'create',
  'create',
  'accept',
  'accept',
  'complete',
  'complete',
  'complete',
  'decline',
  'pause',
  'resume',
  'release',
  'assign',
  'pick',
];
const happenings = fc.array(fc.record({ kind: fc.constantFrom(...KINDS), numbers: dice(4) }), {
  minLength: 20,
  maxLength: 40,
});

/** What happens at the desk, of what may; nothing where there is nothing to do it with. */
function commandOf({ kind, numbers }: Happening, { world }: Run, place: number): Command[] {
  const roll = new Dice(numbers);
  const of = (...states: string[]) => [...world.items.values()].filter(({ state }) => states.includes(state));
  const offers = [...world.offers.keys()];
  const [held, waiting, paused] = [of('assigned'), of('waiting'), of('paused')];
  const agents = [...world.agents.keys()];
  const item = newItem(`wi_${String(place).padStart(3, '0')}`, {
    workstream: roll.one(['w0', 'w0', 'w1', 'w2', 'w3']),
    priority: roll.roll(3),
  });
  switch (kind) {
    case 'accept':
      return offers.length === 0 ? [] : [{ verb: 'accept', offer: roll.one(offers) }];
    case 'decline':
      return offers.length === 0
        ? []
        : [{ verb: 'decline', offer: roll.one(offers), reason: null, retryAfterMs: 3000 }];
    case 'complete':
      return held.length === 0 ? [] : [{ verb: 'complete', item: roll.one(held).id, outcome: null, note: null }];
    case 'release':
      return held.length === 0 ? [] : [{ verb: 'release', item: roll.one(held).id, reason: null }];
    case 'pause':
      return held.length === 0
        ? []
        : [{ verb: 'pause', item: roll.one(held).id, until: null, forCustomer: false, reason: null }];
    case 'resume':
      return paused.slice(0, 1).map(({ id, agentId }) => ({ verb: 'resume', item: id, agent: agentId }));
    case 'assign':
      return waiting.length === 0
        ? []
        : [{ verb: 'assign', item: roll.one(waiting).id, agent: roll.one(agents), offer: roll.roll(2) === 1 }];
    case 'pick':
      return waiting.length === 0 ? [] : [{ verb: 'pick', item: roll.one(waiting).id, agent: roll.one(agents) }];
    default:
      return [{ verb: 'create', item }];
  }
}

it('interrupts what has to give way and goes on with it, whatever happens', () => {
  let interrupted = 0;
  let continued = 0;
  let alerted = 0;
  const tried = fc.property(dice(60), happenings, (numbers, script) => {
    const events: Event[] = [];
    const versions = new Map<number, Configuration>();
    let judge: Judge | null = null;
    const run: Run = new Run(crowded(numbers), {
      after: ({ world: { configuration } }) => versions.set(configuration.version, configuration),
      batch: (at, step) => {
        judge ??= new Judge(at.start);
        const found = judge.watch(step).map((one) => `${one.invariant}: ${one.detail}`);
        if (found.length > 0) throw new Error([...found, 'after', ...at.trace].join('\n'));
        expect(at.rows.canonical(at.now)).toBe(canonical(at.world));
        events.push(...step.events);
        const out = step.matched.filter(({ type }) => type === 'item.interrupted');
        // Each makes room for an item that is given away in the same match, and there are only so many.
        const given = new Set(step.matched.filter(({ type }) => type === 'offer.made').map(({ item }) => item));
        for (const { details } of out) expect(given).toContain(details.by);
        interrupted += step.events.filter(({ type }) => type === 'item.interrupted').length;
        alerted += step.events.filter(({ type }) => type === 'agent.alerted').length;
        continued += step.events.filter(({ type }) => type === 'item.continued').length;
      },
    });
    run.batchAt(0, desk(numbers));
    for (const [place, one] of script.entries()) run.batchAt((place + 1) * 2000, commandOf(one, run, place));
    const log = new LogCheck(run.start.configuration);
    for (const event of events) log.add(event, versions.get(event.configurationVersion));
    log.end();
    const open = { items: run.rows.items.values(), offers: [...run.world.offers.values()] };
    expect([...log.violations, ...compareRows(log, open)]).toEqual([]);
  });
  fc.assert(tried, { numRuns: LONG ? 10_000 : 600 });
  console.log(`${interrupted} items were interrupted, ${continued} went on, agents were alerted ${alerted} times`);
  expect(Math.min(interrupted, continued, alerted)).toBeGreaterThan(50);
}, 600_000);
