import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILPOINTS, type Failpoint, type Place } from '../../../engine/failpoint.ts';
import type { ApiProcess } from '../../support/api-process.ts';
import type { Stage } from './stage.ts';

type Need = 'to lead' | 'to stand by' | 'to lead and leave';

/** What it takes to pass a place: to lead, to stand by, or to lead and then be asked to leave. */
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
};
/** Passed many times a second under load, so that the n-th time is any moment. */
const BUSY: readonly Place[] = ['engine.lookup', 'engine.commit', 'forward.send', 'forward.answer'];

const placeOf = (point: Failpoint): Place => point.replace(/\.(before|after)$/, '') as Place;
const needs = (point: Failpoint): Need => NEEDS[placeOf(point)];

/** Kills a process at each failpoint once: whoever died comes back armed for the next. Throws when one is not reached in time. */
export async function dieAtEachFailpoint(stage: Stage, roll: () => number, withinMs: number): Promise<void> {
  const relay = new Relay(stage, roll);
  const end = performance.now() + withinMs;
  while (!relay.done) {
    if (performance.now() > end) throw new Error(`never reached: ${relay.missing.join(', ')}`);
    await relay.step();
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  for (const one of stage.at.processes) await one.ready();
}

class Relay {
  private readonly stage: Stage;
  private readonly roll: () => number;
  private readonly open: Failpoint[];
  private readonly armed = new Map<ApiProcess, Failpoint>();
  /** The epoch in which a process was started: it leads only in a later one. */
  private readonly since: Map<ApiProcess, number>;
  private readonly asked = new Set<unknown>();

  constructor(stage: Stage, roll: () => number) {
    this.stage = stage;
    this.roll = roll;
    this.since = new Map(stage.at.processes.map((one) => [one, 0]));
    this.open = [...FAILPOINTS]
      .map((point) => ({ point, at: roll() }))
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
    return this.missing.length === 0 && this.stage.at.processes.every((one) => one.running && !this.armed.has(one));
  }

  async step(): Promise<void> {
    const lease = await this.stage.at.lease();
    for (const one of this.stage.at.processes) if (!one.running) this.relaunch(one, lease.epoch);
    const leader = this.stage.at.processes.find((one) => one.url === lease.address);
    // The row may still name the life before this one at the same address.
    if (leader === undefined || lease.epoch <= this.since.get(leader)! || this.asked.has(leader.child)) return;
    const point = this.armed.get(leader);
    if (point === undefined) {
      if (this.open.length > 0 || [...this.armed.values()].some((one) => needs(one) !== 'to stand by'))
        this.send(leader, 'SIGKILL');
    } else if (needs(point) !== 'to lead') this.send(leader, 'SIGTERM');
  }

  private send(to: ApiProcess, signal: 'SIGKILL' | 'SIGTERM'): void {
    this.asked.add(to.child);
    to.child!.kill(signal);
  }

  private relaunch(one: ApiProcess, epoch: number): void {
    this.since.set(one, epoch);
    const before = this.armed.get(one);
    if (before !== undefined && this.missing.includes(before)) this.open.push(before);
    const point = this.open.shift();
    if (point === undefined) this.armed.delete(one);
    else this.armed.set(one, point);
    const count = point !== undefined && BUSY.includes(placeOf(point)) ? 1 + Math.floor(this.roll() * 20) : 1;
    one.launch(point === undefined ? {} : { SIGNALBOX_FAILPOINT: `${point}:${count}` });
  }
}
