import type { World } from './world.ts';

/** Who completed the last item of a customer in a workstream with an affinity. `at`: epoch milliseconds. */
export interface Served {
  readonly workstream: string;
  readonly customerRef: string;
  readonly agentId: string;
  readonly at: number;
  /** Of the event that completed it: the order in which they are forgotten, also after a takeover. */
  readonly seq: number;
}

/** All are in memory, some 300 bytes each: beyond so many the oldest is forgotten. */
const MOST_SERVED = 100_000;
/** What a policy no longer asks for goes a few at a time: a batch has no time for all of them. */
const FORGOTTEN_AT_ONCE = 8;

export const servedKey = ({ workstream, customerRef }: Pick<Served, 'workstream' | 'customerRef'>): string =>
  JSON.stringify([workstream, customerRef]);

export function remember(world: World, served: Served): void {
  const key = servedKey(served);
  const isNew = !world.served.has(key);
  // Set anew it is the last: a map keeps the order in which its keys came.
  world.served.delete(key);
  world.served.set(key, served);
  note(world, key, { served, isNew, gone: false });
  forgetOldest(world);
}

/** Somebody else has served the customer since, and is not remembered. */
export function forget(world: World, of: Pick<Served, 'workstream' | 'customerRef'>): void {
  const key = servedKey(of);
  const served = world.served.get(key);
  if (served !== undefined) drop(world, key, served);
}

/** Who served the customer last, where that is not too long ago. */
export function lastServed(world: World, of: Pick<Served, 'workstream' | 'customerRef'>): Served | null {
  const served = world.served.get(servedKey(of));
  return served === undefined || isPast(world, served) ? null : served;
}

function isPast({ configuration, work }: World, { workstream, at }: Served): boolean {
  const affinity = configuration.workstreams[workstream]?.affinity ?? null;
  return affinity === null || at + affinity.withinMs <= work.now;
}

function forgetOldest(world: World): void {
  let left = FORGOTTEN_AT_ONCE;
  for (const [key, served] of world.served) {
    if (left === 0 || (world.served.size <= MOST_SERVED && !isPast(world, served))) return;
    left -= 1;
    drop(world, key, served);
  }
}

function drop(world: World, key: string, served: Served): void {
  world.served.delete(key);
  note(world, key, { served, isNew: false, gone: true });
}

/** Several changes in one batch are one change of the row. */
function note({ log }: World, key: string, change: { served: Served; isNew: boolean; gone: boolean }): void {
  const before = log.served.get(key);
  log.served.set(key, { ...change, isNew: before?.isNew ?? change.isNew });
}
