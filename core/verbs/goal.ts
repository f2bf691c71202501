import type { Agent } from '../agent.ts';
import { type Finding, type Refusal, refuse } from '../outcome.ts';
import type { World } from '../world.ts';
import { checkQueue, sentence } from './create.ts';

/** To whom something is handed: a queue, an agent, or both. */
export interface Goal {
  readonly queue: string | null;
  readonly agent: Agent | null;
}

/** What was named, or why that will not do. `toDo`: what is said where nothing was named. */
export function goalOf(
  world: World,
  { queue, agent: agentId }: { queue: string | null; agent: string | null },
  toDo: string,
): Goal | Refusal {
  const findings: Finding[] = [];
  checkQueue(world.configuration, queue, findings);
  if (queue === null && agentId === null) findings.push({ pointer: '', detail: toDo });
  const agent = agentId === null ? null : (world.agents.get(agentId) ?? null);
  if (agentId !== null && agent === null)
    findings.push({ pointer: '/agent', detail: `There is no agent ${JSON.stringify(agentId.slice(0, 80))}.` });
  return findings.length > 0 ? refuse('invalid', sentence(findings), { findings }) : { queue, agent };
}
