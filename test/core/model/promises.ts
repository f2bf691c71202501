import type { Configuration, Workstream } from '../../../core/configuration/compiled.ts';
import type { Event } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import { openOn } from './hours.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

const DAY_MS = 86_400_000;
/** After this the engine notes by itself what no workflow has reported. */
const GRACE_MS = 30_000;

interface Promise {
  dueAt: number;
  warnAt: number;
  stage: string;
  raised: number;
  left: { dueMs: number; warnMs: number } | null;
}

interface Promised {
  dueAt: number | null;
  /** Since when its age counts. */
  since: number | null;
  /** Whether anything is promised yet. */
  begun: boolean;
  targets: Record<string, Promise>;
  /** Its row when that was last compared with this. */
  compared: Item | null;
}

interface Witness {
  readonly versions: readonly Snapshot[];
  readonly report: Report;
}

interface Rules {
  readonly configuration: Configuration;
  readonly workstream: Workstream;
  readonly report: Report;
}

/** What is promised of each item and how it stands, by its events alone: what begins, stands still, warns, is missed and is met. */
export class Promises {
  private readonly open = new Map<string, Promised>();
  /** Items of which an event was under a version that was in force within a batch only. */
  private readonly unknown = new Set<string>();
  private readonly consults = new Set<string>();

  follow(event: Event, { versions, report }: Witness): void {
    const { item, type } = event;
    if (item === null || !type.startsWith('item.')) return;
    const found = versions.find(({ configuration }) => configuration.version === event.configurationVersion);
    const workstream = found?.configuration.workstreams[event.workstream ?? ''];
    if (['item.closed', 'item.cancelled', 'item.expired'].includes(type)) this.open.delete(item);
    else if (found === undefined || workstream === undefined) this.unknown.add(item);
    else this.take(event, item, { configuration: found.configuration, workstream, report });
  }

  private take(event: Event, item: string, rules: Rules): void {
    if (event.details.consults !== undefined) this.consults.add(item);
    // The item that a consult is about has them already.
    if (this.consults.has(item) || this.unknown.has(item)) return;
    const at = this.open.get(item) ?? { dueAt: null, since: null, begun: false, targets: {}, compared: null };
    this.open.set(item, at);
    at.compared = null;
    if ('requirements' in event.details) renew(at, event, rules);
    const live = rules.configuration.channels[event.channel!]?.live === true;
    switch (event.type) {
      case 'item.enqueued':
      case 'item.needs_attention':
        if (!at.begun) begin(at, event.at, rules);
        else if (event.details.age === 'reset') at.since = event.at;
        break;
      case 'item.rescheduled':
        if ((event.details.notBefore as number) > event.at)
          Object.assign(at, { since: event.details.enqueuedAt ?? null, begun: false, targets: {} });
        break;
      case 'item.attempted':
        // Its age goes on, but what was promised begins anew.
        if ('notBefore' in event.details) Object.assign(at, { begun: false, targets: {} });
        break;
      case 'item.created':
        at.since = (event.details.enqueuedAt as number | undefined) ?? null;
        break;
      case 'item.assigned':
        if (live) meet(at, 'firstResponse');
        break;
      case 'item.responded':
        meet(at, 'firstResponse');
        break;
      case 'item.paused':
        if (event.details.for === 'customer') stand(at, event.at, rules);
        break;
      case 'item.resumed':
      case 'item.transferred':
        goOn(at, event.at, rules);
        break;
      case 'item.completed':
        for (const name of Object.keys(at.targets)) meet(at, name);
        break;
      case 'item.target_warned':
      case 'item.target_breached':
        note(at, event, rules);
        break;
      default:
    }
  }

  compare({ after, now }: Step, report: Report): void {
    for (const item of after.items.values()) {
      const at = this.open.get(item.id);
      if (at === undefined || this.unknown.has(item.id)) continue;
      if (at.compared !== item) compareTargets(at, item, report);
      at.compared = item;
      for (const [name, one] of Object.entries(at.targets)) {
        const next = one.left !== null ? null : { running: one.warnAt, warned: one.dueAt }[one.stage];
        if (next !== null && next !== undefined && next + GRACE_MS <= now)
          report('I6', `${name} of ${item.id} is ${one.stage} at ${now}, ${now - next} ms too long`);
      }
    }
  }
}

