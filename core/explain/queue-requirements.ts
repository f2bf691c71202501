import { NAMED_AGENT, narrow, type Waiting } from '../eligibility.ts';
import type { Item } from '../item.ts';
import { Bits } from '../matching/bits.ts';
import type { Condition, ItemClass } from '../matching/shelf.ts';
import type { Requirement } from '../phrases/told.ts';
import type { World } from '../world.ts';
import { narrowed, presentFor } from './queue-lines.ts';

/** One thing that waiting items ask for: by how many of them, and how many of those who serve the queue have it, are here with it, have room besides. */
export type AskedFor = Requirement & {
  readonly waiting: number;
  readonly have: number;
  readonly here: number;
  readonly room: number;
};

interface Found {
  readonly asked: Requirement;
  waiting: number;
  readonly have: Bits;
  readonly here: Bits;
  readonly room: Bits;
}

/** The scarcest first: whom fewest with room, then here, then at all could serve, then what most items ask for. */
export function requirementsIn(world: World, classes: readonly ItemClass[]): AskedFor[] {
  const found = new Map<string, Found>();
  for (const one of classes) {
    const item = one.items.first()!;
    for (const { asked, condition } of askedBy(one, item)) {
      const key = JSON.stringify(asked);
      const entry = found.get(key) ?? { asked, waiting: 0, have: new Bits(), here: new Bits(), room: new Bits() };
      found.set(key, entry);
      entry.waiting += one.items.size;
      count(world, entry, { at: { found: one, item }, condition });
    }
  }
  return [...found.values()]
    .map(({ asked, waiting, have, here, room }) => ({
      ...asked,
      waiting,
      have: have.count(),
      here: here.count(),
      room: room.count(),
    }))
    .sort((a, b) => a.room - b.room || a.here - b.here || a.have - b.have || b.waiting - a.waiting);
}

function count(world: World, entry: Found, { at, condition }: { at: Waiting; condition: Condition }): void {
  const left = narrowed(world, at, ['not_in_queue', 'channel_not_allowed']);
  narrow(world, condition, { ...at, left });
  entry.have.or(left);
  left.and(presentFor(world, at));
  entry.here.or(left);
  left.and(at.found.room);
  entry.room.or(left);
}

function askedBy(one: ItemClass, item: Item): { asked: Requirement; condition: Condition }[] {
  const { attributes } = item.requirements;
  const asked = one.after.flatMap((condition) => {
    const requirement = requirementOf(condition, attributes);
    return requirement === null ? [] : [{ asked: requirement, condition }];
  });
  if (one.agent === null || one.preferred) return asked;
  return [...asked, { asked: { kind: 'agent', agent: one.agent }, condition: NAMED_AGENT }];
}

function requirementOf(
  { skill, needs, group, attribute }: Condition,
  attributes: Readonly<Record<string, string>>,
): Requirement | null {
  if (skill !== undefined && needs !== undefined) return { kind: 'skill', skill, needs };
  if (group !== undefined) return { kind: 'group', group };
  return attribute === undefined ? null : { kind: 'attribute', attribute, value: attributes[attribute]! };
}
