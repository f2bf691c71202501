import type { Changes } from '../core/changes.ts';
import type { Event } from '../core/event.ts';
import type { World } from '../core/world.ts';
import type { Undelivered } from '../db/query/undelivered.ts';

/** What the last holder left: `undelivered`, items whose workflow may be behind, and alerts that may not have been handed on. */
export interface Succession {
  readonly incarnation: number;
  readonly undelivered: readonly Undelivered[];
  readonly alerts: readonly Event[];
}

/**
 * Hears what is committed while this process leads. Called between two batches, when memory is what the rows are: what is to be
 * remembered must be copied at once.
 */
export interface Follower {
  /** Memory has been built from rows, and is `world` until `lost`. */
  readonly lead: (world: World, at: Succession) => void;
  /** `told`: items whose row the answer to a workflow's own question carried, so that nothing need be sent. */
  readonly committed: (changes: Changes, told: ReadonlySet<string>) => void;
  /** The lease is gone: another process follows from here on. */
  readonly lost: () => void;
  /** Every workflow has been told of all that its item did up to this event, and every alert up to it was handed on. */
  readonly deliveredSeq: () => number;
}

/** Below every event, and below the 0 of a new log: after a restore all open items have to be told. */
export const NOTHING_DELIVERED = -1;

/** Where no workflow is told of anything. */
export const NO_FOLLOWER: Follower = {
  lead: () => undefined,
  committed: () => undefined,
  lost: () => undefined,
  deliveredSeq: () => NOTHING_DELIVERED,
};
