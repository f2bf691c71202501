import type { AttemptOutcome } from '../../../../core/callback/callback.ts';
import type { Command } from '../../../../core/command.ts';
import type { Event } from '../../../../core/event.ts';
import type { Item } from '../../../../core/item.ts';
import { newItem } from '../../fixtures.ts';
import { asAgent, DAY, HOUR, MINUTE, one, SECOND, type Stage } from './stage.ts';
import { workMs } from './work.ts';

/** What agents do with what is offered and given to them. */
export function desk(stage: Stage, event: Event): void {
  const { item, agent, offer, details } = event;
  switch (event.type) {
    case 'offer.made':
      answer(stage, { offer: offer!, agent: agent! });
      break;
    case 'item.assigned':
      work(stage, { item: item!, agent: agent! });
      break;
    case 'item.completed':
      if (stage.world().items.get(item!)?.state === 'wrapping_up') wrapUp(stage, { item: item!, agent: agent! });
      break;
    case 'agent.intent_changed':
      if (event.actor === 'engine' && details.to === 'away') comeBack(stage, agent!);
      break;
    default:
  }
}

interface Hers {
  readonly item: string;
  readonly agent: string;
}

const soon = ({ roll }: Stage): number => 2 * SECOND + roll() * 15 * SECOND;

function answer(stage: Stage, { offer, agent }: { offer: string; agent: string }): void {
  // Whoever may be gone without a word often is.
  const hears = stage.world().agents.get(agent)?.connectivity === 'assumed' ? 1 : 0.6;
  const roll = stage.roll() / hears;
  const by = asAgent(agent);
  if (roll < 0.84) stage.later(soon(stage), () => stage.send({ verb: 'accept', offer }, by));
  else if (roll < 0.92)
    stage.later(soon(stage), () => stage.send({ verb: 'decline', offer, reason: null, retryAfterMs: null }, by));
}

/** Three offers that she has not heard. */
const comeBack = (stage: Stage, agent: string): void =>
  stage.later(5 * MINUTE, () => {
    if (stage.world().agents.get(agent)?.intent !== 'away') return;
    stage.send({ verb: 'set_presence', agent, intent: 'available', reason: null }, asAgent(agent));
  });

/** She ends it with a code, now or later, or forgets it. */
function wrapUp(stage: Stage, { item, agent }: Hers): void {
  const roll = stage.roll();
  const by = asAgent(agent);
  const outcome = one([null, 'solved', 'solved', 'solved', 'follow-up', 'a word of her own'], stage.roll);
  const close = () => stage.send({ verb: 'close', item, outcome, note: null }, by);
  if (roll < 0.5) stage.later(soon(stage), close);
  else if (roll < 0.75) {
    const byMs = one([null, 30 * SECOND], stage.roll);
    stage.later(soon(stage), () => stage.send({ verb: 'extend', item, byMs }, by));
    stage.later(40 * SECOND, () => stage.send({ verb: 'extend', item, byMs }, by));
    stage.later(90 * SECOND, close);
  }
}

/** She completes it after a while; or asks somebody, lays it aside, gives it back, hands it on. */
function work(stage: Stage, hers: Hers): void {
  const item = stage.world().items.get(hers.item);
  if (item === undefined) return;
  const ms = workMs(item.workstream, stage.roll);
  const by = asAgent(hers.agent);
  const isLive = stage.world().configuration.channels[item.channel]?.live === true;
  const then = (after: number, command: Command) => stage.later(after, () => stage.send(command, by));
  if (!isLive && stage.roll() < 0.5) then(ms / 4, { verb: 'respond', item: item.id });
  if (stage.roll() < 0.06) then(ms / 5, consultAbout(stage, item));
  if (item.callback !== null) call(stage, item, { ...hers, ms });
  else handle(stage, item, { ...hers, ms, isLive });
}

function consultAbout(stage: Stage, { id }: Item): Command {
  const agent = one([null, 'anna', 'dan', 'eva'], stage.roll);
  const queue = agent === null ? one(['office', 'regular', 'night'], stage.roll) : null;
  return { verb: 'consult', item: id, consult: stage.newId('wi_consult'), queue, agent, note: 'Is that allowed?' };
}

function handle(stage: Stage, { id }: Item, { agent, ms, isLive }: Hers & { ms: number; isLive: boolean }): void {
  const { roll } = stage;
  const chance = roll();
  const by = asAgent(agent);
  const then = (after: number, command: Command) => stage.later(after, () => stage.send(command, by));
  if (!isLive && chance < 0.3) {
    const until = chance < 0.15 ? stage.now() + Math.round(ms + roll() * 5 * DAY) : null;
    then(ms / 3, { verb: 'pause', item: id, until, forCustomer: until === null && chance < 0.26, reason: null });
    stage.later(20 * DAY, () => stage.send({ verb: 'resume', item: id, agent: null }));
    if (chance > 0.24) then(ms / 3 + roll() * HOUR, { verb: 'resume', item: id, agent });
  } else if (chance < 0.34) then(ms / 3, { verb: 'release', item: id, reason: null });
  else if (chance < 0.38)
    then(ms / 3, { verb: 'transfer', item: id, queue: isLive ? 'regular' : 'office', agent: null });
  else if (chance < 0.4)
    stage.later(ms / 3, () => stage.send({ verb: 'transfer', item: id, queue: null, agent: one(['bo', 'eva'], roll) }));
  else if (chance < 0.42) stage.later(ms / 3, () => stage.send({ verb: 'cancel', item: id, reason: null }));
  else {
    then(ms, { verb: 'complete', item: id, outcome: null, note: null });
    if (roll() < 0.06) stage.later(ms + roll() * DAY, () => followUp(stage, id));
  }
}

/** Something goes on from what was done, also when that is long settled. */
function followUp(stage: Stage, id: string): void {
  const item = newItem(stage.newId('wi_follow'), { workstream: 'cases', follows: id });
  stage.send({ verb: 'create', item });
}

const OUTCOMES: readonly AttemptOutcome[] = [
  ...(['reached', 'reached', 'reached', 'no_answer', 'no_answer'] as const),
  ...(['busy', 'voicemail', 'wrong_number'] as const),
];

/** She calls, says what came of it, and completes what she has reached somebody for. */
function call(stage: Stage, { id }: Item, { agent, ms }: Hers & { ms: number }): void {
  const by = asAgent(agent);
  const outcome = one(OUTCOMES, stage.roll);
  if (stage.roll() < 0.05) stage.later(ms / 4, () => stage.send({ verb: 'release', item: id, reason: null }, by));
  stage.later(ms / 2, () => stage.send({ verb: 'attempt', item: id, outcome, note: null }, by));
  if (outcome === 'reached')
    stage.later(ms, () => stage.send({ verb: 'complete', item: id, outcome: null, note: null }, by));
}
