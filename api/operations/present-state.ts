import type { Event } from '../../core/event.ts';
import type { ItemExplanation } from '../../core/explain/item.ts';
import { explainRecorded, recordedClassification, recordedPreference } from '../../core/explain/recorded.ts';
import {
  callbackSentences,
  consultSentences,
  itemSentences,
  overflowSentences,
  preferenceSentences,
  targetSentences,
} from '../../core/explain/sentences.ts';
import type { Item } from '../../core/item.ts';
import type { WorkView } from '../../core/work-list.ts';
import { newestEvents } from '../../db/query/newest-events.ts';
import { readItem } from '../../db/query/read-items.ts';
import * as answers from '../answers.ts';
import { type ApiDependencies, type Call, pathSlug } from '../call.ts';
import { ApiError } from '../error.ts';
import * as explanations from '../explanation-answers.ts';
import type { Api } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import {
  presentAgent,
  presentAgentExplanation,
  presentItem,
  presentItemExplanation,
  presentOffer,
  presentQueueExplanation,
  withoutColleagues,
} from '../present.ts';
import { ListQuery } from '../schemas.ts';
import { visibleItem } from '../sight.ts';

const PEOPLE = ['supervisor', 'admin'] as const;
const HANDLING = ['agent', ...PEOPLE] as const;

/** What is so now, answered from the engine's memory. */
export function presentState(app: Api, to: ApiDependencies): void {
  ofAgents(app, to);
  app.operation(
    {
      method: 'get',
      path: '/v1/work-items/:id/explanation',
      summary: 'Why an item went where it went, or why it waits',
      more: 'While it waits, as things are now; then as they were recorded when its agent was chosen.',
      roles: HANDLING,
      answers: { 200: explanations.ItemExplanation },
    },
    (call) => explain(call, to),
  );
  app.operation(
    {
      method: 'get',
      path: '/v1/queues',
      summary: 'Queues by name',
      roles: PEOPLE,
      query: ListQuery,
      answers: { 200: answers.pageOf(answers.Queue) },
    },
    async (call, { query }) => call.json(pageOfAll(await to.engine.ask({ kind: 'queues' }), query)),
  );
  app.operation(
    { method: 'get', path: '/v1/queues/:id', summary: 'A queue', roles: PEOPLE, answers: { 200: answers.Queue } },
    async (call) => {
      const id = pathSlug(call, 'queue');
      const queue = (await to.engine.ask({ kind: 'queues' })).find((one) => one.id === id);
      if (queue === undefined) throw new ApiError('not_found', `There is no queue ${id}.`);
      return call.json(queue);
    },
  );
  app.operation(
    {
      method: 'get',
      path: '/v1/queues/:id/explanation',
      summary: 'Who can serve a queue now, and what it lacks',
      more: 'By profile and by workstream, with whoever cannot by the first reason; and what waiting items ask for, the scarcest first.',
      roles: PEOPLE,
      answers: { 200: explanations.QueueExplanation },
    },
    async (call) => {
      const queue = pathSlug(call, 'queue');
      const explanation = await to.engine.ask({ kind: 'queue_explanation', queue });
      if (explanation === null) throw new ApiError('not_found', `There is no queue ${queue}.`);
      return call.json(presentQueueExplanation(explanation));
    },
  );
}

