import { COMMANDS, type Command } from '../../workflows/messages.ts';
import type { TemporalClient } from './connection.ts';

/** Whoever sent it is not recorded where we can see it. */
const UNKNOWN = 'unknown';

/**
 * Who sent a run's nth command: workflow code is not told, but the server keeps the identity of each signal in the history. It is
 * what the sender calls itself, not proof.
 */
export async function commandSender(
  { client, call }: TemporalClient,
  of: { workflowId: string; runId: string; command: Command },
): Promise<string> {
  if (of.command.nth < 1) return UNKNOWN;
  const history = await call(() => client.workflow.getHandle(of.workflowId, of.runId).fetchHistory());
  const senders = (history.events ?? []).flatMap((event) => {
    if (of.command.by === 'cancellation') {
      const asked = event.workflowExecutionCancelRequestedEventAttributes;
      return asked ? [asked.identity] : [];
    }
    const signal = event.workflowExecutionSignaledEventAttributes;
    return signal && (COMMANDS as readonly string[]).includes(signal.signalName ?? '') ? [signal.identity] : [];
  });
  return senders[of.command.nth - 1] || UNKNOWN;
}
