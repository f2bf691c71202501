import type { Callback } from '../core/callback/callback.ts';
import type { Role } from '../core/command.ts';
import type { Event } from '../core/event.ts';
import type { AgentExplanation } from '../core/explain/agent.ts';
import type { ItemExplanation } from '../core/explain/item.ts';
import type { NewItemExplanation } from '../core/explain/new-item.ts';
import type { QueueExplanation } from '../core/explain/queue.ts';
import type { Remedy } from '../core/explain/remedy.ts';
import { attentionSentence } from '../core/explain/sentences.ts';
import { idOfEvent } from '../core/ids.ts';
import { aboutOf, type Item, type Requirements } from '../core/item.ts';
import type { Offer } from '../core/offer.ts';
import type { AgentView } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';

/** Core's rows as the API shows them: instants as RFC 3339, `null` where there is none. */
const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export const presentOffer = (offer: Offer) => ({
  id: offer.id,
  itemId: offer.itemId,
  agentId: offer.agentId,
  state: offer.state,
  units: offer.units,
  offeredAt: instant(offer.offeredAt),
  expiresAt: instant(offer.expiresAt),
  endedAt: instant(offer.endedAt),
});

export const presentRequirements = ({ skills, groups, attributes, agent }: Requirements) => ({
  ...skills,
  ...(groups.length > 0 ? { groups } : {}),
  ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  ...(agent === null ? {} : { agent }),
});

const presentTarget = ({ dueAt, warnAt, stage, left }: Target) => ({
  dueAt: left === null ? instant(dueAt) : null,
  warnAt: left === null ? instant(warnAt) : null,
  stage,
  leftMs: left?.dueMs ?? null,
});

const presentCallback = ({ slotAt, timeZone, attempts }: Callback) => ({
  slot: instant(slotAt),
  timeZone,
  attempts: attempts.map((attempt) => ({ ...attempt, at: instant(attempt.at)! })),
});

export function presentItem(item: Item & { offers: readonly Offer[]; key?: number | null }, now: number) {
  return {
    id: item.id,
    rev: item.rev,
    source: item.source,
    externalId: item.externalId,
    follows: item.follows,
    consults: aboutOf(item),
    channel: item.channel,
    workstream: item.workstream,
    queue: item.queue,
    state: item.state,
    priority: item.priority,
    urgency: {
      key: item.key ?? null,
      urged: item.urged,
      waitedMs: item.enqueuedAt === null ? 0 : Math.max(0, (item.assignedAt ?? item.closedAt ?? now) - item.enqueuedAt),
    },
    requirements: presentRequirements(item.requirements),
    cost: item.cost,
    customer: item.payload.customer,
    attributes: { ...item.payload.attributes, ...item.payload.derived },
    preferred:
      item.preferredAgent === null ? null : { agent: item.preferredAgent, until: instant(item.preferredUntil)! },
    subject: item.payload.subject,
    customerRef: item.payload.customerRef,
    outcome: item.payload.outcome,
    note: item.payload.note,
    message: item.payload.message,
    agentId: item.agentId,
    offers: item.offers.filter((offer) => offer.state === 'pending').map(presentOffer),
    escalationStep: item.escalationStep,
    supervisor: item.supervisor,
    flags: item.interruptedBy === null ? item.flags : [...item.flags, 'interrupted'],
    interruptedBy: item.interruptedBy,
    callbackOffers: Object.entries(item.overflow.callbacks ?? {}).map(([queue, workstream]) => ({ queue, workstream })),
    createdAt: instant(item.createdAt),
    enqueuedAt: instant(item.enqueuedAt),
    offeredAt: instant(item.offeredAt),
    assignedAt: instant(item.assignedAt),
    completedAt: instant(item.completedAt),
    closedAt: instant(item.closedAt),
    notBefore: instant(item.notBefore),
    dueAt: instant(item.dueAt),
    wrapUpEndsAt: instant(item.wrapUpEndsAt),
    wrapUpExtended: item.wrapUpExtended,
    pause:
      item.pausedAt === null
        ? null
        : { since: instant(item.pausedAt)!, until: instant(item.resumesAt), for: item.pausedFor! },
    attention: item.attention && {
      reason: item.attention.reason,
      since: instant(item.attention.since)!,
      sentence: attentionSentence(item, now)!,
    },
    targets: Object.fromEntries(Object.entries(item.targets).map(([name, target]) => [name, presentTarget(target)])),
    callback: item.callback && presentCallback(item.callback),
    configurationVersion: item.configurationVersion,
    workflowId: item.id,
  };
}

