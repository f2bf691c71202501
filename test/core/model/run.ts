import { apply } from '../../../core/apply.ts';
import type { Changes } from '../../../core/changes.ts';
import type { Command, Envelope } from '../../../core/command.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import { match } from '../../../core/match.ts';
import type { Outcome } from '../../../core/outcome.ts';
import { reindex } from '../../../core/reindex.ts';
import { createWorld, takeChanges, type World } from '../../../core/world.ts';
import type { Act } from './acts.ts';
import { agentInput } from './agent-input.ts';
import { envelopeOf } from './commands.ts';
import { Dice } from './dice.ts';
import { AGENTS, PROFILES } from './documents.ts';
import { instants } from './instants.ts';
import { Rows } from './rows.ts';
import { type Snapshot, type Step, snapshot } from './snapshot.ts';

const START = 1_795_600_000_000;
const ENGINE = { kind: 'engine' } as const;
const ADMIN = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null } as const;

/** What a property may look at while a run goes on. */
export interface Watcher {
  readonly before?: (run: Run, envelope: Envelope) => void;
  readonly after?: (run: Run, done: { envelope: Envelope; outcome: Outcome }) => void;
  /** Every agent is one that is always there: heartbeats are the only thing that a takeover forgets. */
  readonly bots?: boolean;
  readonly batch?: (run: Run, step: Step, changes: Changes) => void;
  /** Whether `batch` looks at copies of all rows; where it does not, a step holds those of the start, and a long run is several times as fast. */
  readonly copies?: (run: Run) => boolean;
}

/** A world with a clock and rows: batches of commands, each of them ticked, applied, matched and written. */
export class Run {
  world: World;
  readonly rows: Rows;
  readonly start: Snapshot;
  readonly trace: string[] = [];
  now = START;
  private counter = 0;
  private readonly watcher: Watcher;
  private open = false;
  private last: Snapshot;

  constructor(configuration: Configuration, watcher: Watcher = {}) {
    this.world = createWorld(configuration);
    this.world.work.now = START;
    reindex(this.world);
    this.rows = new Rows(configuration);
    this.start = snapshot(this.world);
    this.last = this.start;
    this.watcher = watcher;
  }

  /** Agents at their desks, so that a short run meets offers and not only empty rooms. */
  staff(numbers: readonly number[]): this {
    const roll = new Dice(numbers);
    for (const agent of AGENTS.slice(0, 1 + roll.roll(4))) {
      const input = { ...agentInput(roll), profile: roll.one(PROFILES) };
      this.send({ id: `cm_put_${agent}`, actor: ENGINE, ifMatch: null, command: { verb: 'put_agent', agent, input } });
      const presence = { verb: 'set_presence', agent, intent: 'available', reason: null } as const;
      this.send({ id: `cm_set_${agent}`, actor: ENGINE, ifMatch: null, command: presence });
    }
    this.endBatch();
    return this;
  }

  play(acts: readonly Act[]): this {
    for (const act of acts) {
      this.counter += 1;
      if (act.kind === 'wait') this.wait(act);
      else this.send(this.envelope(act));
      if (act.last) this.endBatch();
    }
    this.endBatch();
    return this;
  }

  /** One batch of an administrator's commands, at milliseconds from the start. */
  batchAt(ms: number, commands: readonly Command[]): void {
    this.now = START + ms;
    this.beginBatch();
    for (const command of commands) {
      this.counter += 1;
      this.send({ id: `cm_${this.counter}`, actor: ADMIN, command, ifMatch: null });
    }
    this.endBatch();
  }

  /** A takeover: memory is thrown away and made anew from the rows. */
  restart(): void {
    this.world = this.rows.rebuilt(this.now);
  }

  private envelope(act: Act): Envelope {
    const pastOffers = [...this.rows.offers.keys()].slice(-5);
    const pastItems = [...this.rows.items.keys()].slice(-5);
    const id = String(this.counter).padStart(4, '0');
    return envelopeOf(act, { world: this.world, now: this.now, id, pastOffers, pastItems });
  }

  /** Just before, at, or just after the next instants at which something is due; or a plain second. */
  private wait(act: Act): void {
    this.endBatch();
    const roll = new Dice(act.numbers);
    const ahead = instants(this.world).filter((at) => at > this.now);
    const at = ahead.length === 0 ? this.now + 1000 : ahead[Math.min(roll.roll(4), ahead.length - 1)]!;
    this.now = Math.max(this.now, at + roll.one([0, 0, -1, 1, 1000]));
    this.trace.push(`wait until +${this.now - START}`);
    this.tick();
  }

  /** One batch of what time alone makes possible, with what was sent since the last one. */
  tick(): void {
    this.beginBatch();
    this.endBatch();
  }

  send(asked: Envelope): Outcome {
    this.beginBatch();
    const envelope = this.watcher.bots ? asBot(asked) : asked;
    this.trace.push(JSON.stringify(envelope.command));
    this.watcher.before?.(this, envelope);
    const outcome = apply(this.world, envelope, { now: this.now, settled: this.rows.settled() });
    this.watcher.after?.(this, { envelope, outcome });
    return outcome;
  }

  /** Every batch first does what time alone has made possible. */
  private beginBatch(): void {
    if (this.open) return;
    this.open = true;
    const tick = { id: 'cm_tick', actor: ENGINE, command: { verb: 'tick' }, ifMatch: null } as const;
    apply(this.world, tick, { now: this.now });
  }

  endBatch(): void {
    if (!this.open) return;
    this.open = false;
    const copies = this.watcher.copies?.(this) ?? true;
    const applied = copies ? snapshot(this.world, this.last) : this.start;
    const { seq } = this.world;
    match(this.world, this.now);
    const after = copies ? snapshot(this.world, applied) : this.start;
    this.last = after;
    const changes = takeChanges(this.world);
    const matched = changes.events.filter((event: Event) => event.seq > seq);
    this.rows.write(changes);
    this.watcher.batch?.(this, { now: this.now, applied, after, events: changes.events, matched }, changes);
  }
}

function asBot(envelope: Envelope): Envelope {
  const { command } = envelope;
  if (command.verb !== 'put_agent') return envelope;
  return { ...envelope, command: { ...command, input: { ...command.input, connectivity: 'assumed' } } };
}
