import type { Envelope } from '../../core/command.ts';
import type { Database } from '../../db/client.ts';
import { around, type Reach } from '../failpoint.ts';
import type { Follower } from '../follower.ts';
import type { EngineClient } from '../request.ts';
import { Alerts } from './alerts.ts';
import { Bulks } from './bulks.ts';
import type { TemporalClient } from './connection.ts';
import { createDeliver } from './deliver.ts';
import { reconcile, type Suspects } from './reconcile.ts';
import { createRelay } from './relay.ts';
import { Schedules } from './schedules.ts';

export interface FollowOptions {
  readonly temporal: TemporalClient;
  /** What the namespace needs before the first workflow; again after a failure, since it may be a new one. */
  readonly prepare: () => Promise<void>;
  readonly db: Database;
  /** Late, since the engine is made with its follower. */
  readonly engine: () => EngineClient;
  readonly newCommandId: () => string;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  /** Between two reconciliations, in milliseconds. */
  readonly reconcileMs?: number;
  /** Whether a pause of a schedule in Temporal acts, as signals to workflows do; otherwise it is undone. */
  readonly commands?: boolean;
  /** Whether somebody hears of alerts. */
  readonly alerts?: boolean;
  /** Between two looks at the list of schedules, in milliseconds. */
  readonly schedulesMs?: number;
  /** Between two looks at the workflows of bulk operations, in milliseconds. */
  readonly bulksMs?: number;
  /** Told of each failpoint, in tests that kill. */
  readonly reach?: Reach | undefined;
}

export interface TemporalFollower extends Follower {
  /** How many items' workflows are behind. */
  readonly due: () => number;
  readonly stop: () => Promise<void>;
}

/** The first comparison waits until the list shows what was there; a second one soon after confirms what the first suspected. */
const FIRST_MS = 5_000;
const SECOND_MS = 60_000;
const EACH_MS = 300_000;

/** Everything that keeps Temporal's workflows like the rows, while this process leads. */
export function followTemporal(options: FollowOptions): TemporalFollower {
  const { temporal, log, reach } = options;
  const prepare = around(reach, 'relay.prepare', options.prepare);
  const deliver = createDeliver(temporal, reach);
  const repair = around(reach, 'relay.repair', async (item: string, reason: string): Promise<void> => {
    const envelope: Envelope = {
      id: options.newCommandId(),
      actor: { kind: 'engine' },
      command: { verb: 'note_workflow_repair', item, reason },
      ifMatch: null,
    };
    await options.engine().execute({ envelope, idempotency: null });
  });
  const whenPrepared = preparedBy(prepare);
  const schedules = new Schedules({
    temporal,
    whenPrepared,
    adopt: options.commands === false ? null : (recurrence, paused) => adopt(options, { recurrence, paused }),
    eachMs: options.schedulesMs ?? SCHEDULES_MS,
    log,
    reach,
  });
  const bulks = new Bulks({ temporal, whenPrepared, eachMs: options.bulksMs ?? BULKS_MS, log, reach });
  const alerts = options.alerts ? new Alerts({ temporal, whenPrepared, log, reach }) : null;
  const relay = createRelay({
    deliver: (delivery) => whenPrepared(() => deliver(delivery)),
    missing: (item) => repair(item, 'no running workflow'),
    log,
  });
  const rounds = new Rounds(
    around(reach, 'relay.compare', (suspects: Suspects) =>
      reconcile({ temporal, db: options.db, relay, repair, log }, suspects),
    ),
    options,
  );
  return {
    ...relay,
    lead: (world, at) => {
      relay.lead(world, at);
      schedules.lead(world);
      bulks.lead(world);
      alerts?.lead(at.alerts);
      rounds.start();
    },
    committed: (changes, told) => {
      relay.committed(changes, told);
      schedules.committed(changes);
      bulks.committed(changes);
      alerts?.committed(changes.events);
    },
    lost: () => {
      rounds.stop();
      schedules.lost();
      bulks.lost();
      alerts?.lost();
      relay.lost();
    },
    deliveredSeq: () => Math.min(relay.deliveredSeq(), (alerts?.firstUndelivered() ?? Number.POSITIVE_INFINITY) - 1),
    stop: async () => {
      rounds.stop();
      await Promise.all([relay.stop(), schedules.stop(), bulks.stop(), alerts?.stop()]);
    },
  };
}

/** Acts once the namespace has what it needs; after a failure that is seen to again, since it may be a new one. */
function preparedBy(prepare: () => Promise<void>): <T>(act: () => Promise<T>) => Promise<T> {
  let prepared: Promise<void> | null = null;
  return async (act) => {
    prepared ??= prepare();
    const preparing = prepared;
    try {
      await preparing;
      return await act();
    } catch (error) {
      if (prepared === preparing) prepared = null;
      throw error;
    }
  };
}

/** A pause by an operator counts from then on: well within the grace after which the engine makes an item itself. */
const SCHEDULES_MS = 15_000;
/** Somebody watches it, and a terminated one is to go on soon. */
const BULKS_MS = 15_000;

async function adopt(
  { engine, newCommandId }: FollowOptions,
  { recurrence, paused }: { recurrence: string; paused: boolean },
): Promise<void> {
  const command = { verb: paused ? 'pause_recurrence' : 'resume_recurrence', recurrence } as const;
  const actor = { kind: 'temporal', identity: 'schedule' } as const;
  await engine().execute({ envelope: { id: newCommandId(), actor, command, ifMatch: null }, idempotency: null });
}

/** Reconciles again and again. A round that fails, because Temporal or PostgreSQL is away, is repeated later like any other. */
class Rounds {
  private readonly round: (before: Suspects) => Promise<Suspects>;
  private readonly options: FollowOptions;
  private timer: NodeJS.Timeout | null = null;
  private reign = 0;

  constructor(round: (before: Suspects) => Promise<Suspects>, options: FollowOptions) {
    this.round = round;
    this.options = options;
  }

  start(): void {
    this.stop();
    this.after(this.options.reconcileMs ?? FIRST_MS, { nth: 0, suspects: new Map(), reign: this.reign });
  }

  stop(): void {
    this.reign += 1;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private after(ms: number, at: { nth: number; suspects: Suspects; reign: number }): void {
    this.timer = setTimeout(async () => {
      let { suspects } = at;
      try {
        suspects = await this.round(at.suspects);
      } catch (error) {
        this.options.log('workflows could not be compared with the rows', { error: String(error) });
      }
      const next = this.options.reconcileMs ?? (at.nth === 0 ? SECOND_MS : EACH_MS);
      if (at.reign === this.reign) this.after(next, { ...at, nth: at.nth + 1, suspects });
    }, ms);
  }
}
