import type { Item } from '../item.ts';

/** Whether whoever has the call-back has reached the customer: what comes now is the end of the call. */
export function customerReached({ agentId, assignedAt, callback }: Item): boolean {
  const last = callback?.attempts.at(-1);
  return last?.outcome === 'reached' && last.agent === agentId && assignedAt !== null && last.at >= assignedAt;
}
