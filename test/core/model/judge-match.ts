import type { Agent } from '../../../core/agent.ts';
import type { Event } from '../../../core/event.ts';
import type { Item, Widening } from '../../../core/item.ts';
import { Interruptions, mayContinue } from './interruptions.ts';
import { loadsOf, priceOf, type Scene, sceneIn, sceneOf } from './loads.ts';
import { isHeadOfKind, isKept, isOverdue, reservable } from './reservations.ts';
import { barsOf, choices, firstOf, mayBeOffered, type Rank, rankOf } from './rules.ts';
import { copyOf, type Snapshot, type Step } from './snapshot.ts';
import type { Report } from './violation.ts';

/**
 * Plays the match again, event by event, on a copy of the rows before it. At each automatic offer every pair that was possible at
 * that moment is worked out by asking everybody about everything: the one that was offered must be the first of them.
 */
export function judgeMatch(step: Step, report: Report): void {
  // Where nothing is played, nothing has to be copied.
  const at = step.matched.length === 0 ? step.applied : copyOf(step.applied);
  const interruptions = new Interruptions(report);
  for (const event of step.matched) {
    if (event.type === 'offer.made') judgeOffer(sceneOf(at, step.now), event, report);
    if (event.type === 'agent.kept_free') judgeReservation(sceneOf(at, step.now), event, report);
    interruptions.follow(sceneOf(at, step.now), event);
    play(at, event, report);
  }
  compareWithRows(at, step.after, report);
  judgeLeftOver(sceneIn(step.after, step.now), report);
}

function judgeOffer(scene: Scene, event: Event, report: Report): void {
  const item = scene.at.items.get(event.item ?? '');
  const agent = scene.at.agents.get(event.agent ?? '');
  const what = `${event.item} to ${event.agent} at seq ${event.seq}`;
  if (item === undefined || agent === undefined || !mayBeOffered(scene.at, item)) {
    report('I9', `offered ${what}, but one of them was not there to take`);
    return;
  }
  if (event.configurationVersion !== scene.at.configuration.version)
    report('I9', `offered ${what} by configuration ${event.configurationVersion}`);
  const price = priceOf(scene.at.configuration.profiles[agent.profile], item);
  if (event.units !== price) report('I3', `offered ${what} for ${event.units} units, not ${price}`);
  const bars = barsOf(scene, item, agent);
  if (bars.includes('full')) report('I3', `offered ${what}, who has no room`);
  if (bars.includes('kept')) report('I8', `offered ${what}, who is kept free for ${agent.keptFor}`);
  const others = bars.filter((bar) => bar !== 'full' && bar !== 'kept');
  if (others.length > 0) report('I9', `offered ${what}, barred by ${others.join(', ')}`);
  const first = firstOf(choices(scene));
  if (bars.length > 0 || first === null || (first.item === item && first.agent === agent)) return;
  report('I8', `offered ${what} ${show(rankOf(scene, item, agent))}, but ${show(first.rank)} comes first`);
}

const show = (rank: Rank): string => `[${rank.join(' ')}]`;

function judgeReservation(scene: Scene, event: Event, report: Report): void {
  const item = scene.at.items.get(event.item ?? '');
  const nearest = item === undefined ? undefined : reservable(scene, item)[0];
  if (item === undefined || !isOverdue(scene, item) || isKept(scene, item))
    report('I13', `agent ${event.agent} is kept free for ${event.item}, which does not need it`);
  else if (nearest?.id !== event.agent)
    report(
      'I13',
      `agent ${event.agent} is kept free for ${item.id}; the nearest to fitting is ${nearest?.id ?? 'nobody'}`,
    );
  else if (choices(scene).some((choice) => choice.item === item))
    report('I13', `agent ${event.agent} is kept free for ${item.id}, which somebody has room for`);
}

function play(at: Snapshot, event: Event, report: Report): void {
  if (event.type === 'queue.alerted') {
    judgeQueueAlert(at, event, report);
    return;
  }
  const item = at.items.get(event.item ?? '');
  if (item !== undefined && playOverflow(at, event, item)) return;
  const agent = at.agents.get(event.agent ?? '');
  if (item === undefined || agent === undefined) {
    report('I7', `${event.type} of the match names ${event.item} and ${event.agent}, which are not there`);
    return;
  }
  switch (event.type) {
    case 'offer.made':
      Object.assign(item, { state: 'offered', waitingSince: null });
      agent.lastOfferSeq = event.seq;
      at.offers.set(event.offer!, pending(event, event.units!));
      for (const one of at.agents.values()) if (one.keptFor === item.id) one.keptFor = null;
      break;
    case 'offer.accepted':
      item.heldUnits = event.units;
      at.offers.delete(event.offer!);
      break;
    case 'offer.withdrawn':
      at.offers.delete(event.offer!);
      if (!holdsAnything(at, agent)) agent.idleSince = event.at;
      break;
    case 'item.assigned':
      Object.assign(item, { state: 'assigned', agentId: agent.id });
      break;
    case 'item.interrupted':
      item.interruptedBy = String(event.details.by);
      break;
    case 'item.continued':
      item.interruptedBy = null;
      break;
    case 'agent.alerted':
      break;
    case 'agent.kept_free':
      agent.keptFor = item.id;
      break;
    default:
      report('I7', `the match did ${event.type}`);
  }
}

