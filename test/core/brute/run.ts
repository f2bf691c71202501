import { apply } from '../../../core/apply.ts';
import type { Command } from '../../../core/command.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import { match } from '../../../core/match.ts';
import { tick } from '../../../core/tick.ts';
import { createWorld, takeChanges, type World } from '../../../core/world.ts';
import { ADMIN, START } from '../fixtures.ts';
import { AGENTS, type Step } from './commands.ts';
import type { Snapshot } from './judge.ts';

export interface Run {
  readonly world: World;
  readonly events: Event[];
  /** Agents whom a person overloaded, or whose limits were lowered under their work. */
  readonly byHand: Set<string>;
  now: number;
}

export const snapshot = (run: Run): Snapshot => ({
  configuration: run.world.configuration,
  items: structuredClone([...run.world.items.values()]),
  agents: structuredClone([...run.world.agents.values()]),
  offers: structuredClone([...run.world.offers.values()]),
  now: run.now,
});

/** Three agents there from the start, so that a short run already routes. */
export function begin(settings: Configuration): Run {
  const world = createWorld(settings);
  const run: Run = { world, events: [], byHand: new Set(), now: START };
  for (const [at, id] of AGENTS.entries()) {
    const input = {
      name: id,
      profile: at === 2 ? 'p2' : 'p1',
      groups: [],
      skills: { german: at + 1 },
      capacity: null,
      connectivity: 'assumed' as const,
    };
    take(run, { verb: 'put_agent', agent: id, input }, at);
    take(run, { verb: 'set_presence', agent: id, intent: 'available', reason: null }, at);
  }
  return run;
}

/** One batch: tick, one command, match. `between` looks after the command and before the match. */
export function act(run: Run, step: Step, at: number, between: () => void = () => undefined): void {
  run.now += step.waitMs;
  tick(run.world, run.now);
  const items = [...run.world.items.keys()];
  const offers = [...run.world.offers.keys()];
  const command = step.make({
    item: items[step.pick % Math.max(1, items.length)] ?? 'wi_none',
    offer: offers[step.pick % Math.max(1, offers.length)] ?? 'of_none',
    agent: AGENTS[step.pick % AGENTS.length]!,
    id: `wi_${String(at).padStart(4, '0')}:${run.now}`,
  });
  take(run, command, at, between);
}

function take(run: Run, command: Command, at: number, between: () => void = () => undefined): void {
  if ((command.verb === 'assign' || command.verb === 'put_agent') && 'agent' in command) run.byHand.add(command.agent);
  const actor = ['expire_offer', 'admit', 'expire_item', 'escalate'].includes(command.verb)
    ? ({ kind: 'temporal', identity: 'w' } as const)
    : command.verb === 'tick'
      ? ({ kind: 'engine' } as const)
      : ADMIN;
  apply(run.world, { id: `cm_${at}`, actor, command, ifMatch: null }, { now: run.now });
  run.world.work.now = run.now;
  between();
  match(run.world, run.now);
  run.events.push(...takeChanges(run.world).events);
}