export const presentAgent = (agent: AgentView) => ({
  id: agent.id,
  name: agent.name,
  profile: agent.profile,
  groups: agent.groups,
  skills: agent.skills,
  attributes: agent.attributes,
  capacity: agent.capacity,
  limits: agent.limits,
  connectivity: agent.connectivity,
  presence: {
    intent: agent.intent,
    reason: agent.intentReason,
    connection: agent.connectivity === 'assumed' ? 'assumed' : agent.connection,
    since: instant(agent.intentSince),
  },
  load: { units: agent.units, held: agent.held, interrupted: agent.interrupted },
  idleSince: instant(agent.idleSince),
  rev: agent.rev,
});

/** What a decision records about colleagues is for those who lead them; `ops` sees that something happened, not to whom. */
export function presentEvent(event: Event, role: Role) {
  const { ruledOut, ...own } = event.details;
  const shown = {
    id: idOfEvent('ev', event.at, event.seq),
    seq: event.seq,
    type: event.type,
    at: instant(event.at)!,
    item: event.item,
    rev: event.rev,
    agent: event.agent,
    agentRev: event.agentRev,
    offer: event.offer,
    actor: event.actor,
    cause: event.cause,
    commandId: event.commandId,
    units: event.units,
    queue: event.queue,
    channel: event.channel,
    workstream: event.workstream,
    configurationVersion: event.configurationVersion,
    details: event.details,
  };
  if (role === 'supervisor' || role === 'admin') return shown;
  if (role !== 'ops') return { ...shown, details: own };
  const details = event.type.startsWith('repair.') ? event.details : {};
  return { ...shown, agent: null, actor: event.actor.replace(/:.*/, ''), details };
}

const presentRemedy = (remedy: Remedy) => (remedy.kind === 'time' ? { ...remedy, at: instant(remedy.at) } : remedy);

export const presentAgentExplanation = (explanation: AgentExplanation) => ({
  ...explanation,
  presence: { ...explanation.presence, since: instant(explanation.presence.since) },
  backOffs: explanation.backOffs.map(({ item, until }) => ({ item, until: instant(until) })),
  remedies: explanation.remedies.map(({ item, remedy }) => ({ item, remedy: presentRemedy(remedy) })),
  nearest: explanation.nearest && {
    item: explanation.nearest.item,
    needs: explanation.nearest.needs.map(presentRemedy),
  },
});

export const presentItemExplanation = ({ chosen, ...explanation }: ItemExplanation) => ({
  ...explanation,
  chosen: chosen && { ...chosen, at: instant(chosen.at) },
});

export const presentNewItemExplanation = ({ requirements, at, preferred, ...explanation }: NewItemExplanation) => ({
  ...explanation,
  preferred: preferred && { ...preferred, until: instant(preferred.until)! },
  at: instant(at),
  requirements: presentRequirements(requirements),
});

export const presentQueueExplanation = ({ at, hours, ...explanation }: QueueExplanation) => ({
  ...explanation,
  at: instant(at),
  hours: { ...hours, until: instant(hours.until) },
});

/** To an agent, others are numbers: who of them is away or full is for those who lead them. */
export const withoutColleagues = (explanation: ItemExplanation, agent: string | null): ItemExplanation => ({
  ...explanation,
  ruledOut: explanation.ruledOut.map((group) => ({ ...group, agents: group.agents.filter((one) => one === agent) })),
});
