import fc from 'fast-check';
import type { Command } from '../../../core/command.ts';
import { type Configuration, METHODS, STRICT_STEP_MS } from '../../../core/configuration/compiled.ts';
import { configuration, profile, queue, workstream } from '../fixtures.ts';

const QUEUES = ['q1', 'q2', 'q3'];
const CHANNELS = ['chat', 'case'];
const SKILLS = ['german', 'stocks'];
export const AGENTS = ['anna', 'bo', 'cy'];

/** A step of a run: time passes, then a command; targets are indexes into what exists by then. */
export interface Step {
  readonly waitMs: number;
  readonly pick: number;
  readonly make: (target: { item: string; offer: string; agent: string; id: string }) => Command;
}

const queueSettings = fc
  .tuple(fc.constantFrom(...METHODS), fc.constantFrom(1000, 60_000, STRICT_STEP_MS), fc.boolean())
  .map(([method, millisPerPriority, climbs]) => queue({ method, millisPerPriority, escalation: climbs ? 'up' : null }));

const workstreamSettings = (channel: string) =>
  fc
    .tuple(
      fc.constantFrom(1, 2, 5),
      fc.constantFrom(...QUEUES),
      fc.constantFrom('offer', 'auto-accept', 'offer', 'pick'),
      fc.boolean(),
    )
    .map(([cost, name, mode, wraps]) =>
      workstream({
        channel,
        cost,
        queue: name,
        mode: mode as 'offer',
        reserveAfterMs: 20_000,
        wrapUp: wraps ? { timeoutMs: 10_000, holdsCapacity: cost > 1, codes: [] } : null,
        timeToLiveMs: cost === 5 ? 300_000 : null,
        ownerGoneAfterMs: channel === 'case' ? 60_000 : 0,
      }),
    );

const profileSettings = fc
  .tuple(
    fc.constantFrom(2, 5, 6),
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 })),
    fc.subarray(QUEUES, { minLength: 1 }),
    fc.tuple(fc.constantFrom(1, 2), fc.constantFrom(0, 15_000), fc.constantFrom(10_000, STRICT_STEP_MS)),
  )
  .map(([capacity, [chats, cases], queues, [rank, afterMs, rankHandicapMs]]) =>
    profile({
      capacity,
      channels: { ...(chats > 0 ? { chat: { atMost: chats } } : {}), case: { atMost: cases } },
      queues: Object.fromEntries(
        queues.map((name, at) => [name, at === 0 ? { rank: 1, afterMs: 0 } : { rank, afterMs }]),
      ),
      rankHandicapMs,
      presence: { available: CHANNELS, busy: ['case'], dnd: [], away: [], offline: [] },
      may: { decline: true, pick: ['case'], transferTo: QUEUES },
    }),
  );

export const settings: fc.Arbitrary<Configuration> = fc
  .tuple(
    fc.tuple(queueSettings, queueSettings, queueSettings),
    fc.tuple(workstreamSettings('chat'), workstreamSettings('case'), workstreamSettings('chat')),
    fc.tuple(profileSettings, profileSettings),
  )
  .map(([[q1, q2, q3], [w1, w2, w3], [p1, p2]]) =>
    configuration({
      channels: { chat: { live: true, offerTimeoutMs: 30_000 }, case: { live: false, offerTimeoutMs: 30_000 } },
      escalations: {
        up: [
          { afterMs: 25_000, raisePriority: 2, relax: true },
          { afterMs: 70_000, raisePriority: 1, relax: false },
        ],
      },
      queues: { q1, q2, q3 },
      workstreams: { w1, w2, w3 },
      profiles: { p1, p2 },
    }),
  );

const requirements = fc
  .tuple(fc.subarray(SKILLS), fc.integer({ min: 1, max: 3 }), fc.boolean(), fc.constantFrom(null, null, null, 'anna'))
  .map(([skills, level, relaxable, agent]) => ({
    skills: Object.fromEntries(skills.map((name) => [name, { level, relaxable }])),
    groups: [],
    agent,
  }));

