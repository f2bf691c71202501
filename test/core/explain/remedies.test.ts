import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Agent } from '../../../core/agent.ts';
import { apply } from '../../../core/apply.ts';
import type { Command } from '../../../core/command.ts';
import { firstFailing } from '../../../core/eligibility.ts';
import { explainAgent } from '../../../core/explain/agent.ts';
import { aloneWith } from '../../../core/explain/alone.ts';
import type { Remedy } from '../../../core/explain/remedy.ts';
import { bestForAgent, match } from '../../../core/match.ts';
import { changeAgent, unkeep } from '../../../core/mutate.ts';
import { canonical } from '../../../core/rebuild.ts';
import { reindex } from '../../../core/reindex.ts';
import { tick } from '../../../core/tick.ts';
import { openOffers, type World } from '../../../core/world.ts';
import { acts } from '../model/acts.ts';
import { dice } from '../model/dice.ts';
import { configurationFrom, documentDice } from '../model/documents.ts';
import { instants } from '../model/instants.ts';
import { Run } from '../model/run.ts';

const LONG = process.env.SIGNALBOX_TEST_LONG === '1';
const MINUTES = 60_000;
const START = 1_795_600_000_000;
const ADMIN = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null } as const;

/** How often each kind of remedy was tried in earnest. */
const tried: Record<string, number> = {};

/** Asks of random desks after random lives; a failure shows what was done, in plain commands. */
function everyDesk(runs: number, body: (run: Run) => void): void {
  fc.assert(
    fc.property(documentDice, dice(48), acts({ most: 30, least: 8 }), (numbers, staff, script) => {
      const run = new Run(configurationFrom(numbers)).staff(staff).play(script);
      try {
        body(run);
      } catch (error) {
        throw new Error(`${(error as Error).message}\nat +${run.now - START} after\n${run.trace.join('\n')}`, {
          cause: error,
        });
      }
    }),
    { numRuns: LONG ? runs * 10 : runs },
  );
}

/** Memory as a takeover would build it: nothing done to it is seen by the run. */
function copyOf(run: Run): World {
  const world = run.rows.rebuilt(run.now);
  // Heartbeats alone are forgotten by a takeover.
  for (const [agent, at] of run.world.lastSeen) world.lastSeen.set(agent, at);
  match(world, run.now);
  return world;
}

const send = (world: World, command: Command): void => {
  const outcome = apply(world, { id: 'cm_try', actor: ADMIN, ifMatch: null, command }, { now: world.work.now });
  // A deadline of the item that had passed is settled first, and may have ended it.
  const isGone = 'item' in command && typeof command.item === 'string' && !world.items.has(command.item);
  if (outcome.kind === 'refused' && !isGone) throw new Error(outcome.detail);
};

/** Does in earnest what a remedy says, as far as a person could; the rest is done to the rows. */
function carryOut(world: World, agent: Agent, remedy: Remedy): void {
  const become = (change: Partial<Agent>): void => changeAgent(world, agent, change);
  const drop = (items: Iterable<string>): void => {
    for (const item of [...items]) send(world, { verb: 'cancel', item, reason: null });
  };
  switch (remedy.kind) {
    case 'available':
      send(world, { verb: 'set_presence', agent: agent.id, intent: 'available', reason: null });
      break;
    case 'connected':
      send(world, { verb: 'heartbeat', agent: agent.id });
      break;
    case 'time':
      world.work.now = remedy.at;
      tick(world, remedy.at);
      break;
    case 'less':
      drop(remedy.holding);
      break;
    case 'empty_hands':
      drop(world.holdings.get(agent.id)?.keys() ?? []);
      break;
    case 'not_kept':
      unkeep(world, remedy.item);
      break;
    case 'capacity':
      become({ capacity: remedy.units });
      break;
    case 'skill':
      become({ skills: { ...agent.skills, [remedy.skill]: remedy.level } });
      break;
    case 'group':
      become({ groups: [...agent.groups, remedy.group] });
      break;
    case 'attribute':
      become({ attributes: { ...agent.attributes, [remedy.attribute]: remedy.value } });
      break;
    default:
      publish(world, agent, remedy);
      break;
  }
}

/** Her profile alone is otherwise, for all who have it. */
function publish(world: World, agent: Agent, remedy: Remedy): void {
  const other = aloneWith(world, agent, [remedy])!;
  world.configuration = other.configuration;
  reindex(world);
}

