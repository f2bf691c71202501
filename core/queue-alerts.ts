import { byText } from './order.ts';
import { waitingIn } from './queue-load.ts';
import { longestWaitSince } from './state-of-queues.ts';
import { emit, type World } from './world.ts';

/** Of what supervisors are told about a queue, by its `alerts`: too many wait there, or one of them for too long. */
type Reason = 'waiting' | 'longest_wait';

/** Which alerts of queues stand. All of it follows from rows: what stood at the last decision has been told. */
export interface QueueAlerts {
  /** Reason and queue: told, and not over since. */
  readonly standing: Set<string>;
  /** What has changed since the last look. */
  readonly looks: Set<string>;
  /** When the longest wait is looked at next, where its alert does not stand. */
  readonly turns: Map<string, number>;
}

export const noQueueAlerts = (): QueueAlerts => ({ standing: new Set(), looks: new Set(), turns: new Map() });

const keyOf = (reason: Reason, queue: string): string => `${reason} ${queue}`;
const alertsOf = ({ configuration }: World, queue: string) => configuration.queues[queue]?.alerts ?? null;

/** Once what changed has been matched, each queue is looked at that has another load, or whose longest wait may be over. */
export function alertQueues(world: World): void {
  const { looks } = world.queueAlerts;
  world.work.cause = 'match';
  for (const queue of [...looks].sort(byText)) {
    lookAtWaiting(world, queue);
    lookAtLongest(world, queue);
  }
  looks.clear();
}

function lookAtWaiting(world: World, queue: string): void {
  const over = alertsOf(world, queue)?.waitingOver ?? null;
  stand(world, queue, { reason: 'waiting', over, saw: tooMany(world, queue) });
}

/** How many wait, where they are more than its alerts say. */
function tooMany(world: World, queue: string): number | null {
  const over = alertsOf(world, queue)?.waitingOver ?? null;
  const waiting = waitingIn(world, queue);
  return over !== null && waiting > over ? waiting : null;
}

/** The oldest is asked for where it may be over the limit by now, or was: otherwise nothing need be looked through. */
function lookAtLongest(world: World, queue: string): void {
  const { standing, turns } = world.queueAlerts;
  const { now } = world.work;
  const over = alertsOf(world, queue)?.longestWaitOverMs ?? null;
  const stands = standing.has(keyOf('longest_wait', queue));
  if (over !== null && !stands && (turns.get(queue) ?? Number.POSITIVE_INFINITY) > now) return;
  turns.delete(queue);
  const since = over === null ? null : longestWaitSince(world, queue);
  const isOver = over !== null && since !== null && since + over <= now;
  stand(world, queue, { reason: 'longest_wait', over, saw: isOver ? now - since : null });
  if (over !== null && since !== null && !isOver) turnAt(world, queue, since + over);
}

/** Supervisors are told as it begins, and again only once it was over in between. */
function stand(world: World, queue: string, at: { reason: Reason; over: number | null; saw: number | null }): void {
  const { standing } = world.queueAlerts;
  const key = keyOf(at.reason, queue);
  if (at.saw === null) standing.delete(key);
  else if (!standing.has(key)) {
    standing.add(key);
    emit(world, 'queue.alerted', { queue, details: { to: 'supervisors', ...at } });
  }
}

/** The load of a queue changes: an item begins or ceases to wait there. */
export function noteWaiting(world: World, queue: string, begins: { enqueuedAt: number } | null): void {
  const alerts = alertsOf(world, queue);
  if (alerts === null) return;
  world.queueAlerts.looks.add(queue);
  const over = alerts.longestWaitOverMs;
  if (begins !== null && over !== null && !world.queueAlerts.standing.has(keyOf('longest_wait', queue)))
    turnAt(world, queue, begins.enqueuedAt + over);
}

function turnAt(world: World, queue: string, at: number): void {
  const { turns } = world.queueAlerts;
  if ((turns.get(queue) ?? Number.POSITIVE_INFINITY) <= at) return;
  turns.set(queue, at);
  if (at > world.work.now) world.wakeUps.push({ at, kind: 'queue', id: queue });
}

/** Under another configuration, or after a takeover: all that alert are looked at with the next match. */
export function renewQueueAlerts(world: World): void {
  const { standing, looks, turns } = world.queueAlerts;
  turns.clear();
  for (const key of standing) looks.add(key.slice(key.indexOf(' ') + 1));
  for (const queue in world.configuration.queues) {
    if (alertsOf(world, queue) === null) continue;
    looks.add(queue);
    turns.set(queue, world.work.now);
  }
}

/** What stood at the last decision of whoever led before. */
export function standAsDecided(world: World, decidedAt: number): void {
  const { standing } = world.queueAlerts;
  standing.clear();
  for (const queue in world.configuration.queues) {
    const alerts = alertsOf(world, queue);
    if (alerts === null) continue;
    if (tooMany(world, queue) !== null) standing.add(keyOf('waiting', queue));
    const since = alerts.longestWaitOverMs === null ? null : longestWaitSince(world, queue);
    if (since !== null && since + alerts.longestWaitOverMs! <= decidedAt) standing.add(keyOf('longest_wait', queue));
  }
}
