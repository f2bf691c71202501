import type { Asked } from '../told.ts';

/** What an item asks of an agent, part by part. */
export function asks({ skills, groups, attributes, agent }: Asked): string[] {
  return [
    ...Object.entries(skills).map(
      ([skill, { level, relaxable }]) => `${skill} ≥ ${level}${relaxable ? ' if possible' : ''}`,
    ),
    ...groups.map((group) => `group ${group}`),
    ...Object.entries(attributes).map(([attribute, value]) => `${attribute} ${value}`),
    ...(agent === null ? [] : [`agent ${agent}`]),
  ];
}
