import type { Store } from './store.ts';

/**
 * Every await of the engine, the relay and the activities. Each has a point right before and one right after.
 *
 * No place of their own have an await of one that has (a batch of its commit, a delivery of its start or signal), a pause (nothing is
 * in flight; the kills at random moments fall into them), and the single reads of a comparison: between two of them nothing has been
 * done, and what it does at its end is a repair, which has a place.
 */
const PLACES = [
  'engine.take',
  'engine.rebuild',
  'engine.undelivered',
  'engine.renew',
  'engine.lookup',
  'engine.commit',
  'engine.hand-over',
  'forward.find',
  'forward.send',
  'forward.answer',
  'relay.prepare',
  'relay.start',
  'relay.signal',
  'relay.alert',
  'relay.repair',
  'relay.compare',
  'schedule.put',
  'schedule.compare',
  'bulk.tell',
  'worker.ask',
  'worker.alert',
  'worker.sender',
] as const;
export type Place = (typeof PLACES)[number];
export type Failpoint = `${Place}.before` | `${Place}.after`;

export const FAILPOINTS: readonly Failpoint[] = PLACES.flatMap((place) => [
  `${place}.before` as const,
  `${place}.after` as const,
]);

/** Told of each point that is passed; when it is armed for one, it does not return from there. */
export type Reach = (point: Failpoint) => void;

/** The same function with a point on either side of its await; itself where nothing is armed. */
export const around = <A extends unknown[], R>(
  reach: Reach | undefined,
  place: Place,
  act: (...args: A) => Promise<R>,
): ((...args: A) => Promise<R>) =>
  reach === undefined
    ? act
    : async (...args) => {
        reach(`${place}.before`);
        const result = await act(...args);
        reach(`${place}.after`);
        return result;
      };

/** All that the engine awaits is its store. */
export const storeWithFailpoints = (store: Store, reach: Reach | undefined): Store => ({
  takeLease: around(reach, 'engine.take', store.takeLease),
  rebuild: around(reach, 'engine.rebuild', store.rebuild),
  undelivered: around(reach, 'engine.undelivered', store.undelivered),
  renewLease: around(reach, 'engine.renew', store.renewLease),
  lookup: around(reach, 'engine.lookup', store.lookup),
  commit: around(reach, 'engine.commit', store.commit),
  handOver: around(reach, 'engine.hand-over', store.handOver),
});
