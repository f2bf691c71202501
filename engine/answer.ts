import { explainItem, type ItemExplanation } from '../core/explain.ts';
import type { AgentView, ItemView } from '../core/outcome.ts';
import { type QueueView, queueViews } from '../core/state-of-queues.ts';
import { agentView, itemView } from '../core/view.ts';
import type { World } from '../core/world.ts';

/** Questions about the present that only memory answers. */
export type Question =
  | { readonly kind: 'agents' }
  | { readonly kind: 'agent'; readonly id: string }
  | { readonly kind: 'work'; readonly agent: string }
  | { readonly kind: 'explanation'; readonly item: string }
  | { readonly kind: 'queues' };

export interface Answers {
  readonly agents: readonly AgentView[];
  readonly agent: AgentView | null;
  /** Offers and items in an agent's hands, most urgent first. */
  readonly work: readonly ItemView[] | null;
  readonly explanation: ItemExplanation | null;
  readonly queues: readonly QueueView[];
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
      return world.agents.has(question.agent) ? workOf(world, question.agent) : null;
    case 'explanation': {
      const item = world.items.get(question.item);
      world.work.now = Math.max(world.work.now, now);
      return item === undefined ? null : explainItem(world, item);
    }
    case 'queues':
      return queueViews(world, now);
  }
}

function workOf(world: World, agentId: string): ItemView[] {
  return [...(world.holdings.get(agentId)?.keys() ?? [])]
    .map((id) => itemView(world, world.items.get(id)!))
    .sort((a, b) => (a.key ?? 0) - (b.key ?? 0) || (a.id < b.id ? -1 : 1));
}