function ofAgents(app: Api, to: ApiDependencies): void {
  const at = '/v1/agents';
  app.operation(
    {
      method: 'get',
      path: at,
      summary: 'Agents by name',
      roles: PEOPLE,
      query: ListQuery,
      answers: { 200: answers.pageOf(answers.Agent) },
    },
    async (call, { query }) => {
      const { data, nextCursor } = pageOfAll(await to.engine.ask({ kind: 'agents' }), query);
      return call.json({ data: data.map(presentAgent), nextCursor });
    },
  );
  const one = { method: 'get', roles: HANDLING } as const;
  app.operation({ ...one, path: `${at}/:id`, summary: 'An agent', answers: { 200: answers.Agent } }, async (call) => {
    const agent = found(call, await to.engine.ask({ kind: 'agent', id: ownAgent(call) }));
    call.header('ETag', `"${agent.rev}"`);
    return call.json(presentAgent(agent));
  });
  app.operation(
    {
      ...one,
      path: `${at}/:id/work`,
      summary:
        'Offers, items in her hands, items that she has paused and consults that she has asked for, most urgent first',
      more: '`wrapUps` says by workstream what may be said of the outcome of her items, and how they are wrapped up.',
      answers: { 200: answers.AgentWork },
    },
    async (call) => {
      const work = found(call, await to.engine.ask({ kind: 'work', agent: ownAgent(call) }));
      const own = presentWork(work.items, { agent: pathSlug(call, 'agent'), now: to.now() });
      return call.json({ ...own, wrapUps: work.wrapUps });
    },
  );
  app.operation(
    {
      ...one,
      path: `${at}/:id/explanation`,
      summary: 'Why work does or does not come to her',
      answers: { 200: explanations.AgentExplanation },
    },
    async (call) => {
      const explanation = found(call, await to.engine.ask({ kind: 'agent_explanation', agent: ownAgent(call) }));
      return call.json(presentAgentExplanation(explanation));
    },
  );
}

/** What is neither offered to her nor hers is a consult that she has asked for, whoever has it. */
function presentWork(work: readonly WorkView[], { agent, now }: { agent: string; now: number }) {
  const one = (item: WorkView) => ({ ...presentItem(item, now), alerts: item.alerts });
  const own = work.filter(({ agentId }) => agentId === agent);
  const isOffered = ({ offers }: WorkView): boolean => offers.some(({ agentId }) => agentId === agent);
  return {
    offers: work
      .filter(isOffered)
      .flatMap((item) => item.offers.map((offer) => ({ ...presentOffer(offer), item: one(item) }))),
    items: own.filter(({ pausedAt }) => pausedAt === null).map(one),
    paused: own.filter(({ pausedAt }) => pausedAt !== null).map(one),
    consults: work.filter((item) => item.agentId !== agent && !isOffered(item)).map((item) => presentItem(item, now)),
  };
}

function found<T>(call: Call, answer: T | null): T {
  if (answer === null) throw new ApiError('not_found', `There is no agent ${call.req.param('id')}.`);
  return answer;
}

/** From memory while it waits, and from what was recorded once somebody was chosen or it is settled. */
async function explain(call: Call, to: ApiDependencies): Promise<Response> {
  const item = await visibleItem(call, to);
  const actor = call.get('actor');
  const waiting = item.closedAt === null ? await to.engine.ask({ kind: 'explanation', item: item.id, actor }) : null;
  const events = await newestEvents(to.db, item.id);
  const explanation = waiting ?? (await recorded(item, { events, to }));
  const { agent } = actor;
  const shown = actor.role === 'agent' ? withoutColleagues(explanation, agent) : explanation;
  const classification = recordedClassification(events);
  const now = to.now();
  const promised = [
    ...consultSentences(events, now),
    ...callbackSentences(item.callback, now),
    ...preferenceSentences(item, { because: recordedPreference(events), now }),
    ...targetSentences(item.targets, now),
  ];
  const overflowed = overflowSentences(events, now);
  const sentences = itemSentences(shown, { overflowed, promised, classification });
  return call.json({ ...presentItemExplanation(shown), sentences, classification });
}

/** The row is read again: what was read before the engine was asked may be older than its answer. */
const recorded = async (item: Item, at: { events: readonly Event[]; to: ApiDependencies }): Promise<ItemExplanation> =>
  explainRecorded((await readItem(at.to.db, item.id)) ?? item, at.events, at.to.now());

/** An agent's key sees that agent only. */
function ownAgent(call: Call): string {
  const id = pathSlug(call, 'agent');
  const { role, agent } = call.get('actor');
  if (role === 'agent' && agent !== id) throw new ApiError('not_found', `There is no agent ${id}.`);
  return id;
}
