import { type Expression, evaluate, type Value } from '../../rules/expression.ts';
import type { Effect, Workstream } from '../compiled.ts';
import { pointer as pointerTo } from '../pointer.ts';

/** What is known of somebody; `null`: anything, since nobody is there yet. */
export interface Traits {
  readonly skills: Readonly<Record<string, number>> | null;
  readonly groups: readonly string[] | null;
  readonly attributes: Readonly<Record<string, string>> | null;
}

/** One thing that an item asks of an agent. */
export interface Need {
  readonly pointer: string;
  /** The same for needs that the same people meet. */
  readonly id: string;
  /** The skill, group or attribute that is asked for. */
  readonly what: string;
  /** What somebody who meets it does: `has skill stocks at level 4`. */
  readonly text: string;
  readonly relaxable: boolean;
  readonly met: (person: Traits) => boolean;
}

const skillNeed = (skill: string, level: number, at: { pointer: string; relaxable: boolean }): Need => ({
  ...at,
  id: `skill ${skill} ${level}`,
  what: `skill ${skill}`,
  text: `has skill ${skill} at level ${level}`,
  met: ({ skills }) => skills === null || (Object.hasOwn(skills, skill) ? skills[skill]! : 0) >= level,
});

const groupNeed = (group: string, pointer: string): Need => ({
  pointer,
  relaxable: false,
  id: `group ${group}`,
  what: `group ${group}`,
  text: `is in group ${group}`,
  met: ({ groups }) => groups === null || groups.includes(group),
});

/** Where the value depends on the item, whoever has any value of the attribute may fit. */
function attributeNeed(name: string, expression: Expression, pointer: string): Need {
  const wanted = constantOf(expression);
  return {
    pointer,
    relaxable: false,
    id: `attribute ${name} ${JSON.stringify(wanted)}`,
    what: `attribute ${name}`,
    text: `has ${wanted === null ? 'an' : 'that'} attribute ${name}`,
    met: ({ attributes }) => {
      if (attributes === null) return true;
      const has = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
      return wanted === null ? has !== undefined : has === String(wanted);
    },
  };
}

/** The value of an expression that looks at nothing; `null` where it depends on the item, or fails. */
export function constantOf(expression: Expression): Value {
  return expression.parts.every(({ paths }) => paths.length === 0) ? evaluate(expression, {}).value : null;
}

export const needsOfWorkstream = ({ requirements }: Workstream, pointer: string): Need[] =>
  Object.entries(requirements).map(([skill, { level, relaxable }]) =>
    skillNeed(skill, level, { pointer: `${pointer}/require/${skill}`, relaxable }),
  );

/** What a rule asks for, as the sets of needs of which an item gets one. */
export function needsOfEffect(effect: Effect, pointer: string, highest: (skill: string) => number): Need[][] {
  const { relaxable } = effect;
  const skills = Object.entries(effect.skills).flatMap(([skill, level]) => {
    const at = { pointer: `${pointer}/require/${skill}`, relaxable };
    if ('fixed' in level) return [skillNeed(skill, level.fixed, at)];
    const constant = constantOf(level.from);
    // A level that depends on the item is at least the first.
    const least = typeof constant === 'number' ? Math.min(highest(skill), Math.max(1, Math.ceil(constant))) : 1;
    return [skillNeed(skill, least, at)];
  });
  const always = [
    ...skills,
    ...effect.groups.map((group, place) => groupNeed(group, `${pointer}/groups/${place}`)),
    ...Object.entries(effect.agentAttributes).map(([name, expression]) =>
      attributeNeed(name, expression, `${pointer}/agentAttributes/${name}/value`),
    ),
  ];
  const named = Object.entries(effect.skillFrom?.skills ?? {});
  if (named.length === 0) return [always];
  return named.map(([value, { skill, level }]) => [
    ...always,
    skillNeed(skill, level, { pointer: `${pointer}/requireFrom/skills${pointerTo([value])}`, relaxable }),
  ]);
}
