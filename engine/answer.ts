import { mayRead, type PickScope, pickScope } from '../core/access.ts';
import { type SlotsAsked, type SlotsView, slotsView } from '../core/callback/views.ts';
import type { Actor, BulkInput, NewItem } from '../core/command.ts';
import { type AgentExplanation, explainAgent } from '../core/explain/agent.ts';
import { explainWaiting, type ItemExplanation } from '../core/explain/item.ts';
import { explainNew, type NewItemExplanation } from '../core/explain/new-item.ts';
import { explainQueue, type QueueExplanation } from '../core/explain/queue.ts';
import type { Item } from '../core/item.ts';
import type { AgentView, Refusal } from '../core/outcome.ts';
import {
  type OccurrenceView,
  occurrenceViews,
  type RecurrenceView,
  recurrenceView,
  recurrenceViews,
} from '../core/recurrence/views.ts';
import { type QueueView, queueViews } from '../core/state-of-queues.ts';
import { previewBulk } from '../core/verbs/bulk.ts';
import { agentView } from '../core/view.ts';
import { type WorkList, workList } from '../core/work-list.ts';
import type { World } from '../core/world.ts';

/** Questions about the present that only memory answers. */
export type Question =
  | { readonly kind: 'agents' }
  | { readonly kind: 'agent'; readonly id: string }
  | { readonly kind: 'work'; readonly agent: string }
  | { readonly kind: 'agent_explanation'; readonly agent: string }
  | { readonly kind: 'explanation'; readonly item: string; readonly actor: Actor }
  | { readonly kind: 'new_item_explanation'; readonly item: NewItem; readonly first: Item | null }
  | { readonly kind: 'may_see'; readonly item: string; readonly actor: Actor }
  | { readonly kind: 'pick_scope'; readonly agent: string }
  | { readonly kind: 'queues' }
  | { readonly kind: 'queue_explanation'; readonly queue: string }
  | { readonly kind: 'bulk_preview'; readonly input: BulkInput }
  | { readonly kind: 'recurrences' }
  | { readonly kind: 'recurrence'; readonly id: string }
  | ({ readonly kind: 'slots' } & SlotsAsked)
  /** After an instant, or from now on. */
  | { readonly kind: 'occurrences'; readonly id: string; readonly after: number | null; readonly most: number };

export interface Answers {
  readonly agents: readonly AgentView[];
  readonly agent: AgentView | null;
  readonly work: WorkList | null;
  readonly agent_explanation: AgentExplanation | null;
  /** `null` where the item does not wait, or the actor may not see it. */
  readonly explanation: ItemExplanation | null;
  /** What would happen to an item; a refusal where it would be refused. */
  readonly new_item_explanation: NewItemExplanation | Refusal;
  /** Whether it is open and within the actor's sight, picking included. */
  readonly may_see: boolean;
  readonly pick_scope: PickScope;
  readonly queues: readonly QueueView[];
  /** `null`: there is no such queue. */
  readonly queue_explanation: QueueExplanation | null;
  readonly bulk_preview: ReturnType<typeof previewBulk>;
  readonly recurrences: readonly RecurrenceView[];
  readonly recurrence: RecurrenceView | null;
  readonly occurrences: readonly OccurrenceView[] | null;
  readonly slots: SlotsView | Refusal;
}

export function answer<Q extends Question>(world: World, question: Q, now: number): Answers[Q['kind']];
export function answer(world: World, question: Question, now: number): Answers[Question['kind']] {
  switch (question.kind) {
    case 'agents':
      return [...world.agents.values()].map((agent) => agentView(world, agent)).sort((a, b) => (a.id < b.id ? -1 : 1));
    case 'agent': {
      const agent = world.agents.get(question.id);
      return agent === undefined ? null : agentView(world, agent);
    }
    case 'work':
      return world.agents.has(question.agent) ? workList(world, question.agent) : null;
    case 'agent_explanation': {
      const agent = world.agents.get(question.agent);
      world.work.now = Math.max(world.work.now, now);
      return agent === undefined ? null : explainAgent(world, agent);
    }
    case 'explanation': {
      const item = visible(world, question);
      world.work.now = Math.max(world.work.now, now);
      return item === undefined ? null : explainWaiting(world, item);
    }
    case 'new_item_explanation':
      world.work.now = Math.max(world.work.now, now);
      return explainNew(world, question.item, question.first);
    case 'may_see':
      return visible(world, question) !== undefined;
    case 'pick_scope':
      return pickScope(world, question.agent);
    case 'queues':
      world.work.now = Math.max(world.work.now, now);
      return queueViews(world, now);
    case 'queue_explanation':
      world.work.now = Math.max(world.work.now, now);
      return explainQueue(world, question.queue);
    case 'bulk_preview':
      world.work.now = Math.max(world.work.now, now);
      return previewBulk(world, question.input);
    case 'recurrences':
      return recurrenceViews(world);
    case 'recurrence':
      return recurrenceView(world, question.id);
    case 'slots':
      world.work.now = Math.max(world.work.now, now);
      return slotsView(world, question, world.work.now);
    case 'occurrences':
      return occurrenceViews(world, { ...question, after: question.after ?? now });
  }
}

function visible(world: World, { item: id, actor }: { item: string; actor: Actor }): Item | undefined {
  const item = world.items.get(id);
  return item !== undefined && mayRead(world, item, actor) ? item : undefined;
}
