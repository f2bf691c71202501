import { contradictionIn, covers } from '../../rules/constant.ts';
import type { Expression } from '../../rules/expression.ts';
import type { Configuration, Rule, Workstream } from '../compiled.ts';
import type { Of } from '../document/document.ts';
import { type Need, needsOfEffect, needsOfWorkstream } from './needs.ts';
import { hides, holdsAlways, listed } from './rules.ts';

/** One way for an item through the rules of its workstream: what it then asks for, and where it may end. */
export interface Way {
  readonly needs: readonly Need[];
  readonly cost: { readonly units: number; readonly pointer: string };
  readonly queues: readonly Destination[];
}

export interface Destination {
  readonly queue: string;
  readonly pointer: string;
}

/** More ways than this are not looked through. */
const MOST_WAYS = 2000;

/** A rule that may act, as far as it matters for who can take the item. */
interface Option {
  readonly parts: Expression['parts'];
  readonly needs: readonly Need[];
  readonly cost: Way['cost'] | null;
  readonly queue: Destination | null;
}

const NOTHING: Option = { parts: [], needs: [], cost: null, queue: null };

/** All of them, as far as comparing conditions can tell; `null` when there are too many. */
export function waysThrough(configuration: Configuration, name: string, written: Of<'workstreams'>): Way[] | null {
  const workstream = configuration.workstreams[name]!;
  const pointer = `/workstreams/${name}`;
  const steady = steadyPath(workstream);
  const choices = workstream.rulesets.map((set) =>
    optionsOf(set.rules, { pointer: `${pointer}/classify/${set.name}`, steady, configuration }),
  );
  const own = { units: workstream.cost, pointer: `${pointer}/cost` };
  let ways: Option[] = [{ ...NOTHING, needs: needsOfWorkstream(workstream, pointer), cost: own }];
  for (const options of choices) {
    if (ways.length * options.length > MOST_WAYS) return null;
    ways = ways.flatMap((way) =>
      options.filter(({ parts }) => !clash(way.parts, parts)).map((option) => joined(way, option)),
    );
  }
  const exits = exitsOf(workstream, { pointer, written, steady, configuration });
  return ways.map((way) => ({
    needs: way.needs,
    cost: way.cost ?? own,
    queues: way.queue === null ? destinations(way.parts, exits) : [way.queue],
  }));
}

const joined = (way: Option, next: Option): Option => ({
  parts: [...way.parts, ...next.parts],
  needs: [...way.needs, ...next.needs],
  cost: next.cost ?? way.cost,
  queue: next.queue ?? way.queue,
});

/** Whether the two cannot hold together; only what looks at the same can clash. */
function clash(known: Expression['parts'], more: Expression['parts']): boolean {
  if (known.length === 0 || more.length === 0) return false;
  const paths = new Set(known.flatMap((part) => part.paths));
  return more.some((part) => part.paths.some((path) => paths.has(path))) && contradicts([...known, ...more]);
}

const contradicts = (parts: Expression['parts']): boolean => contradictionIn({ source: '', parts }) !== null;

interface Among {
  readonly pointer: string;
  readonly steady: (path: string) => boolean;
  readonly configuration: Configuration;
}

function optionsOf(rules: readonly Rule[], at: Among): Option[] {
  const zones = [at.configuration.organisation.timeZone];
  const inOrder = rules.map(({ when }) => ({ when, ends: true, zones }));
  const options: Option[] = [];
  for (const [place, rule] of rules.entries()) {
    const hidden = inOrder.some((earlier, before) => before < place && hides(earlier, inOrder[place]!));
    if (!hidden && !(rule.when !== null && contradicts(rule.when.parts)))
      options.push(...optionOf(rule, `${at.pointer}/${place}/then`, at));
  }
  const some = options.filter(isSomething);
  const none = some.length < options.length || !rules.some(({ when }) => holdsAlways(when));
  return none ? [NOTHING, ...some] : some;
}

const isSomething = ({ needs, cost, queue }: Option): boolean => needs.length > 0 || cost !== null || queue !== null;

function optionOf({ when, effect }: Rule, pointer: string, { steady, configuration }: Among): Option[] {
  const parts = steadyParts(when, steady);
  const highest = (skill: string) => configuration.skills[skill]?.levels.length ?? 5;
  return needsOfEffect(effect, pointer, highest).map((needs) => ({
    parts,
    needs,
    cost: effect.cost === null ? null : { units: effect.cost, pointer: `${pointer}/cost` },
    queue: effect.queue === null ? null : { queue: effect.queue, pointer: `${pointer}/queue` },
  }));
}

/** What no rule can change and no clock moves: only that may be compared between one rule and another. */
function steadyPath(workstream: Workstream): (path: string) => boolean {
  const set = new Set(
    workstream.rulesets.flatMap(({ rules }) => rules.flatMap(({ effect }) => Object.keys(effect.set))),
  );
  return (path) => {
    if (/^(customer|channel)\./.test(path) || /^item\.(source|channel|workstream|subject)$/.test(path)) return true;
    return path.startsWith('item.attributes.') && !set.has(path.split('.')[2]!);
  };
}

/** A queue rule or the fallback. */
interface Exit {
  /** `null`: always. */
  readonly when: Expression | null;
  readonly steady: Expression['parts'];
  /** Whether no later one is looked at when it holds. */
  readonly ends: boolean;
  readonly queues: readonly Destination[];
}

function exitsOf(
  { queueRules, fallback }: Workstream,
  at: Among & { readonly written: Of<'workstreams'> },
): readonly Exit[] {
  const exits = queueRules.map((rule, place): Exit => {
    const here = `${at.pointer}/queue/${place}`;
    const plain = 'to' in at.written.queue![place]!;
    const targets = rule.split.filter(({ percent }) => percent > 0);
    return {
      when: rule.when,
      steady: steadyParts(rule.when, at.steady),
      ends: listed(rule, at.configuration).ends,
      queues: targets.map(({ queue }) => ({ queue, pointer: plain ? `${here}/to` : `${here}/split/${queue}` })),
    };
  });
  if (fallback === null) return exits;
  const last = { queue: fallback, pointer: `${at.pointer}/fallback` };
  return [...exits, { when: null, steady: [], ends: true, queues: [last] }];
}

const steadyParts = (when: Expression | null, steady: Among['steady']): Expression['parts'] =>
  (when?.parts ?? []).filter(({ paths }) => paths.every(steady));

/** Where an item of which so much is known may go. */
function destinations(known: Expression['parts'], exits: readonly Exit[]): Destination[] {
  const found: Destination[] = [];
  const so: Expression = { source: '', parts: known };
  for (const { when, steady, ends, queues } of exits) {
    if (clash(known, steady)) continue;
    found.push(...queues);
    if (ends && (when === null || covers(when, so))) return found;
  }
  return found;
}
