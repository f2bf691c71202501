import type { Deadline } from '../core/deadline.ts';
import type { Row } from './messages.ts';

/** What the row says that the item waits for, in a few words. */
export function waitsFor(row: Row): string {
  switch (row.state) {
    case 'scheduled':
      return 'its time';
    case 'waiting':
      return 'a capable agent';
    case 'offered':
      return `an answer of ${row.agentId} to offer ${row.offerId}`;
    case 'assigned':
      return `${row.agentId} to complete it`;
    case 'wrapping_up':
      return `${row.agentId} to end the wrap-up`;
    case 'needs_attention':
      return 'a supervisor to place it';
    default:
      return 'nothing';
  }
}

const DEADLINES: Readonly<Record<Deadline['verb'], string>> = {
  expire_offer: 'the offer expires',
  admit: 'it becomes due',
  end_wrap_up: 'the wrap-up ends',
  escalate: 'the next escalation step acts',
  expire_item: 'its time to live ends',
};

export const nameOf = (deadline: Deadline): string =>
  deadline.verb === 'escalate' ? `escalation step ${deadline.step + 1} acts` : DEADLINES[deadline.verb];

/** Markdown for whoever looks at the item in the Temporal UI: where it stands, what comes next, what can be done from here. */
export function describe(row: Row, trouble: string | null): string {
  const lines = [
    `**${row.state}** in ${row.queue ?? 'no queue'} (${row.workstream}, ${row.channel}), waits for ${waitsFor(row)}.`,
    ...row.deadlines.map((deadline) => `- ${new Date(deadline.at).toISOString()}: ${nameOf(deadline)}`),
    ...(trouble === null ? [] : [`\nLast trouble: ${trouble}`]),
    `\nWhy: \`npx signalbox item ${row.id}\`. By hand: ${possible(row)}.`,
  ];
  return lines.join('\n');
}

function possible(row: Row): string {
  const signal = (name: string, input: string) =>
    `\`temporal workflow signal --workflow-id ${row.id} --name ${name} --input '${input}'\``;
  const cancel = signal('cancel', '{"reason":"…"}');
  if (row.state === 'offered') return `${signal('accept', '{}')}, ${signal('decline', '{}')} or ${cancel}`;
  if (row.state === 'assigned') return `${signal('complete', '{}')} or ${cancel}`;
  if (row.state === 'scheduled') return `${signal('reschedule', '{"notBefore":"2030-01-31T09:00:00Z"}')} or ${cancel}`;
  return cancel;
}
