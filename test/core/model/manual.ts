import type { Event } from '../../../core/event.ts';
import { leftAt } from './leaving.ts';
import type { Snapshot, Step } from './snapshot.ts';
import type { Report } from './violation.ts';

const LEAVES = ['item.released', 'item.transferred', 'item.cancelled', 'item.expired', 'item.completed', 'item.closed'];

/** Who holds what because a person chose so: I10. */
export class ManualWork {
  private readonly chosen = new Map<string, string>();
  private readonly offers = new Set<string>();

  follow(event: Event, at: { step: Step; before: Snapshot; report: Report }): void {
    if (event.item === null) return;
    if (event.type === 'offer.made' && event.details.byHand === true) this.offers.add(event.offer!);
    const byHand = event.type === 'item.assigned' && event.details.by === 'assign';
    const byOffer = event.type === 'offer.accepted' && this.offers.has(event.offer!);
    if (byHand || byOffer) this.chosen.set(event.item, event.agent!);
    // Whoever paused it set its time: it is hers no longer once it waits again.
    if (event.type === 'item.resumed' && event.details.by !== 'owner') this.chosen.delete(event.item);
    const agent = this.chosen.get(event.item);
    if (agent === undefined || !LEAVES.includes(event.type)) return;
    this.chosen.delete(event.item);
    // Advice is not needed any more where the item that it is about has gone: judged by the rows.
    if (event.cause === 'consult_over') return;
    const byClock = event.actor === 'engine' && !['item.completed', 'item.closed'].includes(event.type);
    if (byClock && !isGone(event, { agent, ...at }))
      at.report('I10', `automation takes ${event.item} from ${agent}, whom a person chose (${event.type})`);
  }
}

function isGone(event: Event, at: { agent: string; step: Step; before: Snapshot }): boolean {
  if (event.details.reason === 'agent_removed') return true;
  const agent = at.before.agents.get(at.agent);
  if (event.details.reason !== 'owner_gone' || agent === undefined) return false;
  const workstream = at.step.applied.configuration.workstreams[event.workstream ?? ''];
  return leftAt(agent) + (workstream?.ownerGoneAfterMs ?? 0) <= event.at;
}
