import type { Configuration } from '../core/configuration/compiled.ts';
import type { Item } from '../core/item.ts';

/** What an item was taken in as, or would be. */
export type TakenIn = Pick<Item, 'queue' | 'priority' | 'cost' | 'requirements'>;

/** When it was taken in: what is for later is classified again when its time has come. */
export const takenInAt = ({ createdAt, notBefore }: Item): number => Math.max(createdAt, notBefore ?? createdAt);

/** What it was taken in with that a configuration lacks, so that it would be refused; `null` when nothing is. */
export function missingFor(item: Item, { workstreams, queues, skills, groups }: Configuration): string | null {
  const { queue, requirements } = item.payload.given;
  if (!Object.hasOwn(workstreams, item.workstream)) return `Workstream ${item.workstream} is not there.`;
  if (queue !== null && !Object.hasOwn(queues, queue)) return `It asks for queue ${queue}, which is not there.`;
  for (const [skill, { level }] of Object.entries(requirements.skills)) {
    if (!Object.hasOwn(skills, skill)) return `It asks for skill ${skill}, which is not there.`;
    if (level > skills[skill]!.levels.length)
      return `It asks for level ${level} of skill ${skill}, which is not there.`;
  }
  const group = requirements.groups.find((one) => !Object.hasOwn(groups, one));
  return group === undefined ? null : `It asks for group ${group}, which is not there.`;
}
