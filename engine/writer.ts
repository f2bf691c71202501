import type { CountryHolidays } from '../core/calendar/holidays.ts';
import type { Changes } from '../core/changes.ts';
import { type Compiled, compile } from '../core/configuration/compile.ts';
import { configurationInForce } from '../core/configuration/in-force.ts';
import type { People } from '../core/configuration/warn/staff.ts';
import { SignalboxError } from '../core/error.ts';
import { peopleOf } from '../core/publish.ts';
import { rebuild } from '../core/rebuild.ts';
import { nextTickAt } from '../core/tick.ts';
import type { World } from '../core/world.ts';
import { type Answers, answer, type Question } from './answer.ts';
import { createClock, type EngineClock, type Monotonic, watchClock } from './clock.ts';
import { type Follower, NO_FOLLOWER, NOTHING_DELIVERED } from './follower.ts';
import { Gather, type Waiting } from './gather.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { EngineClient, Reply, Request } from './request.ts';
import type { Lease, Store } from './store.ts';
import { isNothing, type Worked, wanted, work } from './work.ts';

export interface WriterOptions {
  readonly store: Store;
  readonly monotonic: Monotonic;
  readonly log: (message: string, details?: Record<string, unknown>) => void;
  readonly follower?: Follower;
  readonly limits?: Partial<Limits>;
  /** Lists of holidays, where the package is installed: for documents that name a country. */
  readonly countries?: CountryHolidays | null;
  /** Works out what a document comes to, before its publish is gathered: in the batch everybody would wait for it. */
  readonly compile?: (document: unknown, people: People) => Promise<Compiled>;
  /** Counts readings of the database's clock that are off by more than 5 s. */
  readonly onClockAlarm?: (offMs: number) => void;
}

const NOTHING_FOUND = { items: [], offers: [], idempotency: [] };

export interface Writer extends EngineClient {
  /** Resolves when the lease has been handed over and nothing is in flight. */
  readonly stop: () => Promise<void>;
  /** The model that decides, for reads; `null` while another process holds the lease. */
  readonly world: () => World | null;
  /** How many commands wait for the next batch. */
  readonly gathered: () => number;
  /** The newest epoch that this process ruled in; 0 before the first. */
  readonly epoch: () => number;
  readonly onCommit: (listener: (changes: Changes) => void) => void;
}

/** The one writer: at most one batch in flight, and what gathers meanwhile is the next. */
export function startWriter(options: WriterOptions): Writer {
  const loop = new Loop(options, { ...LIMITS, ...options.limits });
  return {
    execute: (request) => loop.execute(request),
    ask: (question) => loop.ask(question),
    stop: () => loop.stop(),
    world: () => loop.reign?.world ?? null,
    gathered: () => loop.gather.size,
    epoch: () => loop.epoch,
    onCommit: (listener) => loop.listeners.push(listener),
  };
}

/** Everything that holds only while this process has the lease. */
interface Reign {
  readonly lease: Lease;
  readonly world: World;
  readonly clock: EngineClock;
  /** Monotonic instant until which the lease is surely ours. */
  validUntil: number;
}

class Loop {
  reign: Reign | null = null;
  epoch = 0;
  readonly listeners: ((changes: Changes) => void)[] = [];
  private readonly options: WriterOptions;
  private readonly limits: Limits;
  private readonly follower: Follower;
  readonly gather: Gather;
  private readonly watch: (offMs: number) => void;
  private readonly compile: NonNullable<WriterOptions['compile']>;
  private stopping = false;
  private rouse: () => void = () => undefined;
  private readonly ended: Promise<void>;

  constructor(options: WriterOptions, limits: Limits) {
    this.options = options;
    this.limits = limits;
    this.follower = options.follower ?? NO_FOLLOWER;
    this.watch = watchClock({ log: options.log, count: options.onClockAlarm ?? (() => undefined) });
    const { countries = null } = options;
    this.compile = options.compile ?? (async (document, people) => compile(document, 0, { countries, people }));
    this.gather = new Gather(limits.gather, () => this.rouse());
    this.ended = this.run();
  }

