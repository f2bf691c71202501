import { nextChange } from '../calendar/calendar.ts';
import { Bits } from '../matching/bits.ts';
import { type Sentence, say } from '../phrases/say.ts';
import type { Told } from '../phrases/told.ts';
import { waitingIn } from '../queue-load.ts';
import type { World } from '../world.ts';
import { explainWaiting } from './item.ts';
import { type Line, linesInto } from './queue-lines.ts';
import { type AskedFor, requirementsIn } from './queue-requirements.ts';
import { namesOf } from './ruled-out.ts';

/** Who can serve a queue now, and what it lacks. Instants and spans are in milliseconds. */
export interface QueueExplanation {
  readonly queue: string;
  readonly at: number;
  readonly sentence: Sentence;
  /** All of it, sentence by sentence. */
  readonly sentences: readonly Sentence[];
  readonly waiting: number;
  readonly longestWaitMs: number;
  /** The most urgent item that waits. */
  readonly next: string | null;
  /** `until`: when it closes or opens next; `null` where it never does. */
  readonly hours: { readonly open: boolean; readonly until: number | null; readonly timeZone: string };
  /** Agents whose profile serves it; those of them whose presence takes its channels; those who could take one item more. */
  readonly serving: number;
  readonly here: number;
  readonly able: number;
  readonly profiles: readonly ServingProfile[];
  /** Workstreams that lead to it, each by an item that brings nothing of its own. */
  readonly lines: readonly Omit<Line, 'staff' | 'present'>[];
  /** What waiting items ask for, the scarcest first. */
  readonly requirements: readonly AskedFor[];
}

/** The agents of one profile; `agents`: the first of those who are able, by name. */
type ServingProfile = Told['queue.profile'];

/** It asks the classes that wait and the sets of the roster, never item by item. `null`: there is no such queue. */
export function explainQueue(world: World, queue: string): QueueExplanation | null {
  if (!Object.hasOwn(world.configuration.queues, queue)) return null;
  const lines = linesInto(world, queue);
  const [here, able] = [new Bits(), new Bits()];
  for (const line of lines) {
    here.or(line.present);
    able.or(line.staff);
  }
  const serving = world.roster.bits(`queue:${queue}`);
  here.and(serving);
  const classes = [...(world.shelf.byQueue.get(queue) ?? [])];
  const { now } = world.work;
  const facts = {
    queue,
    at: now,
    waiting: waitingIn(world, queue),
    longestWaitMs: now - Math.min(now, ...classes.map(({ items }) => items.first()?.enqueuedAt ?? now)),
    next: classes[0]?.items.first()?.id ?? null,
    hours: hoursOf(world, queue),
    serving: serving.count(),
    here: here.count(),
    able: able.count(),
    profiles: profilesOf(world, queue, { here, able }),
    lines: lines.map(({ staff, present, ...line }) => line),
    requirements: requirementsIn(world, classes),
  };
  const sentences = sentencesOf(world, facts);
  return { ...facts, sentence: sentences[0]!, sentences };
}

function hoursOf({ configuration, roster, work }: World, queue: string): QueueExplanation['hours'] {
  const hours = configuration.queues[queue]!.hours;
  const calendar = hours === null ? undefined : configuration.calendars[hours];
  if (hours === null || calendar === undefined)
    return { open: true, until: null, timeZone: configuration.organisation.timeZone };
  return { open: roster.isOpen(hours), until: nextChange(calendar, work.now), timeZone: calendar.timeZone };
}

/** By rank, then by name. */
function profilesOf(world: World, queue: string, of: { here: Bits; able: Bits }): ServingProfile[] {
  return Object.entries(world.configuration.profiles)
    .flatMap(([profile, { queues }]) => {
      const place = Object.hasOwn(queues, queue) ? queues[queue] : undefined;
      if (place === undefined) return [];
      const agents = world.roster.bits(`profile:${profile}`);
      const [here, able] = [both(agents, of.here), both(agents, of.able)];
      return [
        {
          profile,
          rank: place.rank,
          afterMs: place.afterMs,
          serving: agents.count(),
          here: here.count(),
          able: able.count(),
          agents: namesOf(world, able),
          freeUnits: [...able].reduce((sum, slot) => sum + Math.max(0, world.roster.freeUnitsAt(slot)), 0),
        },
      ];
    })
    .sort((a, b) => a.rank - b.rank || (a.profile < b.profile ? -1 : 1));
}

function both(a: Bits, b: Bits): Bits {
  const bits = new Bits().copyFrom(a);
  bits.and(b);
  return bits;
}

function sentencesOf(world: World, facts: Omit<QueueExplanation, 'sentence' | 'sentences'>): Sentence[] {
  const { waiting, longestWaitMs, able, serving, here, hours, at: now, requirements, next } = facts;
  const scarcest = requirements.find(({ room }) => room === 0) ?? null;
  const item = next === null ? undefined : world.items.get(next);
  const why = item === undefined ? null : explainWaiting(world, item);
  const until = hours.until === null ? null : { at: hours.until, now, timeZone: hours.timeZone };
  return [
    say('queue.now', { waiting, oldestMs: longestWaitMs, able, serving, here, open: hours.open, scarcest }),
    say('queue.hours', { open: hours.open, until }),
    ...(why === null ? [] : [say('queue.next', { item: why.item, why: why.sentence })]),
    ...requirements.map((one) => say('queue.requirement', one)),
    ...facts.profiles.map((one) => say('queue.profile', one)),
    ...facts.lines.flatMap((line) => [
      say('queue.line', line),
      ...line.ruledOut.map((group) => say('queue.cannot', { workstream: line.workstream, group })),
    ]),
  ];
}