const creation = fc
  .tuple(
    fc.constantFrom('w1', 'w2', 'w3'),
    fc.integer({ min: -1, max: 2 }),
    requirements,
    fc.constantFrom(null, null, null, 40_000),
  )
  .map(([name, priority, needs, later]): Step['make'] => ({ id }) => ({
    verb: 'create',
    item: {
      id,
      source: 'test',
      externalId: null,
      channel: null,
      workstream: name,
      queue: null,
      subject: null,
      customerRef: null,
      priority,
      requirements: needs.agent === null ? needs : { ...needs, agent: null },
      attributes: {},
      dueAt: null,
      notBefore: later === null ? null : Number(id.split(':')[1]) + later,
    },
  }));

const putAgent = fc
  .tuple(
    fc.constantFrom('p1', 'p2'),
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('assumed', 'heartbeat'),
    fc.constantFrom(null, 1, 9),
  )
  .map(([name, level, connectivity, capacity]): Step['make'] => ({ agent }) => ({
    verb: 'put_agent',
    agent,
    input: {
      name: agent,
      profile: name,
      groups: [],
      skills: level === 0 ? {} : { german: level, stocks: 2 },
      capacity,
      connectivity: connectivity as 'assumed',
    },
  }));

const presence = fc
  .constantFrom('available', 'available', 'available', 'busy', 'away', 'offline')
  .map((intent): Step['make'] => ({ agent }) => ({
    verb: 'set_presence',
    agent,
    intent: intent as 'available',
    reason: null,
  }));

const simple: fc.Arbitrary<Step['make']> = fc.constantFrom<Step['make']>(
  ({ offer }) => ({ verb: 'accept', offer }),
  ({ offer }) => ({ verb: 'accept', offer }),
  ({ offer }) => ({ verb: 'decline', offer, reason: null, retryAfterMs: null }),
  ({ offer }) => ({ verb: 'expire_offer', offer }),
  ({ item }) => ({ verb: 'complete', item, outcome: null, note: null }),
  ({ item }) => ({ verb: 'complete', item, outcome: null, note: null }),
  ({ item }) => ({ verb: 'end_wrap_up', item }),
  ({ item }) => ({ verb: 'cancel', item, reason: null }),
  ({ item }) => ({ verb: 'release', item, reason: null }),
  ({ item }) => ({ verb: 'transfer', item, queue: 'q2', agent: null }),
  ({ item, agent }) => ({ verb: 'transfer', item, queue: null, agent }),
  ({ item, agent }) => ({ verb: 'assign', item, agent, offer: true }),
  ({ item, agent }) => ({ verb: 'assign', item, agent, offer: false }),
  ({ item, agent }) => ({ verb: 'pick', item, agent }),
  ({ item }) => ({ verb: 'escalate', item, step: 0 }),
  ({ item }) => ({ verb: 'patch', item, patch: { priority: 3 } }),
  ({ item }) => ({ verb: 'expire_item', item }),
  ({ item }) => ({ verb: 'admit', item }),
  ({ agent }) => ({ verb: 'heartbeat', agent }),
  ({ agent }) => ({ verb: 'remove_agent', agent }),
  () => ({ verb: 'tick' }),
);

export const steps = (most: number): fc.Arbitrary<Step[]> =>
  fc.array(
    fc
      .tuple(
        fc.constantFrom(0, 0, 1, 1000, 5000, 14_999, 15_000, 29_999, 30_000, 60_000),
        fc.nat(50),
        fc.oneof(
          { weight: 4, arbitrary: creation },
          { weight: 1, arbitrary: putAgent },
          { weight: 2, arbitrary: presence },
          { weight: 6, arbitrary: simple },
        ),
      )
      .map(([waitMs, pick, make]) => ({ waitMs, pick, make })),
    { minLength: 5, maxLength: most },
  );