  execute(request: Request): Promise<Reply> {
    const { reign } = this;
    if (reign === null || this.stopping) return Promise.reject(noEngine());
    const { command } = request.envelope;
    if (command.verb !== 'publish') return this.gather.add(request, null);
    return this.compile(command.document, peopleOf(reign.world)).then((compiled) => {
      if (this.reign === null || this.stopping) throw noEngine();
      return this.gather.add(request, compiled);
    });
  }

  async ask<Q extends Question>(question: Q): Promise<Answers[Q['kind']]> {
    const { reign } = this;
    if (reign === null || reign.validUntil - this.options.monotonic() <= this.limits.marginMs) throw noEngine();
    return answer(reign.world, question, reign.clock.now());
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.rouse();
    await this.ended;
  }

  private async run(): Promise<void> {
    while (!this.stopping || (this.reign !== null && this.gather.size > 0)) {
      this.reign ??= await this.rule();
      if (this.reign === null) await this.rest(this.limits.renewMs / 2);
      else await this.turn(this.reign);
    }
    this.gather.rejectAll(noEngine());
    const epoch = this.reign?.lease.epoch;
    const deliveredSeq = this.follower.deliveredSeq();
    this.leave();
    if (epoch !== undefined) await this.options.store.handOver({ epoch, deliveredSeq }).catch(() => undefined);
  }

  /** Takes the lease if it is free and builds memory from rows. A failure is tried again: PostgreSQL may be away. */
  private async rule(): Promise<Reign | null> {
    const { store, monotonic, log } = this.options;
    try {
      const lease = await store.takeLease();
      if (lease === null) return null;
      const [rows, undelivered] = await this.whileRenewing(lease, () =>
        Promise.all([store.rebuild(), this.follower === NO_FOLLOWER ? { items: [], alerts: [] } : store.undelivered()]),
      );
      const clock = createClock(monotonic, { databaseNow: lease.databaseNow, notBefore: lease.storedNow });
      const { countries = null } = this.options;
      const told = { ...rows, decidedAt: lease.storedNow };
      const world = rebuild(configurationInForce(rows.configuration, { countries }), told, clock.now());
      const asked = monotonic();
      if ((await store.renewLease({ epoch: lease.epoch, now: clock.now(), deliveredSeq: NOTHING_DELIVERED })) === null)
        return null;
      this.epoch = lease.epoch;
      log('lease taken', { epoch: lease.epoch, items: rows.items.length, agents: rows.agents.length });
      const { items, alerts } = undelivered;
      this.follower.lead(world, { incarnation: lease.incarnation, undelivered: items, alerts });
      return { lease, world, clock, validUntil: asked + this.limits.leaseMs };
    } catch (error) {
      log('lease not taken', { error: String(error) });
      return null;
    }
  }

