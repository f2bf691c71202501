import type { Item } from '../../../core/item.ts';
import { loadsIn } from './loads.ts';
import { mostAsked } from './rules.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

/** What must hold between rows at every moment: I2, and the balances of I3. */
export function judgeRows(at: Snapshot, { before, report }: { before: Snapshot; report: Report }): void {
  const held = openOffers(at);
  const had = openOffers(before);
  for (const offer of at.offers.values()) {
    const item = at.items.get(offer.itemId);
    if (offer.state !== 'pending') report('I4', `offer ${offer.id} is open though ${offer.state}`);
    if (item?.state !== 'offered') report('I2', `offer ${offer.id} is open beside an item that is ${item?.state}`);
    if (!at.agents.has(offer.agentId)) report('I2', `offer ${offer.id} is with nobody`);
  }
  for (const item of at.items.values()) {
    const offers = held.get(item.id) ?? 0;
    const inHands = item.state === 'assigned' || item.state === 'wrapping_up';
    // A policy that was lowered takes no offer away.
    if (offers > Math.max(mostAsked(at, item), had.get(item.id) ?? 0))
      report('I2', `item ${item.id} has ${offers} open offers`);
    if (offers > 0 && item.agentId !== null) report('I2', `item ${item.id} is assigned and offered at once`);
    if (item.state === 'offered' && offers === 0) report('I2', `item ${item.id} is offered to nobody`);
    const owned = inHands || (item.state === 'paused' && item.agentId !== null);
    if (owned !== (item.agentId !== null)) report('I2', `item ${item.id} is ${item.state} with ${item.agentId}`);
    if (item.agentId !== null && !at.agents.has(item.agentId)) report('I2', `item ${item.id} is with nobody`);
    if (item.interruptedBy !== null && item.state !== 'assigned')
      report('I7', `item ${item.id} is ${item.state} and interrupted by ${item.interruptedBy}`);
    if ((item.state === 'paused') !== (item.pausedAt !== null && item.pausedFor !== null))
      report('I7', `item ${item.id} is ${item.state}, paused since ${item.pausedAt} for ${item.pausedFor}`);
    if (item.state !== 'paused' && item.resumesAt !== null)
      report('I7', `item ${item.id} is ${item.state} and is to be resumed at ${item.resumesAt}`);
    if ((item.state === 'needs_attention') !== (item.attention !== null))
      report('I7', `item ${item.id} is ${item.state} and says ${JSON.stringify(item.attention)} of its attention`);
    if ((item.state === 'waiting') !== (item.waitingSince !== null))
      report('I7', `item ${item.id} is ${item.state}, waiting since ${item.waitingSince}`);
  }
  for (const item of at.items.values()) judgeConsult(at, item, report);
  judgeBalances(at, report);
}

/** Advice is asked for by whoever has the item, now or paused; given by another, and promised nothing of its own. */
function judgeConsult(at: Snapshot, item: Item, report: Report): void {
  if (!item.source.startsWith('consult/')) return;
  const about = at.items.get(item.source.slice('consult/'.length));
  const isInHands = about?.state === 'assigned' || about?.state === 'paused';
  if (!isInHands || about.agentId === null) report('I2', `${item.id} asks about an item that is ${about?.state}`);
  if (about !== undefined && item.agentId === about.agentId)
    report('I2', `${item.agentId} advises herself by ${item.id}`);
  for (const { itemId, agentId } of at.offers.values())
    if (itemId === item.id && agentId === about?.agentId)
      report('I2', `${agentId} is asked by herself with ${item.id}`);
  if (item.timeToLiveEndsAt !== null || Object.keys(item.targets).length > 0)
    report('I6', `consult ${item.id} is promised what its item is promised`);
}

function openOffers(at: Snapshot): Map<string, number> {
  const count = new Map<string, number>();
  for (const { itemId } of at.offers.values()) count.set(itemId, (count.get(itemId) ?? 0) + 1);
  return count;
}

function judgeBalances(at: Snapshot, report: Report): void {
  const keptFor = new Set<string>();
  const loads = loadsIn(at);
  for (const agent of at.agents.values()) {
    const { offered, active, wrappingUp, interrupted } = loads.get(agent.id)!;
    const expected = JSON.stringify([offered, active, wrappingUp, interrupted]);
    const balance = at.balances.get(agent.id);
    const shown = JSON.stringify([balance?.offered, balance?.active, balance?.wrappingUp, balance?.interrupted]);
    if (expected !== shown) report('I3', `agent ${agent.id} holds ${expected} but her balance says ${shown}`);
    if (agent.keptFor === null) continue;
    if (at.items.get(agent.keptFor)?.state !== 'waiting' || keptFor.has(agent.keptFor))
      report('I13', `agent ${agent.id} is kept free for ${agent.keptFor}, which does not wait for her`);
    keptFor.add(agent.keptFor);
  }
}

/** What decides the order must move with the facts: idle since her last work left, and the last offer for the round. */
export function judgeCursors({ step, before }: { step: Step; before: Snapshot }, report: Report): void {
  const made = new Map(step.events.filter((one) => one.type === 'offer.made').map((one) => [one.agent, one.seq]));
  const [left, held] = [loadsIn(before), loadsIn(step.after)];
  for (const agent of step.after.agents.values()) {
    const earlier = before.agents.get(agent.id);
    if (earlier === undefined || step.events.some((one) => one.type === 'agent.added' && one.agent === agent.id))
      continue;
    const lastOfferSeq = made.get(agent.id) ?? earlier.lastOfferSeq;
    if (agent.lastOfferSeq !== lastOfferSeq)
      report('I8', `agent ${agent.id} had her last offer at ${lastOfferSeq}, not ${agent.lastOfferSeq}`);
    const had = left.get(agent.id)!.pieces;
    const has = held.get(agent.id)!.pieces;
    if (had > 0 && has === 0 && agent.idleSince !== step.now)
      report('I8', `agent ${agent.id} holds nothing since ${step.now} but is idle since ${agent.idleSince}`);
    if (
      !made.has(agent.id) &&
      had === has &&
      had === 0 &&
      !wasTouched(step, agent.id) &&
      agent.idleSince !== earlier.idleSince
    )
      report('I8', `agent ${agent.id} was idle all along but is idle since ${agent.idleSince}`);
  }
}

const wasTouched = (step: Step, agentId: string): boolean =>
  step.events.some((one) => one.agent === agentId && one.item !== null);
