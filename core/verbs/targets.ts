import { alertOfTarget, leadsFor } from '../alerts.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { afterOpenTime, openTimeBetween } from '../calendar/open-time.ts';
import type { TargetPolicy } from '../configuration/compiled.ts';
import { aboutOf, type Item } from '../item.ts';
import { changeItem } from '../mutate.ts';
import type { Outcome } from '../outcome.ts';
import { isOpen, nextInstant, TARGET_NAMES, type Target, type TargetName, type Targets } from '../target.ts';
import { emit, type World } from '../world.ts';

type Change = Partial<Pick<Item, 'targets' | 'urged'>>;

/** The only way to new targets: what they add to the order goes with them. */
const withTargets = (targets: Targets): Change => ({
  targets,
  urged: Object.values(targets).reduce((sum, { raised }) => sum + raised, 0),
});

export const NO_TARGETS: Change = withTargets({});

const policyOf = ({ configuration }: World, { workstream }: Item): TargetPolicy =>
  configuration.workstreams[workstream]!.targets;

const calendarOf = ({ configuration }: World, { calendar }: TargetPolicy): Calendar | null =>
  calendar === null ? null : (configuration.calendars[calendar] ?? null);

/** What is promised of an item that is taken in now. A calendar that never opens again leaves nothing to count. */
export function beginTargets(world: World, item: Item): void {
  // The item that a consult is about has them already.
  if (aboutOf(item) !== null) return;
  const policy = policyOf(world, item);
  const calendar = calendarOf(world, policy);
  const { now } = world.work;
  const promised = { firstResponse: policy.firstResponseMs, resolution: policy.resolutionMs };
  const targets: Partial<Record<TargetName, Target>> = {};
  for (const [name, ms] of Object.entries(promised)) {
    if (ms === null) continue;
    const dueAt = afterOpenTime(calendar, now, ms);
    const warnAt = afterOpenTime(calendar, now, Math.round(ms * policy.warnAt));
    if (dueAt !== null && warnAt !== null) targets[name as TargetName] = begun(dueAt, warnAt);
  }
  if (item.dueAt !== null) targets.due = dueTarget(item.dueAt, { from: now, warnAt: policy.warnAt });
  if (Object.keys(targets).length > 0) changeItem(world, item, withTargets(targets));
}

const begun = (dueAt: number, warnAt: number): Target => ({ dueAt, warnAt, stage: 'running', raised: 0, left: null });

const dueTarget = (dueAt: number, { from, warnAt }: { from: number; warnAt: number }): Target =>
  begun(dueAt, Math.min(dueAt, from + Math.round(Math.max(0, dueAt - from) * warnAt)));

/** Another due time is another promise: it begins anew, and what the old one added to the order goes with it. */
export function renewedDue(world: World, item: Item, dueAt: number | null): Change {
  if (item.state === 'scheduled' || dueAt === (item.targets.due?.dueAt ?? null)) return {};
  const { due: _, ...others } = item.targets;
  if (dueAt === null) return withTargets(others);
  const from = item.enqueuedAt ?? world.work.now;
  return withTargets({ ...others, due: dueTarget(dueAt, { from, warnAt: policyOf(world, item).warnAt }) });
}

/** What was promised has been done. Nothing where there is no such target, or it was done before. */
export function met(item: Item, names: readonly TargetName[] = TARGET_NAMES): Change {
  const targets: Partial<Record<TargetName, Target>> = { ...item.targets };
  let changes = false;
  for (const name of names) {
    const target = targets[name];
    if (target === undefined || target.stage === 'met' || target.stage === 'late') continue;
    targets[name] = { ...target, stage: target.stage === 'breached' ? 'late' : 'met', left: null };
    changes = true;
  }
  return changes ? withTargets(targets) : {};
}

/** Where a person waits at the other end, she is answered as soon as somebody has the item. */
export const answeredAtOnce = ({ configuration }: World, item: Item): Change =>
  configuration.channels[item.channel]?.live ? met(item, ['firstResponse']) : {};

/** The agent has answered the customer. The same again changes nothing. */
export function respond(world: World, item: Item): Outcome {
  const change = met(item, ['firstResponse']);
  if (change.targets !== undefined) {
    changeItem(world, item, change);
    emit(world, 'item.responded', { item, agent: item.agentId });
  }
  return { kind: 'item', created: false, item };
}

/** The customer was answered and it is for her to go on: the time for the resolution stands still. */
export function stopped(world: World, item: Item): Change {
  const answered = { ...item, ...met(item, ['firstResponse']) };
  const { resolution } = answered.targets;
  if (resolution === undefined || !isOpen(resolution)) return withTargets(answered.targets);
  const calendar = calendarOf(world, policyOf(world, item));
  const left = {
    dueMs: openTimeBetween(calendar, world.work.now, resolution.dueAt),
    warnMs: openTimeBetween(calendar, world.work.now, resolution.warnAt),
  };
  return withTargets({ ...answered.targets, resolution: { ...resolution, left } });
}

/** What was left is counted on from now. */
export function goneOn(world: World, item: Item): Change {
  const { resolution, ...others } = item.targets;
  if (!resolution?.left) return {};
  const calendar = calendarOf(world, policyOf(world, item));
  const { now } = world.work;
  const dueAt = afterOpenTime(calendar, now, resolution.left.dueMs);
  const warnAt =
    resolution.stage === 'running' ? afterOpenTime(calendar, now, resolution.left.warnMs) : resolution.warnAt;
  if (dueAt === null || warnAt === null) return withTargets(others);
  return withTargets({ ...others, resolution: { ...resolution, dueAt, warnAt, left: null } });
}

/** What a pause leaves behind; nothing for an item that is not paused. */
export const pauseEnded = (world: World, item: Item): Partial<Item> =>
  item.pausedAt === null ? {} : { pausedAt: null, resumesAt: null, pausedFor: null, ...goneOn(world, item) };

/** Warnings and breaches whose instant has passed, in order. */
export function noteDueTargets(world: World, item: Item): void {
  for (;;) {
    const passed = TARGET_NAMES.filter((name) => (at(item, name) ?? Number.POSITIVE_INFINITY) <= world.work.now);
    const [first] = passed.sort((a, b) => at(item, a)! - at(item, b)!);
    if (first === undefined) return;
    note(world, item, first);
  }
}

function at({ targets }: Item, name: TargetName): number | null {
  const target = targets[name];
  return target === undefined ? null : nextInstant(target);
}

/** The target warns, or is missed where it has warned already. Each is a bump of the order. */
export function note(world: World, item: Item, name: TargetName): void {
  const target = item.targets[name]!;
  const stage = target.stage === 'running' ? 'warned' : 'breached';
  const raisePriority = policyOf(world, item).raise[stage];
  const led = leadsFor(world, item);
  changeItem(
    world,
    item,
    withTargets({ ...item.targets, [name]: { ...target, stage, raised: target.raised + raisePriority } }),
  );
  const details = { target: name, dueAt: target.dueAt, raisePriority };
  emit(world, stage === 'warned' ? 'item.target_warned' : 'item.target_breached', {
    item,
    agent: item.agentId,
    details,
  });
  alertOfTarget(world, item, { warned: stage === 'warned', led });
}