  /** A rebuild may outlast the lease: without renewals a standby would take over, and begin the same rebuild anew. */
  private async whileRenewing<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
    const { store } = this.options;
    // What a renewal finds is of no use here: the one after the rebuild says whether the lease is still ours.
    const renew = (): unknown =>
      store
        .renewLease({ epoch: lease.epoch, now: lease.storedNow, deliveredSeq: NOTHING_DELIVERED })
        .catch(() => undefined);
    const timer = setInterval(renew, this.limits.renewMs);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }

  private async turn(reign: Reign): Promise<void> {
    if (this.gather.size === 0) await this.rest(this.idleMs(reign));
    const left = reign.validUntil - this.options.monotonic();
    if (left <= this.limits.marginMs) return this.abdicate('the lease ran out', null);
    const due = (nextTickAt(reign.world) ?? Number.POSITIVE_INFINITY) <= reign.clock.now();
    if (this.gather.size > 0 || due) await this.batch(reign, this.gather.take(this.limits.commands));
    else if (this.limits.leaseMs - left >= this.limits.renewMs) await this.renew(reign);
  }

  private idleMs(reign: Reign): number {
    const renewIn = reign.validUntil - this.limits.leaseMs + this.limits.renewMs - this.options.monotonic();
    const tickIn = (nextTickAt(reign.world) ?? Number.POSITIVE_INFINITY) - reign.clock.now();
    return Math.max(0, Math.min(renewIn, tickIn));
  }

  private async renew(reign: Reign): Promise<void> {
    const asked = this.options.monotonic();
    try {
      const renewed = await this.options.store.renewLease({
        epoch: reign.lease.epoch,
        now: reign.clock.now(),
        deliveredSeq: this.follower.deliveredSeq(),
      });
      if (renewed === null) return this.abdicate('another process holds the lease', null);
      reign.validUntil = asked + this.limits.leaseMs;
      this.watch(reign.clock.correct(renewed.databaseNow));
    } catch (error) {
      this.abdicate('the lease could not be renewed', error);
    }
  }

  private async batch(reign: Reign, taken: readonly Waiting[]): Promise<void> {
    let worked: Worked | null = null;
    try {
      const want = wanted(reign.world, taken);
      const found = isNothing(want) ? NOTHING_FOUND : await this.options.store.lookup(want);
      const seqBefore = reign.world.seq;
      worked = work(reign.world, taken, {
        now: reign.clock.now(),
        found,
        mostItems: this.limits.items,
        incarnation: reign.lease.incarnation,
      });
      this.gather.putBack(worked.rest);
      await this.write(reign, worked, seqBefore);
    } catch (error) {
      for (const { reject } of taken.slice(0, taken.length - (worked?.rest.length ?? 0))) reject(unknownOutcome());
      this.abdicate('a batch failed', error);
    }
  }

  private async write(reign: Reign, worked: Worked, seqBefore: number): Promise<void> {
    const { store, monotonic } = this.options;
    if (worked.changes.events.length > 0 || worked.idempotency.length > 0 || hasRows(worked.changes)) {
      const asked = monotonic();
      const result = await store.commit({
        epoch: reign.lease.epoch,
        leaseMs: this.limits.leaseMs,
        now: reign.clock.now(),
        seqBefore,
        changes: worked.changes,
        idempotency: worked.idempotency,
        deliveredSeq: this.follower.deliveredSeq(),
      });
      if (result.kind === 'fenced') throw new SignalboxError('unavailable', 'The lease is lost.');
      reign.validUntil = asked + this.limits.leaseMs;
      this.watch(reign.clock.correct(result.databaseNow));
    }
    if (reign.validUntil - monotonic() <= this.limits.marginMs)
      throw new SignalboxError('unavailable', 'Too late to answer.');
    this.follower.committed(worked.changes, toldBy(worked.replies));
    for (const { waiting, reply } of worked.replies) waiting.resolve(reply);
    for (const listener of this.listeners) listener(worked.changes);
  }

  /** Forgets memory: the next epoch waits behind anything still running, and rebuilds from rows. */
  private abdicate(why: string, error: unknown): void {
    this.options.log(why, error === null ? {} : { error: String(error) });
    this.leave();
    this.gather.rejectAll(noEngine());
  }

  private leave(): void {
    this.reign = null;
    this.follower.lost();
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.min(ms, 60_000));
      this.rouse = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** An answer that is given again carries the row of its first time, which may be old. */
export const toldBy = (replies: Worked['replies']): ReadonlySet<string> =>
  new Set(
    replies.flatMap(({ reply }) =>
      reply.kind === 'row' && reply.row !== null && reply.replayed !== true ? [reply.row.id] : [],
    ),
  );

const hasRows = (changes: Changes): boolean =>
  changes.changedItems.length + changes.changedAgents.length + changes.changedOffers.length > 0;

const noEngine = (): SignalboxError =>
  new SignalboxError('unavailable', 'No engine holds the lease here at the moment; try again shortly.');

const unknownOutcome = (): SignalboxError =>
  new SignalboxError('unavailable', 'The outcome is unknown: repeat it with the same Idempotency-Key or externalId.', {
    unknownOutcome: true,
  });
