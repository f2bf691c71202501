import type { Configuration, Effect, Given } from '../configuration/compiled.ts';
import type { SkillRequirement } from '../item.ts';
import { type Sentence, say } from '../phrases/say.ts';
import type { EffectPart } from '../phrases/told.ts';
import { type Activation, type Expression, evaluate, type Value } from '../rules/expression.ts';

/** What a classification is while its rulesets run. */
export interface Draft {
  priority: number;
  cost: number;
  queue: string | null;
  skills: Record<string, SkillRequirement>;
  groups: string[];
  agentAttributes: Record<string, string>;
  dueAfterMs: number | null;
  preferred: { agent: string; forMs: number } | null;
  /** Attributes that rules have set. */
  derived: Record<string, Value>;
}

interface At {
  readonly given: Activation;
  readonly configuration: Configuration;
  readonly isAgent: (id: string) => boolean;
}

/** Does what a rule says. What cannot be worked out is left out, and said. */
export function carryOut(draft: Draft, effect: Effect, at: At): Sentence[] {
  const problems: Sentence[] = [];
  const work = (what: EffectPart, expression: Expression): Value | undefined => {
    const { value, because } = evaluate(expression, at.given);
    if (because === null) return value;
    problems.push(say('effect.unworkable', { what, because }));
    return undefined;
  };
  setPriority(draft, effect.priority, { work, problems });
  askSkills(draft, effect, { ...at, work, problems });
  for (const group of effect.groups) if (!draft.groups.includes(group)) draft.groups.push(group);
  for (const [name, expression] of Object.entries(effect.agentAttributes)) {
    const value = work({ kind: 'agent_attribute', name }, expression);
    if (value !== undefined && value !== null) draft.agentAttributes[name] = String(value);
  }
  for (const [name, given] of Object.entries(effect.set)) {
    const value = 'fixed' in given ? given.fixed : work({ kind: 'attribute', name }, given.from);
    if (value !== undefined) draft.derived[name] = value;
  }
  draft.cost = effect.cost ?? draft.cost;
  draft.dueAfterMs = effect.dueMs ?? draft.dueAfterMs;
  draft.queue = effect.queue ?? draft.queue;
  prefer(draft, effect.prefer, { ...at, work, problems });
  return problems;
}

interface Working {
  readonly work: (what: EffectPart, expression: Expression) => Value | undefined;
  readonly problems: Sentence[];
}

const within = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

function numberOf(given: Given<number>, what: EffectPart, { work, problems }: Working): number | null {
  const value = 'fixed' in given ? given.fixed : work(what, given.from);
  if (value === undefined) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  problems.push(say('effect.no_number', { what, value }));
  return null;
}

function setPriority(draft: Draft, given: Given<number> | null, working: Working): void {
  const value = given === null ? null : numberOf(given, { kind: 'priority' }, working);
  if (value !== null) draft.priority = within(Math.round(value), -100, 100);
}

function askSkills(draft: Draft, effect: Effect, at: At & Working): void {
  const { relaxable } = effect;
  for (const [skill, given] of Object.entries(effect.skills)) {
    const value = numberOf(given, { kind: 'skill', name: skill }, at);
    const highest = at.configuration.skills[skill]?.levels.length ?? 5;
    if (value !== null) ask(draft, skill, { level: within(Math.ceil(value), 1, highest), relaxable });
  }
  if (effect.skillFrom === null) return;
  const value = at.work({ kind: 'skill_from' }, effect.skillFrom.value);
  const named = typeof value === 'string' && Object.hasOwn(effect.skillFrom.skills, value) ? value : null;
  if (named !== null) {
    const { skill, level } = effect.skillFrom.skills[named]!;
    ask(draft, skill, { level, relaxable });
  } else if (value !== undefined) at.problems.push(say('effect.no_skill', { value }));
}

/** Asked for twice, a skill is needed at the higher level, and may be dropped only if both may. */
function ask(draft: Draft, skill: string, need: SkillRequirement): void {
  const before = Object.hasOwn(draft.skills, skill) ? draft.skills[skill] : undefined;
  draft.skills[skill] =
    before === undefined
      ? need
      : { level: Math.max(before.level, need.level), relaxable: before.relaxable && need.relaxable };
}

function prefer(draft: Draft, given: Effect['prefer'], at: At & Working): void {
  if (given === null) return;
  const agent = at.work({ kind: 'preferred' }, given.agent);
  if (typeof agent === 'string' && at.isAgent(agent)) draft.preferred = { agent, forMs: given.forMs };
  else if (agent !== undefined) at.problems.push(say('effect.no_agent', { value: agent }));
}