/** What is said of a queue is so. That it is said once is judged over time, by the log. */
function judgeQueueAlert({ items, configuration }: Snapshot, { queue, at, details }: Event, report: Report): void {
  const alerts = configuration.queues[queue ?? '']?.alerts;
  const waits = [...items.values()]
    .filter((item) => item.queue === queue && item.state === 'waiting')
    .map(({ enqueuedAt }) => at - enqueuedAt!);
  const [over, saw] =
    details.reason === 'waiting'
      ? [(alerts?.waitingOver ?? Number.POSITIVE_INFINITY) + 1, waits.length]
      : [alerts?.longestWaitOverMs ?? Number.POSITIVE_INFINITY, Math.max(...waits)];
  if (details.saw !== saw || saw < over)
    report('I6', `queue ${queue} is alerted (${details.reason}) of ${details.saw}, and it is ${saw}`);
}

/** What follows from full and closed queues once nothing more can be given out. */
function playOverflow(at: Snapshot, event: Event, item: Item): boolean {
  const { details } = event;
  switch (event.type) {
    case 'item.overflowed':
    case 'item.callback_offered':
    case 'item.alerted':
      return true;
    case 'item.enqueued':
      item.queue = event.queue;
      if (details.age === 'reset') item.enqueuedAt = event.at;
      if (details.continues !== true) Object.assign(item, { raised: 0, widenings: [] });
      item.waitingSince = event.at;
      break;
    case 'item.escalated':
      item.raised += details.raisePriority as number;
      if (details.widening !== undefined) item.widenings = [...item.widenings, details.widening as Widening];
      break;
    case 'item.rescheduled':
      item.state = 'scheduled';
      break;
    case 'item.cancelled':
      at.items.delete(item.id);
      break;
    default:
      return false;
  }
  for (const agent of at.agents.values()) if (agent.keptFor === item.id) agent.keptFor = null;
  return true;
}

const holdsAnything = (at: Snapshot, agent: Agent): boolean => loadsOf(at).get(agent.id)!.pieces > 0;

const pending = (event: Event, units: number) =>
  ({
    id: event.offer!,
    itemId: event.item!,
    agentId: event.agent!,
    state: 'pending',
    units,
    offeredAt: event.at,
    expiresAt: event.at,
    endedAt: null,
    manual: false,
  }) as const;

function compareWithRows(expected: Snapshot, after: Snapshot, report: Report): void {
  for (const [id, item] of expected.items) {
    const row = after.items.get(id);
    if (row !== undefined && row.interruptedBy !== item.interruptedBy)
      report('I7', `by the events of the match ${id} is interrupted by ${item.interruptedBy}; not by its row`);
    if (row?.state !== item.state || row.agentId !== item.agentId)
      report(
        'I7',
        `by the events of the match ${id} is ${item.state} with ${item.agentId}; the row says ${row?.state}`,
      );
  }
  for (const [id, agent] of expected.agents) {
    const row = after.agents.get(id);
    if (row?.keptFor !== agent.keptFor)
      report('I7', `by the events of the match ${id} is kept for ${agent.keptFor}; the row says ${row?.keptFor}`);
  }
}

/** Nothing that could be given out may be left, and no big item without the agent that it has a right to. */
function judgeLeftOver(scene: Scene, report: Report): void {
  for (const { item, agent } of choices(scene)) report('I13', `${item.id} waits although ${agent.id} could take it`);
  for (const agent of scene.at.agents.values())
    for (const item of mayContinue(scene, agent)) report('I13', `${agent.id} has room to go on with ${item.id}`);
  for (const item of scene.at.items.values()) {
    if (!isOverdue(scene, item) || isKept(scene, item) || !isHeadOfKind(scene, item)) continue;
    const [nearest] = reservable(scene, item);
    if (nearest !== undefined) report('I13', `${item.id} is overdue, but ${nearest.id} is not kept free for it`);
  }
}
