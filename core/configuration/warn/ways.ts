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
      options.map((option) => joined(way, option)).filter(({ parts }) => !contradicts(parts)),
    );
  }
  const ends = { workstream, written, pointer, configuration };
  return ways.map((way) => ({
    needs: way.needs,
    cost: way.cost ?? own,
    queues: way.queue === null ? destinations(way.parts, ends) : [way.queue],
  }));
}

const joined = (way: Option, next: Option): Option => ({
  parts: [...way.parts, ...next.parts],
  needs: [...way.needs, ...next.needs],
  cost: next.cost ?? way.cost,
  queue: next.queue ?? way.queue,
});

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
  const parts = (when?.parts ?? []).filter(({ paths }) => paths.every(steady));
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

interface Ends {
  readonly workstream: Workstream;
  readonly written: Of<'workstreams'>;
  readonly pointer: string;
  readonly configuration: Configuration;
}

/** Where an item of which so much is known may go by the queue rules. */
function destinations(
  known: Expression['parts'],
  { workstream, written, pointer, configuration }: Ends,
): Destination[] {
  const found: Destination[] = [];
  const so: Expression = { source: '', parts: known };
  for (const [place, rule] of workstream.queueRules.entries()) {
    if (rule.when !== null && contradicts([...known, ...steadyParts(rule.when, workstream)])) continue;
    const targets = rule.split.filter(({ percent }) => percent > 0);
    const at = `${pointer}/queue/${place}`;
    const plain = 'to' in written.queue![place]!;
    found.push(...targets.map(({ queue }) => ({ queue, pointer: plain ? `${at}/to` : `${at}/split/${queue}` })));
    const { ends } = listed(rule, configuration);
    if (ends && (rule.when === null || covers(rule.when, so))) return found;
  }
  if (workstream.fallback !== null) found.push({ queue: workstream.fallback, pointer: `${pointer}/fallback` });
  return found;
}

function steadyParts(when: Expression, workstream: Workstream): Expression['parts'] {
  const steady = steadyPath(workstream);
  return when.parts.filter(({ paths }) => paths.every(steady));
}