function compareTargets({ targets }: Promised, item: Item, report: Report): void {
  const told = shown(targets);
  const row = shown(item.targets);
  if (told !== row) report('I6', `by its events ${item.id} has promised ${told}; its row says ${row}`);
  const urged = Object.values(targets).reduce((sum, { raised }) => sum + raised, 0);
  if (item.urged !== urged) report('I8', `${item.id} is urged by ${urged} steps; its row says ${item.urged}`);
}

const shown = (targets: object): string =>
  JSON.stringify(
    Object.entries(targets)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { dueAt, warnAt, stage, raised, left }]) => [name, dueAt, warnAt, stage, raised, left]),
  );

function begin(at: Promised, now: number, rules: Rules): void {
  const { firstResponseMs, resolutionMs, warnAt } = rules.workstream.targets;
  at.since ??= now;
  at.begun = true;
  for (const [name, ms] of Object.entries({ firstResponse: firstResponseMs, resolution: resolutionMs })) {
    if (ms === null) continue;
    at.targets[name] = fresh(add(rules, now, ms), add(rules, now, Math.round(ms * warnAt)));
  }
  due(at, rules, now);
}

const fresh = (dueAt: number, warnAt: number): Promise => ({ dueAt, warnAt, stage: 'running', raised: 0, left: null });

function due(at: Promised, { workstream }: Rules, since = at.since): void {
  delete at.targets.due;
  if (at.dueAt === null || !at.begun || since === null) return;
  const ahead = Math.max(0, at.dueAt - since);
  at.targets.due = fresh(at.dueAt, Math.min(at.dueAt, since + Math.round(ahead * workstream.targets.warnAt)));
}

function renew(at: Promised, { details }: Event, rules: Rules): void {
  const dueAt = (details.dueAt ?? null) as number | null;
  const before = at.dueAt;
  at.dueAt = dueAt;
  if (dueAt !== before) due(at, rules);
}

function meet(at: Promised, name: string): void {
  const target = at.targets[name];
  if (target === undefined || target.stage === 'met' || target.stage === 'late') return;
  Object.assign(target, { stage: target.stage === 'breached' ? 'late' : 'met', left: null });
}

function stand(at: Promised, now: number, rules: Rules): void {
  meet(at, 'firstResponse');
  const target = at.targets.resolution;
  if (target === undefined || !['running', 'warned'].includes(target.stage)) return;
  target.left = { dueMs: between(rules, now, target.dueAt), warnMs: between(rules, now, target.warnAt) };
}

function goOn(at: Promised, now: number, rules: Rules): void {
  const target = at.targets.resolution;
  if (target?.left == null) return;
  target.dueAt = add(rules, now, target.left.dueMs);
  if (target.stage === 'running') target.warnAt = add(rules, now, target.left.warnMs);
  target.left = null;
}

function note(at: Promised, { type, at: now, item, details }: Event, { workstream, report }: Rules): void {
  const target = at.targets[details.target as string];
  const warns = type === 'item.target_warned';
  const what = `${details.target} of ${item}`;
  if (target === undefined || target.stage !== (warns ? 'running' : 'warned') || target.left !== null) {
    report('I6', `${what} ${warns ? 'warns' : 'is missed'} while it is ${target?.stage ?? 'not promised'}`);
    return;
  }
  const early = (warns ? target.warnAt : target.dueAt) - now;
  if (early > 0) report('I6', `${what} is noted ${early} ms early`);
  target.stage = warns ? 'warned' : 'breached';
  target.raised += workstream.targets.raise[target.stage as 'warned' | 'breached'];
}

const hours = ({ configuration, workstream }: Rules, day: number) =>
  openOn(configuration, workstream.targets.calendar, day);

function add(rules: Rules, since: number, ms: number): number {
  if (ms === 0) return since;
  let left = ms;
  for (let day = Math.floor(since / DAY_MS); ; day += 1) {
    for (const { from, to } of hours(rules, day)) {
      const open = to - Math.max(from, since);
      if (open >= left) return to - open + left;
      if (open > 0) left -= open;
    }
  }
}

function between(rules: Rules, since: number, until: number): number {
  let sum = 0;
  for (let day = Math.floor(since / DAY_MS); day * DAY_MS < until; day += 1)
    for (const { from, to } of hours(rules, day)) sum += Math.max(0, Math.min(to, until) - Math.max(from, since));
  return sum;
}