describe('what would bring work to an agent', () => {
  it(
    'brings her that very item once it is so',
    () => {
      everyDesk(400, (run) => {
        const world = copyOf(run);
        for (const agent of world.agents.values())
          for (const { remedy, item } of explainAgent(world, agent).remedies)
            tryOut(run, { id: agent.id, remedy, item });
      });
      console.log(`tried: ${JSON.stringify(tried)}`);
      for (const kind of ['time', 'available', 'connected', 'less', 'skill', 'queue', 'channel'])
        expect(tried[kind], kind).toBeGreaterThan(0);
    },
    10 * MINUTES,
  );

  it(
    'is nothing where no single change would',
    () => {
      let lost = 0;
      everyDesk(400, (run) => {
        const world = copyOf(run);
        for (const agent of world.agents.values()) {
          if (explainAgent(world, agent).remedies.length > 0) continue;
          lost += 1;
          for (const remedy of singleChanges(world, agent)) {
            const other = aloneWith(world, agent, [remedy]);
            const pair = other === null ? null : bestForAgent(other, other.agents.get(agent.id)!);
            // What waits on a list is hers to pick already, or is offered to nobody.
            if (pair === null || world.shelf.classOf(pair.item.id)!.pick) continue;
            throw new Error(`${agent.id} ${JSON.stringify(remedy)} brings ${pair.item.id}`);
          }
        }
      });
      expect(lost).toBeGreaterThan(100);
    },
    10 * MINUTES,
  );

  it(
    'changes nothing by being asked',
    () => {
      everyDesk(200, (run) => {
        const world = copyOf(run);
        const before = canonical(world);
        for (const agent of world.agents.values()) explainAgent(world, agent);
        expect(canonical(world)).toBe(before);
        match(world, run.now);
        expect(canonical(world)).toBe(before);
      });
    },
    10 * MINUTES,
  );
});

function tryOut(run: Run, { id, remedy, item }: { id: string; remedy: Remedy; item: string }): void {
  const world = copyOf(run);
  const seq = world.seq;
  const at = JSON.stringify({ id, remedy, item });
  // What else happens on the way is not what the explanation speaks of.
  if (hands(world, id).some((offer) => offer.expiresAt <= run.now)) return;
  if (remedy.kind === 'time' && instants(world).some((one) => one > run.now && one < remedy.at)) return;
  tried[remedy.kind] = (tried[remedy.kind] ?? 0) + 1;
  const shared =
    hands(world, id).some(({ itemId }) => openOffers(world, itemId).length > 1) ||
    [...(world.holdings.get(id)?.keys() ?? [])].some((held) => world.consults.has(held));
  carryOut(world, world.agents.get(id)!, remedy);
  const waits = world.items.get(item)!;
  const found = world.shelf.classOf(item);
  if (found === undefined) throw new Error(`It no longer waits: ${at}`);
  expect(firstFailing(world, { found, item: waits, agent: world.agents.get(id)! }), at).toBeNull();
  match(world, world.work.now);
  const made = world.log.events.filter(
    (event) => event.seq > seq && event.type === 'offer.made' && event.item === item,
  );
  expect(made.length, at).toBeGreaterThan(0);
  // At an instant, by another profile, and by what several are asked for or that takes its consults with it, others become able too, and
  // one of them may come first.
  if (!shared && !['time', 'queue', 'channel', 'offered'].includes(remedy.kind)) expect(made[0]!.agent, at).toBe(id);
}

const hands = (world: World, agent: string) => [...world.offers.values()].filter((one) => one.agentId === agent);

/** Every single change there is, whether anything suggests it or not; of instants those at which something is due. */
function singleChanges(world: World, agent: Agent): Remedy[] {
  const { skills, groups, queues, channels } = world.configuration;
  const { profile } = agent;
  const hands = [...(world.holdings.get(agent.id)?.values() ?? [])];
  const attributes = [...world.items.values()].flatMap((item) => Object.entries(item.requirements.attributes));
  return [
    { kind: 'available' },
    { kind: 'connected' },
    { kind: 'empty_hands' },
    ...hands.map(({ item, channel }): Remedy => ({ kind: 'less', channel, holding: [item] })),
    ...(agent.keptFor === null ? [] : [{ kind: 'not_kept', item: agent.keptFor } as const]),
    ...Object.keys(skills).map((skill): Remedy => ({ kind: 'skill', skill, level: 5 })),
    ...Object.keys(groups).map((group): Remedy => ({ kind: 'group', group })),
    ...attributes.map(([attribute, value]): Remedy => ({ kind: 'attribute', attribute, value })),
    { kind: 'capacity', units: 1000 },
    { kind: 'offered', profile },
    // Who serves a queue, if only later, does not need to be told to.
    ...Object.keys(queues)
      .filter((queue) => world.configuration.profiles[profile]?.queues[queue] === undefined)
      .map((queue): Remedy => ({ kind: 'queue', queue, profile })),
    ...Object.keys(channels).map((channel): Remedy => ({ kind: 'channel', channel, profile })),
    ...instants(world)
      .filter((at) => at > world.work.now)
      .map((at): Remedy => ({ kind: 'time', at, because: 'delay', queue: '' })),
  ];
}
