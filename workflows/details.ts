import type { AttemptOutcome } from '../core/callback/callback.ts';
import type { Deadline } from '../core/deadline.ts';
import { type CommandName, isSettledRow, type Row } from './messages.ts';

/** What the row says that the item waits for, in a few words. */
export function waitsFor(row: Row): string {
  switch (row.state) {
    case 'scheduled':
      return row.callback === undefined ? 'its time' : `the time of ${attemptOf(row.callback)}`;
    case 'waiting':
      return `${whomFor(row)}${row.callback === undefined ? '' : ` for ${attemptOf(row.callback)}`}`;
    case 'offered':
      return row.asked === undefined
        ? `an answer of ${row.agentId} to offer ${row.offerId}`
        : `an answer of ${row.asked.map(({ agent, offer }) => `${agent} to offer ${offer}`).join(', or of ')}`;
    case 'assigned':
      if (row.interruptedBy !== undefined)
        return `${row.agentId} to go on with it: interrupted by ${row.interruptedBy}`;
      if (row.consults !== undefined) return `${row.agentId} to give advice on ${row.consults.item}`;
      return row.callback === undefined || row.callback.reached
        ? `${row.agentId} to complete it`
        : `${row.agentId} to call and to say what came of ${attemptOf(row.callback)}`;
    case 'paused':
      return pauseEnds(row);
    case 'wrapping_up':
      return `${row.agentId} to end the wrap-up`;
    case 'needs_attention':
      return row.callback?.last === 'wrong_number'
        ? 'somebody who knows its number'
        : 'somebody to put its data or the rules right';
    default:
      return 'nothing';
  }
}

function whomFor({ consults, onlyFor, toPick }: Row): string {
  if (consults !== undefined) return `${onlyFor?.agent ?? 'a colleague'} with advice on ${consults.item}`;
  const whom = onlyFor === undefined ? 'a capable agent' : onlyFor.agent;
  return toPick ? `${whom} to take it from the list` : whom;
}

function pauseEnds({ deadlines, forCustomer }: Row): string {
  const ends = deadlines.some(({ verb }) => verb === 'wake');
  if (forCustomer) return ends ? 'its customer to answer, or its pause to end' : 'its customer to answer';
  return ends ? 'its pause to end' : 'somebody to resume it';
}

/** What happens at a deadline of the row, in a few words. */
export function nameOf(deadline: Deadline, row: Row): string {
  switch (deadline.verb) {
    case 'expire_offer':
      return `the offer to ${row.asked?.find(({ offer }) => offer === deadline.offer)?.agent ?? row.agentId} expires`;
    case 'admit':
      return row.callback === undefined ? 'it becomes due' : `the call-back is due, ${attemptOf(row.callback)}`;
    case 'note_target':
      return noteOf(deadline);
    case 'wake':
      return 'it is resumed';
    case 'end_wrap_up':
      return `the wrap-up of ${row.agentId} ends`;
    case 'escalate':
      return `escalation step ${deadline.step + 1} acts`;
    case 'overflow':
      return 'it has waited too long here';
    case 'expire_item':
      return 'its time to live ends';
  }
}

const TARGETS = { firstResponse: 'first response', resolution: 'resolution', due: 'due time' } as const;

const noteOf = ({ target, stage }: Extract<Deadline, { verb: 'note_target' }>): string =>
  stage === 'running' ? `it warns that its ${TARGETS[target]} is near` : `its ${TARGETS[target]} is missed`;

/** Markdown for whoever looks at the item in the Temporal UI: where it stands, what comes next, what can be done from here. */
export function describe(row: Row, { namespace, trouble }: { namespace: string; trouble: string | null }): string {
  const paragraphs = [
    `**${row.state.replaceAll('_', ' ')}**${sinceOf(row)}${isSettledRow(row) ? '' : `, waits for ${waitsFor(row)}`}.`,
    list([
      `queue: ${row.queue ?? 'none'}`,
      ...consultLine(row),
      ...keptLine(row),
      ...(row.createdAt === undefined ? [] : [`taken in: ${instant(row.createdAt)}`]),
      ...row.deadlines.map((deadline) => `${instant(deadline.at)}: ${nameOf(deadline, row)}`),
      ...callbackLines(row),
    ]),
    ...(trouble === null ? [] : [`**Last trouble:** ${trouble}`]),
    `Why, and its history: \`npx signalbox item ${row.id}\``,
    ...byHand(row, namespace),
  ];
  return paragraphs.join('\n\n');
}

