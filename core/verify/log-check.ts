import { emptyConfiguration } from '../configuration/compile.ts';
import type { Configuration } from '../configuration/compiled.ts';
import { AffinityCheck } from './affinity.ts';
import { Alerts } from './alerts.ts';
import { BulkCheck } from './bulks.ts';
import { CallbackCheck } from './callbacks.ts';
import { judgeChoice } from './choices.ts';
import { ConsultCheck } from './consults.ts';
import { Interruptions } from './interruptions.ts';
import { judgeStep } from './ladder.ts';
import { judgeLeaving } from './leaving.ts';
import { judgeLeftOver } from './left-over.ts';
import { Lifetimes } from './lifetimes.ts';
import { Lives } from './lives.ts';
import { Occurrences } from './occurrences.ts';
import { type Lateness, OfferClock } from './offer-clock.ts';
import { Offers } from './offers.ts';
import { OverflowCheck } from './overflow.ts';
import { Pauses } from './pauses.ts';
import { PromiseCheck } from './promises.ts';
import { QueueAlertCheck } from './queue-alerts.ts';
import { Reasons } from './reasons.ts';
import { Replay } from './replay.ts';
import type { LoggedEvent, Report, Violation } from './violation.ts';
import { WrapUps } from './wrap-ups.ts';

/** The match, and what is sent on by overflow once nothing more can be given out. */
const ENDS_A_BATCH = new Set(['match', 'overflow']);

/** Reads a log once, event by event, so that it may be longer than memory. It shares no rule with what decides. */
export class LogCheck {
  readonly violations: Violation[] = [];
  readonly lives: Lives;
  private readonly report: Report = (invariant, detail) => this.violations.push({ invariant, detail });
  private readonly clock = new OfferClock((detail) => this.report('I5', detail));
  private readonly occurrences = new Occurrences((detail) => this.report('I11', detail));
  private readonly bulks = new BulkCheck((detail) => this.report('I11', detail));
  private readonly consults = new ConsultCheck((detail) => this.report('I2', detail));
  private readonly replay: Replay;
  private readonly affinity: AffinityCheck;
  private readonly lifetimes: Lifetimes;
  private readonly offers: Offers;
  private readonly overflow: OverflowCheck;
  private readonly pauses: Pauses;
  private readonly interruptions: Interruptions;
  private readonly alerts: Alerts;
  private readonly queueAlerts: QueueAlertCheck;
  private readonly promises: PromiseCheck;
  private readonly wrapUps: WrapUps;
  private readonly callbacks: CallbackCheck;
  /** Whether offers recorded of their reasons what the log says. */
  readonly reasons: Reasons;
  private seq = 0;
  private batchAt = 0;
  /** Whether the last event was of a match, which is the last that a batch does. */
  private matched = false;

  /** `inForce`: what the log begins with. */
  constructor(inForce: Configuration = emptyConfiguration()) {
    this.lives = new Lives(this.report);
    this.replay = new Replay(inForce);
    this.affinity = new AffinityCheck(this.replay, this.report);
    this.lifetimes = new Lifetimes(this.replay, this.report);
    this.offers = new Offers(this.replay, this.report);
    this.overflow = new OverflowCheck(this.replay, this.report);
    this.pauses = new Pauses(this.replay, this.report);
    this.interruptions = new Interruptions(this.replay, this.report);
    this.alerts = new Alerts(this.replay, this.report);
    this.queueAlerts = new QueueAlertCheck(this.replay, this.report);
    this.promises = new PromiseCheck(this.replay, this.report);
    this.wrapUps = new WrapUps(this.replay, this.report);
    this.callbacks = new CallbackCheck(this.replay, this.report);
    this.reasons = new Reasons(this.replay, this.report);
  }

  /** `published`: what a `configuration.published` puts in force, or `null` where this release cannot read it. */
  add(event: LoggedEvent, published: Configuration | null = null): void {
    if (event.seq !== this.seq + 1) this.report('I7', `The log has a gap: ${this.seq} is followed by ${event.seq}.`);
    this.seq = event.seq;
    const matched = ENDS_A_BATCH.has(event.cause);
    const another = event.at !== this.batchAt || (this.matched && !matched);
    if (another) this.beginBatch(event.at);
    this.matched = matched;
    this.clock.add(event);
    this.occurrences.add(event);
    this.bulks.add(event);
    this.consults.judge(event, (item) => this.holdersOf(item));
    this.lives.follow(event);
    judgeStep(this.replay, event, this.report);
    judgeChoice(this.replay, event, this.report);
    this.lifetimes.judge(event);
    this.offers.judge(event);
    this.overflow.judge(event);
    this.pauses.judge(event);
    this.interruptions.judge(event);
    this.alerts.judge(event);
    this.queueAlerts.judge(event);
    this.promises.judge(event);
    this.wrapUps.judge(event);
    this.callbacks.judge(event);
    this.reasons.judge(event);
    this.replay.follow(event, published);
    this.affinity.judge(event);
  }

  /** After the last event. */
  end(): void {
    this.consults.endBatch();
    this.overflow.end();
    judgeLeaving(this.replay, this.report);
    judgeLeftOver(this.replay, this.report);
    this.interruptions.endBatch();
    this.alerts.end();
    this.queueAlerts.endBatch();
  }

  get lateness(): Lateness {
    return this.clock.lateness;
  }

  /** How many offers and picks the log says too little of to judge them: those of an earlier release. */
  get unjudged(): number {
    return this.offers.unjudged;
  }

  /** For what the log says that an open item has been left. */
  interruptedBy(itemId: string): string | null {
    return this.replay.works.get(itemId)?.interruptedBy ?? null;
  }

  /** What the log says that an open item takes of whom. */
  holdOf(itemId: string): ReadonlyMap<string, number> {
    return this.replay.works.get(itemId)?.held ?? new Map();
  }

  private holdersOf(item: string): ReadonlySet<string> | null {
    const held = this.replay.works.get(item)?.held;
    return held === undefined ? null : new Set(held.keys());
  }

  private beginBatch(at: number): void {
    this.end();
    this.batchAt = at;
    this.replay.startBatch(at);
  }
}
