import type { Configuration } from '../core/configuration/compiled.ts';
import type { Item } from '../core/item.ts';
import { type Sentence, say } from '../core/phrases/say.ts';

/** What an item was taken in as, or would be. */
export type TakenIn = Pick<Item, 'queue' | 'priority' | 'cost' | 'requirements'>;

/** When it was taken in: what is for later is classified again when its time has come. */
export const takenInAt = ({ createdAt, notBefore }: Item): number => Math.max(createdAt, notBefore ?? createdAt);

/** What it was taken in with that a configuration lacks, so that it would be refused; `null` when nothing is. */
export function missingFor(item: Item, { workstreams, queues, skills, groups }: Configuration): Sentence | null {
  const { queue, requirements } = item.payload.given;
  if (!Object.hasOwn(workstreams, item.workstream))
    return say('simulation.gone', { kind: 'workstream', name: item.workstream });
  if (queue !== null && !Object.hasOwn(queues, queue)) return say('simulation.gone', { kind: 'queue', name: queue });
  for (const [skill, { level }] of Object.entries(requirements.skills)) {
    if (!Object.hasOwn(skills, skill)) return say('simulation.gone', { kind: 'skill', name: skill });
    if (level > skills[skill]!.levels.length) return say('simulation.no_level', { skill, level });
  }
  const group = requirements.groups.find((one) => !Object.hasOwn(groups, one));
  return group === undefined ? null : say('simulation.gone', { kind: 'group', name: group });
}