const sinceOf = ({ since = null }: Row): string => (since === null ? '' : ` since ${instant(since)}`);
/** Until when nobody else is asked, and whom a paused item belongs to. */
function keptLine({ state, agentId, onlyFor }: Row): string[] {
  if (state === 'paused' && agentId !== null) return [`kept by: ${agentId}`];
  if (onlyFor === undefined || onlyFor.until === null) return [];
  return [`${instant(onlyFor.until)}: others than ${onlyFor.agent} may have it too`];
}

/** What it is about, and how it ends besides. */
const consultLine = ({ consults, ...row }: Row): string[] =>
  consults === undefined || isSettledRow(row)
    ? []
    : [
        `consult: ${consults.asker ?? 'somebody'} asks for advice on ${consults.item}, and it ends when that leaves her`,
      ];

type Callback = NonNullable<Row['callback']>;
/** The one that comes next, or that was reached; one more than there are where the number of the last was wrong. */
function attemptOf({ tried, of, reached }: Callback): string {
  const nth = reached ? tried : tried + 1;
  return `attempt ${nth} of ${Math.max(nth, of)}`;
}

const CAME_TO: Readonly<Record<AttemptOutcome, string>> = {
  reached: 'the customer was reached',
  no_answer: 'nobody answered',
  busy: 'the line was busy',
  voicemail: 'a machine answered',
  wrong_number: 'the number was wrong',
};

/** How far it has come, and what follows when nobody answers next time. */
function callbackLines(row: Row): string[] {
  const { callback } = row;
  if (callback === undefined || isSettledRow(row)) return [];
  const { tried, of, last, reached } = callback;
  const then = tried + 1 < of ? 'it is tried again' : 'it closes as not_reached';
  return [
    ...(last === null ? [] : [`call ${tried}: ${CAME_TO[last]}`]),
    ...(reached ? [] : [`if nobody answers ${attemptOf(callback)}: ${then}`]),
  ];
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** `2030-01-31 09:00:00Z` */
const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;

function byHand(row: Row, namespace: string): string[] {
  const signals = possible(row);
  const [first] = signals;
  if (first === undefined) return [];
  const command = `temporal workflow signal --namespace ${namespace} --workflow-id ${row.id} --name ${first.name} --input '${first.input}'`;
  return [
    'By hand, under More Actions, Send a Signal:',
    list(signals.map(({ name, input }) => `\`${name}\` with \`${input}\``)),
    `Or on a command line: \`${command}\``,
  ];
}

interface Signal {
  readonly name: CommandName;
  readonly input: string;
}

/** Where several are asked, whose offer is meant has to be said. */
const named = ({ asked, offerId }: Row): string => (asked === undefined ? '{}' : `{"offer":"${offerId}"}`);

function possible(row: Row): Signal[] {
  const cancel: Signal = { name: 'cancel', input: '{"reason":"…"}' };
  const reschedule: Signal = { name: 'reschedule', input: '{"notBefore":"2030-01-31T09:00:00Z"}' };
  switch (row.state) {
    case 'offered':
      return [{ name: 'accept', input: named(row) }, { name: 'decline', input: named(row) }, reschedule, cancel];
    case 'assigned':
      return [{ name: 'complete', input: '{}' }, { name: 'pause', input: '{"until":"2030-01-31T09:00:00Z"}' }, cancel];
    case 'paused':
      return [{ name: 'resume', input: '{}' }, cancel];
    case 'scheduled':
    case 'waiting':
      return [reschedule, cancel];
    case 'wrapping_up':
      return [cancel];
    case 'needs_attention':
      return [{ name: 'retry', input: '{}' }, cancel];
    default:
      return [];
  }
}
