import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILPOINTS, type Failpoint, type Place } from '../../../engine/failpoint.ts';
import { ApiProcess } from '../../support/api-process.ts';
import type { SignalboxProcess } from '../../support/signalbox-process.ts';
import type { Plan, Stage } from './stage.ts';

type Need = 'to lead' | 'to stand by' | 'to lead and leave' | 'to run workflows';

/** What it takes to pass a place. Under the load of the stage each one is passed by whoever does this, sooner or later. */
const NEEDS: Record<Place, Need> = {
  'engine.take': 'to stand by',
  'engine.rebuild': 'to lead',
  'engine.undelivered': 'to lead',
  'engine.renew': 'to lead',
  'engine.lookup': 'to lead',
  'engine.commit': 'to lead',
  'engine.hand-over': 'to lead and leave',
  'forward.find': 'to stand by',
  'forward.send': 'to stand by',
  'forward.answer': 'to lead',
  'relay.prepare': 'to lead',
  'relay.start': 'to lead',
  'relay.signal': 'to lead',
  'relay.alert': 'to lead',
  'relay.repair': 'to lead',
  'relay.compare': 'to lead',
  'schedule.put': 'to lead',
  'schedule.compare': 'to lead',
  'bulk.tell': 'to lead',
  'worker.ask': 'to run workflows',
  'worker.alert': 'to run workflows',
  'worker.sender': 'to run workflows',
};
/** Passed several times a second under load, so that the n-th time is any moment. */
const BUSY: Partial<Record<Place, number>> = {
  'engine.lookup': 20,
  'engine.commit': 20,
  'forward.send': 20,
  'forward.answer': 20,
  'relay.start': 5,
  'relay.signal': 5,
  'worker.ask': 5,
};

const placeOf = (point: Failpoint): Place => point.replace(/\.(before|after)$/, '') as Place;
const needs = (point: Failpoint): Need => NEEDS[placeOf(point)];
const forWorkers = (point: Failpoint): boolean => needs(point) === 'to run workflows';

/** No point takes longer on any machine that the rest could run on: a takeover, a comparison 5 s later, a start under load. */
const NEXT_MS = 120_000;

/** Kills a process at each failpoint once: whoever died comes back armed for the next. Throws when no further one is reached. */
export async function dieAtEachFailpoint(stage: Stage, plan: Plan): Promise<void> {
  const deaths = new Deaths(stage, plan);
  let missing = FAILPOINTS.length;
  let since = performance.now();
  while (!deaths.done) {
    if (deaths.missing.length < missing) {
      missing = deaths.missing.length;
      since = performance.now();
    }
    if (performance.now() > since + NEXT_MS) throw new Error(`never reached: ${deaths.missing.join(', ')}`);
    await deaths.step();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  for (const one of [...stage.at.processes, ...stage.at.workers]) await one.ready();
}

class Deaths {
  private readonly stage: Stage;
  private readonly plan: Plan;
  private readonly open: Failpoint[];
  private readonly armed = new Map<SignalboxProcess, Failpoint>();
  /** The epoch in which a process was started: it leads only in a later one. */
  private readonly since: Map<ApiProcess, number>;
  private readonly asked = new Set<unknown>();

  constructor(stage: Stage, plan: Plan) {
    this.stage = stage;
    this.plan = plan;
    this.since = new Map(stage.at.processes.map((one) => [one, 0]));
    this.open = [...FAILPOINTS]
      .map((point) => ({ point, at: plan.roll() }))
      .sort((a, b) => a.at - b.at)
      .map(({ point }) => point);
  }

  /** Points whose process left no line about having been there. */
  get missing(): Failpoint[] {
    const file = join(this.stage.home, 'failpoints');
    const hit = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return FAILPOINTS.filter((point) => !hit.some((line) => line.startsWith(`${point}:`)));
  }

  get done(): boolean {
    return this.missing.length === 0 && this.all.every((one) => one.running && !this.armed.has(one));
  }

  private get all(): SignalboxProcess[] {
    return [...this.stage.at.processes, ...this.stage.at.workers];
  }

  async step(): Promise<void> {
    const lease = await this.stage.at.lease();
    for (const one of this.all) if (!one.running) this.relaunch(one, lease.epoch);
    const leader = this.stage.at.processes.find((one) => one.url === lease.address);
    // The row may still name the life before this one at the same address.
    if (leader !== undefined && lease.epoch > this.since.get(leader)!) this.urge(leader);
    const idle = this.stage.at.workers.find((one) => one.running && !this.armed.has(one));
    if (idle !== undefined && this.open.some(forWorkers)) this.send(idle, 'SIGKILL');
  }

  /** Sees to it that who leads dies: armed for something else, it could lead for ever. */
  private urge(leader: ApiProcess): void {
    const point = this.armed.get(leader);
    if (point === undefined) {
      const left = [...this.open, ...this.armed.values()].filter((one) => !forWorkers(one));
      if (left.some((one) => this.open.includes(one) || needs(one) !== 'to stand by')) this.send(leader, 'SIGKILL');
    } else if (needs(point) !== 'to lead') this.send(leader, 'SIGTERM');
  }

  private send(to: SignalboxProcess, signal: 'SIGKILL' | 'SIGTERM'): void {
    if (this.asked.has(to.child)) return;
    this.asked.add(to.child);
    to.child!.kill(signal);
  }

  private relaunch(one: SignalboxProcess, epoch: number): void {
    const leads = one instanceof ApiProcess;
    if (leads) this.since.set(one, epoch);
    const before = this.armed.get(one);
    if (before !== undefined) {
      if (this.missing.includes(before)) this.open.push(before);
      else this.plan.tell?.(`died at ${before}`);
    }
    const next = this.open.findIndex((point) => forWorkers(point) !== leads);
    const [point] = next < 0 ? [] : this.open.splice(next, 1);
    if (point === undefined) this.armed.delete(one);
    else this.armed.set(one, point);
    one.launch(point === undefined ? {} : { SIGNALBOX_FAILPOINT: `${point}:${this.nth(point)}` });
  }

  private nth(point: Failpoint): number {
    return 1 + Math.floor(this.plan.roll() * (BUSY[placeOf(point)] ?? 1));
  }
}
