import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Census } from '../core/census.ts';
import { SignalboxError } from '../core/error.ts';
import type { Event } from '../core/event.ts';
import type { EngineClient } from '../engine/request.ts';

/** What a process looks like at the moment of a scrape. */
export interface Sample {
  /** The newest epoch that this process ruled in; 0 before the first. */
  readonly epoch: number;
  /** Commands that wait for the next batch. */
  readonly gathered: number;
  /** Items whose workflow is behind. */
  readonly behind: number;
  /** `null` while another process leads: then that one counts. */
  readonly census: Census | null;
}

export interface Metrics {
  readonly text: () => Promise<string>;
  readonly contentType: string;
  readonly request: (of: { method: string; route: string; status: number; seconds: number }) => void;
  /** A batch as it was written: how many commands changed something, and how long the statement took. */
  readonly batch: (of: { outcome: 'committed' | 'fenced' | 'failed'; commands: number; seconds: number }) => void;
  readonly events: (events: readonly Event[]) => void;
  readonly command: (verb: string, outcome: string) => void;
  /** A reading of the database's clock was off by more than 5 s. */
  readonly clockAlarm: () => void;
}

/** Numbers for Prometheus, on a registry of their own: one process may hold several APIs. */
export function createMetrics(sample: () => Sample): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  gauges(register, sample);
  const batches = new Counter({
    name: 'signalbox_batches_total',
    help: 'Batches by what became of their statement',
    labelNames: ['outcome'],
    registers,
  });
  const sizes = new Histogram({
    name: 'signalbox_batch_commands',
    help: 'Commands with an effect in a committed batch; 0 when only the clock acted',
    buckets: [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
    registers,
  });
  const durations = new Histogram({
    name: 'signalbox_batch_duration_seconds',
    help: 'From sending the statement of a batch to its outcome',
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2.5],
    registers,
  });
  const commands = new Counter({
    name: 'signalbox_commands_total',
    help: 'Commands by verb and outcome: done, replayed, or the code of the error',
    labelNames: ['verb', 'outcome'],
    registers,
  });
  const requests = new Histogram({
    name: 'signalbox_http_request_duration_seconds',
    help: 'HTTP requests by route, until the answer begins',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const alarms = new Counter({
    name: 'signalbox_clock_alarms_total',
    help: "Readings of the database's clock that were off by more than 5 s; normally 0",
    registers,
  });
  return {
    text: () => register.metrics(),
    contentType: register.contentType,
    request: ({ seconds, ...labels }) => requests.observe(labels, seconds),
    batch: ({ outcome, commands: count, seconds }) => {
      batches.inc({ outcome });
      durations.observe(seconds);
      if (outcome === 'committed') sizes.observe(count);
    },
    events: repairs(register),
    command: (verb, outcome) => commands.inc({ verb, outcome }),
    clockAlarm: () => alarms.inc(),
  };
}

/** Repairs that this process committed: the sum over all processes is the number in the log. */
function repairs(register: Registry): Metrics['events'] {
  const registers = [register];
  const deadline = new Counter({
    name: 'signalbox_deadline_repairs_total',
    help: 'Deadlines that the sweeper acted on because no workflow had; normally 0',
    registers,
  });
  const workflow = new Counter({
    name: 'signalbox_workflow_repairs_total',
    help: 'Workflows that were started again from the row; normally 0',
    registers,
  });
  return (events) => {
    for (const { type } of events) {
      if (type === 'repair.deadline') deadline.inc();
      if (type === 'repair.workflow') workflow.inc();
    }
  };
}

function gauges(register: Registry, sample: () => Sample): void {
  const gauge = (
    name: string,
    help: string,
    read: (now: Sample) => Readonly<Record<string, number>> | number,
    label = '',
  ) =>
    new Gauge({
      name,
      help,
      labelNames: label === '' ? [] : [label],
      registers: [register],
      collect() {
        this.reset();
        const value = read(sample());
        if (typeof value === 'number') this.set(value);
        else for (const [key, count] of Object.entries(value)) this.set({ [label]: key }, count);
      },
    });
  gauge('signalbox_engine_leading', '1 while this process holds the lease', ({ census }) => (census === null ? 0 : 1));
  gauge('signalbox_engine_epoch', 'The newest epoch that this process ruled in', ({ epoch }) => epoch);
  gauge('signalbox_engine_gathered', 'Commands that wait for the next batch', ({ gathered }) => gathered);
  gauge('signalbox_workflows_behind', 'Items whose workflow was not told everything', ({ behind }) => behind);
  gauge('signalbox_items_open', 'Open items', ({ census }) => census?.open ?? 0);
  gauge(
    'signalbox_items_needing_attention',
    'Items that no rule could place; each waits for somebody to look at it',
    ({ census }) => census?.needingAttention ?? 0,
  );
  gauge('signalbox_items_waiting', 'Waiting items by queue', ({ census }) => census?.waiting ?? {}, 'queue');
  gauge('signalbox_offers_open', 'Offers that await an answer', ({ census }) => census?.offers ?? 0);
  gauge('signalbox_agents', 'Agents by state', ({ census }) => census?.agents ?? {}, 'state');
}

/** The engine, with what becomes of each command counted. */
export const counted = (engine: EngineClient, metrics: Metrics): EngineClient => ({
  ask: (question) => engine.ask(question),
  execute: async (request) => {
    const { verb } = request.envelope.command;
    try {
      const reply = await engine.execute(request);
      metrics.command(verb, reply.replayed ? 'replayed' : reply.kind === 'refused' ? reply.code : 'done');
      return reply;
    } catch (error) {
      const known = error instanceof SignalboxError;
      metrics.command(verb, known && error.unknownOutcome ? 'unknown' : known ? error.code : 'failed');
      throw error;
    }
  },
});
