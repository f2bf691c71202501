import type { Configuration, Effect, Given, QueueRule, Workstream } from '../../../core/configuration/compiled.ts';
import { activationOf, type Expression, evaluate, test, type Value } from '../../../core/rules/expression.ts';
import { factsWith } from '../rules/facts.ts';

/** What becomes of one item, worked out the long way: no set, no shortcut, nothing of what the warnings are made of. */
export interface Outcome {
  readonly facts: Facts;
  readonly queue: string | null;
  readonly needs: Needs;
  /** Pointers of the rules that acted. */
  readonly fired: readonly string[];
  /** Agents of the document who could take it, if not now then some day. */
  readonly takers: readonly string[];
}

interface Facts {
  readonly attributes: Record<string, unknown>;
  readonly customer: Record<string, unknown>;
  readonly open: boolean;
  /** 0 to 99: where the item falls in a split. */
  readonly dice: number;
}

interface Needs {
  readonly skills: Record<string, { level: number; relaxable: boolean }>;
  readonly groups: string[];
  readonly attributes: Record<string, Value | 'any'>;
  cost: number;
}

const ALL_FACTS: readonly Facts[] = [undefined, 'a', 'b', 'c', 2, 5].flatMap((x) =>
  [undefined, true, false].flatMap((y) =>
    [undefined, 'gold', 'north'].flatMap((tier) =>
      [true, false].flatMap((open) =>
        [10, 90].map((dice) => ({ attributes: without({ x, y }), customer: without({ tier }), open, dice })),
      ),
    ),
  ),
);

function without(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Every item that differs in what the rules of the generated documents look at. */
export const outcomes = (configuration: Configuration, workstream: string): Outcome[] =>
  ALL_FACTS.map((facts) => takenIn(configuration, workstream, facts));

function takenIn(configuration: Configuration, name: string, facts: Facts): Outcome {
  const one = configuration.workstreams[name]!;
  const needs: Needs = { skills: { ...one.requirements }, groups: [], attributes: {}, cost: one.cost };
  const fired: string[] = [];
  const set: Record<string, unknown> = {};
  let queue: string | null = null;
  for (const ruleset of one.rulesets) {
    const given = variables(facts, { set, needs, queue });
    const place = ruleset.rules.findIndex(({ when }) => when === null || test(when, given).holds);
    if (place < 0) continue;
    fired.push(`/workstreams/${name}/classify/${ruleset.name}/${place}`);
    const { effect } = ruleset.rules[place]!;
    ask(needs, effect, given);
    for (const [key, value] of Object.entries(effect.set)) if ('fixed' in value) set[key] = value.fixed;
    needs.cost = effect.cost ?? needs.cost;
    queue = effect.queue ?? queue;
  }
  if (queue === null) {
    const chosen = byQueueRules(configuration, one, { facts, given: variables(facts, { set, needs, queue }) });
    queue = chosen.queue;
    if (chosen.place !== null) fired.push(`/workstreams/${name}/queue/${chosen.place}`);
  }
  return { facts, queue, needs, fired, takers: queue === null ? [] : takersOf(configuration, one, { queue, needs }) };
}

function variables(facts: Facts, so: { set: Record<string, unknown>; needs: Needs; queue: string | null }) {
  const base = factsWith({ attributes: { ...facts.attributes, ...so.set }, customer: facts.customer });
  const item = { ...base.item, cost: so.needs.cost, queue: so.queue ?? '' };
  return activationOf({ ...base, item, calendars: { office: facts.open } });
}

type Variables = ReturnType<typeof variables>;

const looksAtItem = ({ parts }: Expression): boolean => parts.some(({ paths }) => paths.length > 0);

function ask(needs: Needs, effect: Effect, given: Variables): void {
  const add = (skill: string, level: number) => {
    const before = needs.skills[skill];
    needs.skills[skill] = {
      level: Math.max(before?.level ?? 1, level),
      relaxable: (before?.relaxable ?? true) && effect.relaxable,
    };
  };
  for (const [skill, level] of Object.entries(effect.skills)) {
    const value = levelOf(level, given);
    if (value !== null) add(skill, value);
  }
  const named = effect.skillFrom === null ? null : evaluate(effect.skillFrom.value, given).value;
  const found = typeof named === 'string' ? effect.skillFrom!.skills[named] : undefined;
  if (found !== undefined) add(found.skill, found.level);
  needs.groups.push(...effect.groups);
  for (const [name, expression] of Object.entries(effect.agentAttributes)) {
    const { value, because } = evaluate(expression, given);
    if (because === null) needs.attributes[name] = looksAtItem(expression) ? 'any' : value;
  }
}

/** How high the item's own data asks is not the document's doing: then the least that it may ask. */
function levelOf(level: Given<number>, given: Variables): number | null {
  if ('fixed' in level) return level.fixed;
  const { value } = evaluate(level.from, given);
  if (typeof value !== 'number') return null;
  return looksAtItem(level.from) ? 1 : value;
}

function byQueueRules(
  { queues }: Configuration,
  { queueRules, fallback }: Workstream,
  { facts, given }: { facts: Facts; given: Variables },
): { queue: string | null; place: number | null } {
  let closed: string | null = null;
  for (const [place, rule] of queueRules.entries()) {
    if (rule.when !== null && !test(rule.when, given).holds) continue;
    const queue = partOf(rule, facts.dice);
    if (queues[queue]!.hours === null || facts.open) return { queue, place };
    closed ??= queue;
  }
  return { queue: fallback ?? closed, place: null };
}

function partOf({ split }: QueueRule, dice: number): string {
  let from = 0;
  for (const { queue, percent } of split) {
    from += percent;
    if (dice < from) return queue;
  }
  throw new Error('a split totals 100');
}

function takersOf(
  configuration: Configuration,
  { channel, mode }: Workstream,
  { queue, needs }: { queue: string; needs: Needs },
): string[] {
  const ladder = configuration.queues[queue]!.escalation;
  const relaxes = ladder !== null && configuration.escalations[ladder]!.some(({ relax }) => relax);
  const skills = Object.entries(needs.skills).filter(([, { relaxable }]) => !(relaxable && relaxes));
  const takers: string[] = [];
  for (const [id, agent] of Object.entries(configuration.agents)) {
    const profile = configuration.profiles[agent.profile]!;
    const limit = profile.channels[channel];
    if (limit === undefined || profile.queues[queue] === undefined) continue;
    if (!Object.values(profile.presence).some((channels) => channels.includes(channel))) continue;
    if ((limit.cost ?? needs.cost) > (agent.capacity ?? profile.capacity)) continue;
    if ((profile.mode ?? mode) === 'pick' && !profile.may.pick.includes(channel)) continue;
    if (!skills.every(([skill, { level }]) => (agent.skills[skill] ?? 0) >= level)) continue;
    if (!needs.groups.every((group) => [...agent.groups, ...profile.groups].includes(group))) continue;
    const fits = ([name, value]: [string, unknown]) =>
      value === 'any' ? agent.attributes[name] !== undefined : agent.attributes[name] === String(value);
    if (Object.entries(needs.attributes).every(fits)) takers.push(id);
  }
  return takers;
}
