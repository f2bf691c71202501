import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../../core/command.ts';
import { deadlinesOf } from '../../../core/deadline.ts';
import { ITEM_STATES, type Item } from '../../../core/item.ts';
import { nextEscalationAt } from '../../../core/ladder.ts';
import { nextOverflowAt } from '../../../core/overflow.ts';
import { effectsIn, STATES } from '../../../core/verbs/states.ts';
import { type DeadlineName, ITEM_VERBS, type ItemVerb, type ItemVerbName } from '../../../core/verbs/table.ts';
import type { World } from '../../../core/world.ts';
import { acts } from './acts.ts';
import { dice } from './dice.ts';
import { configurationFrom, documentDice } from './documents.ts';
import { Run } from './run.ts';

const NAME = {
  expire_offer: 'offerExpiresAt',
  admit: 'notBefore',
  wake: 'resumesAt',
  end_wrap_up: 'wrapUpEndsAt',
  note_target: 'targetAt',
  expire_item: 'timeToLiveEndsAt',
  escalate: 'nextEscalationAt',
  overflow: 'overflowAt',
} as const satisfies Record<string, DeadlineName>;

/** What the table speaks of, for one item at one moment. */
interface Moment {
  readonly state: Item['state'];
  readonly agents: readonly string[];
  readonly units: number;
  readonly deadlines: ReadonlySet<DeadlineName>;
}

function momentOf(world: World, item: Item): Moment {
  const agents = world.holders.get(item.id) ?? [];
  const units = agents.reduce((sum, agent) => sum + world.holdings.get(agent)!.get(item.id)!.units, 0);
  const deadlines = world.items.has(item.id) ? deadlinesOf(world, item).map(({ verb }) => NAME[verb]) : [];
  return { state: item.state, agents, units, deadlines: new Set(deadlines) };
}

function effectOf(before: Moment, after: Moment): string {
  if (after.agents.some((agent) => !before.agents.includes(agent))) return 'held';
  const left = before.agents.some((agent) => !after.agents.includes(agent)) || after.units === 0;
  if (left && after.units < before.units) return 'freed';
  return after.units > 0 ? 'kept' : 'none';
}

/** What a verb did, as words that its row either holds or does not. */
const wordsOf = (before: Moment, after: Moment): string[] => [
  `${before.state} to ${after.state}`,
  `capacity ${effectOf(before, after)}`,
  ...[...after.deadlines].filter((one) => !before.deadlines.has(one)).map((one) => `starts ${one}`),
  ...[...before.deadlines].filter((one) => !after.deadlines.has(one)).map((one) => `ends ${one}`),
];

const wordsIn = ({ to, capacity, starts, ends }: ItemVerb): string[] => [
  ...Object.entries(to).flatMap(([from, states]) => states.map((state) => `${from} to ${state}`)),
  ...capacity.map((one) => `capacity ${one}`),
  ...starts.map((one) => `starts ${one}`),
  ...ends.map((one) => `ends ${one}`),
];

function itemOf(world: World, { command }: Envelope): Item | undefined {
  if (!(command.verb in ITEM_VERBS)) return undefined;
  if ('offer' in command && typeof command.offer === 'string')
    return world.items.get(world.offers.get(command.offer)?.itemId ?? '');
  return 'item' in command && typeof command.item === 'string' ? world.items.get(command.item) : undefined;
}

interface Seen {
  /** What each verb did; what the clock did counts for the clock's verb. */
  readonly verbs: Map<string, Set<string>>;
  /** Which instants ran in each state, and whether it took units. */
  readonly states: Map<string, Set<string>>;
  /** Verb, state in which it met the item, and what happened to capacity. */
  readonly effects: Set<string>;
}

const noneYet = (names: readonly string[]) => new Map<string, Set<string>>(names.map((name) => [name, new Set()]));

/** The same of when its wait is looked at by overflow, unless that is what is asked for. */
function isLookedAt(world: World, item: Item, { now, envelope }: { now: number; envelope: Envelope }): boolean {
  if (item.state !== 'waiting') return false;
  if (item.overflowAt !== null && item.overflowAt <= now) return envelope.command.verb !== 'overflow';
  return item.overflowAt !== nextOverflowAt({ ...world, work: { ...world.work, now, upTo: now } }, item);
}

/** Whatever was seen in seeded runs. */
function observe(runs: number): Seen {
  const verbs = noneYet(Object.keys(ITEM_VERBS));
  const states = noneYet(ITEM_STATES);
  const effects = new Set<string>();
  const scripts = fc.sample(fc.tuple(documentDice, dice(48), acts({ most: 60, least: 30 })), {
    seed: 8,
    numRuns: runs,
  });
  for (const [numbers, staff, script] of scripts) {
    let watched: { item: Item; before: Moment; seq: number } | null = null;
    new Run(configurationFrom(numbers), {
      before: ({ world, now }, envelope) => {
        const item = itemOf(world, envelope);
        // An instant that a published ladder has moved is put right, without an event, in the next batch or when it passes.
        const next = item === undefined ? null : nextEscalationAt(world.configuration, item);
        const stale = item?.state === 'waiting' && item.nextEscalationAt !== next;
        const climbs = stale || (item?.nextEscalationAt ?? now + 1) <= now;
        const moves = climbs || (item !== undefined && isLookedAt(world, item, { now, envelope }));
        watched = item === undefined || moves ? null : { item, before: momentOf(world, item), seq: world.seq };
      },
      after: ({ world }, { envelope }) => {
        if (watched === null) return;
        const { item, before, seq } = watched;
        const causes = new Set(
          world.log.events.filter((one) => one.seq > seq && one.item === item.id).map((one) => one.cause),
        );
        const [cause] = causes;
        if (cause === undefined || causes.size > 1) return;
        const verb = cause.startsWith('deadline:') ? cause.slice('deadline:'.length) : envelope.command.verb;
        // It may come with others that are due, of which it says nothing itself where it changes nothing.
        if (envelope.command.verb === 'overflow' && verb !== 'overflow') return;
        const now = momentOf(world, item);
        for (const word of wordsOf(before, now)) verbs.get(verb)!.add(word);
        effects.add(`${verb} in ${before.state}: ${effectOf(before, now)}`);
        for (const one of now.deadlines) states.get(now.state)!.add(one);
        if (now.units > 0) states.get(now.state)!.add('units');
      },
    })
      .staff(staff)
      .play(script);
  }
  return { verbs, states, effects };
}

const seen = observe(8000);

describe('the table of verbs', () => {
  it.each(Object.keys(ITEM_VERBS) as ItemVerbName[])('says of %s what it does, no less and no more', (verb) => {
    expect([...seen.verbs.get(verb)!].sort()).toEqual(wordsIn(ITEM_VERBS[verb]).sort());
  });
});

describe('the table of states', () => {
  it.each(ITEM_STATES)('says of %s what runs in it and whether it takes units, no less and no more', (state) => {
    const { holds, runs } = STATES[state];
    const units = holds === 'nothing' ? [] : ['units'];
    expect([...seen.states.get(state)!].sort()).toEqual([...runs, ...units].sort());
  });

  it('leaves out nothing that happens to capacity', () => {
    const told = Object.entries<ItemVerb>(ITEM_VERBS).flatMap(([verb, row]) =>
      (Object.keys(row.to) as Item['state'][]).flatMap((state) =>
        effectsIn(state, row).map((effect) => `${verb} in ${state}: ${effect}`),
      ),
    );
    for (const one of seen.effects) expect(told).toContain(one);
  });
});
