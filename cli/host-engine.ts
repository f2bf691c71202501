import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { CountryHolidays } from '../core/calendar/holidays.ts';
import type { World } from '../core/world.ts';
import type { Database } from '../db/client.ts';
import { holderAddress } from '../db/query/lease.ts';
import { createEngineClient, isReachable } from '../engine/client.ts';
import { processClock } from '../engine/clock.ts';
import { around, type Reach, storeWithFailpoints } from '../engine/failpoint.ts';
import { createForwarder } from '../engine/forward.ts';
import { limitsFor } from '../engine/limits.ts';
import { createPost } from '../engine/post.ts';
import type { EngineClient } from '../engine/request.ts';
import { postgresStore, type Store } from '../engine/store.ts';
import { connectTemporal, type TemporalAddress, type TemporalClient } from '../engine/temporal/connection.ts';
import { followTemporal } from '../engine/temporal/follow.ts';
import { answerForwarded } from '../engine/wire.ts';
import { startWriter, type Writer, type WriterOptions } from '../engine/writer.ts';
import type { Log } from './log.ts';
import { prepareNamespace } from './temporal.ts';

export interface HostOptions {
  /** The same in all processes of an installation. */
  readonly engineSecret: string;
  /** Where other processes reach this one: written in the lease. */
  readonly advertisedUrl: string;
  readonly leaseMs: number;
  readonly temporal: TemporalAddress;
  readonly log: Log;
  /** Whether what people do in Temporal acts: signals, and pauses of schedules. */
  readonly commands: boolean;
  /** Whether somebody hears of alerts. */
  readonly alerts: boolean;
  /** Between the engine and its store, to count and time what it does. */
  readonly measure: (store: Store) => Store;
  readonly onClockAlarm: () => void;
  /** Lists of holidays, where the package is installed. */
  readonly countries: CountryHolidays | null;
  readonly compile: NonNullable<WriterOptions['compile']>;
  /** Told of each failpoint, in tests that kill. */
  readonly reach?: Reach | undefined;
}

export interface EngineSample {
  readonly world: World | null;
  /** The newest epoch that this process ruled in; 0 before the first. */
  readonly epoch: number;
  /** Commands that wait for the next batch. */
  readonly gathered: number;
  /** Items whose workflow is behind. */
  readonly behind: number;
}

export interface HostedEngine {
  /** Commands reach whichever process leads. */
  readonly client: EngineClient;
  readonly temporal: TemporalClient;
  /** How the engine of this process is right now; no world while another one leads. */
  readonly sample: () => EngineSample;
  readonly onCommit: Writer['onCommit'];
  /** Whether commands would be taken right now, here or by whoever leads. */
  readonly isReady: () => Promise<boolean>;
  /** For messages that other processes forward. */
  readonly answer: (text: string) => Promise<string>;
  /** Ends the engine; the client goes on forwarding until `close`. */
  readonly handOver: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const RELAY_MS = 1_000;
export const newCommandId = (): string => `cm_${uuidv7()}`;

/** A standby engine that leads whenever the lease is free, and the way to whoever leads meanwhile. */
export function hostEngine(db: Database, options: HostOptions): HostedEngine {
  const { leaseMs, reach, advertisedUrl: address } = options;
  const log = (message: string, details?: Record<string, unknown>): void => options.log.info({ ...details }, message);
  const temporal = connectTemporal(options.temporal);
  const follower = followTemporal({
    temporal,
    prepare: () => prepareNamespace(options.temporal),
    db,
    commands: options.commands,
    alerts: options.alerts,
    engine: () => writer,
    newCommandId,
    log,
    reach,
  });
  const writer: Writer = startWriter({
    follower,
    store: storeWithFailpoints(options.measure(postgresStore(db, { holder: randomUUID(), address, leaseMs })), reach),
    monotonic: processClock,
    log,
    limits: limitsFor(leaseMs),
    onClockAlarm: options.onClockAlarm,
    countries: options.countries,
    compile: options.compile,
  });
  const line = lineToEngine(db, { self: address, secret: options.engineSecret, leaseMs, log, reach });
  const client = createEngineClient(writer, line.engine);
  return {
    client,
    isReady: () => isReachable(client),
    answer: around(reach, 'forward.answer', (text: string) => answerForwarded(writer, text)),
    temporal,
    sample: () => ({
      world: writer.world(),
      epoch: writer.epoch(),
      gathered: writer.gathered(),
      behind: follower.due(),
    }),
    onCommit: writer.onCommit,
    handOver: async () => {
      // What is being told now counts as told in the hand-over, unless Temporal does not answer.
      await Promise.race([follower.stop(), sleep(RELAY_MS)]);
      await writer.stop();
    },
    close: async () => {
      line.close();
      await temporal.close();
    },
  };
}

export interface LineOptions {
  /** Our own address, which is no place to forward to; empty where no engine stands by. */
  readonly self: string;
  readonly secret: string;
  readonly leaseMs: number;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  readonly reach?: Reach | undefined;
}

/** The way to the engine of whichever process leads. */
export function lineToEngine(db: Database, options: LineOptions): { engine: EngineClient; close: () => void } {
  const { self, secret, leaseMs, log, reach } = options;
  // A holder that is silent for the length of a lease has lost it.
  const { post, close } = createPost({ connectMs: 1_000, answerMs: leaseMs });
  const engine = createForwarder({
    self,
    secret,
    post: around(reach, 'forward.send', post),
    holderAddress: around(reach, 'forward.find', () => holderAddress(db)),
    log,
  });
  return { engine, close };
}
