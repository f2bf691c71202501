import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyLocalActivities,
  rootCause,
  setCurrentDetails,
  setDefaultSignalHandler,
  setHandler,
  TemporalFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { describe, nameOf, waitsFor } from './details.ts';
import {
  type AttributePairs,
  COMMANDS,
  type Command,
  type CommandName,
  FACTS,
  type Facts,
  isRow,
  isSettledRow,
  newer,
  type Row,
  SEARCH,
  type Searchable,
  type Start,
  type StateAnswer,
  searchable,
} from './messages.ts';
import { ASK, ASK_AGAIN_AT_MOST_MS, ASK_AGAIN_MS, COMMANDS_AT_MOST, LATE_MS } from './options.ts';

type Answer = Awaited<ReturnType<Activities['passOn']>>;
const ask = proxyLocalActivities<Activities>(ASK);
const stateQuery = defineQuery<StateAnswer>('state');

/** What one run knows. */
interface Life {
  row: Row;
  /** What Temporal's search shows. */
  shown: Searchable;
  readonly commands: Command[];
  /** Commands of this run by where they came from, so that each has a number. */
  readonly received: Record<Command['by'], number>;
  trouble: string | null;
  cancelled: boolean;
  /** The engine knows no such item: it was lost with a database, or the workflow was started by hand. */
  unknown: boolean;
  /** After an answer that changed nothing: the instant before which nothing is asked again, and how long that pause was. */
  askAgainAt: number;
  pauseMs: number;
}

/**
 * One item, from its creation to its end: waits for the engine's next fact or for the nearest deadline of the row, then asks the
 * engine to act. It decides nothing. Closed, cancelled and expired items end it, whoever closed them.
 */
export async function workItem(start: Start): Promise<{ state: string; rev: number }> {
  const { workflowId } = workflowInfo();
  if (!isRow(start?.row, workflowId)) {
    throw ApplicationFailure.nonRetryable(`The start of ${workflowId} names no row of that item.`, 'BadStart');
  }
  const life = begin(start);
  listen(life);
  // A cancellation is a wish like others, to be granted by the engine: nothing that is waited for may break off.
  await CancellationScope.nonCancellable(() => live(life));
  if (life.cancelled && life.row.state === 'cancelled') throw new CancelledFailure('The item was cancelled.');
  return { state: life.row.state, rev: life.row.rev };
}

const begin = (start: Start): Life => ({
  row: start.row,
  shown: searchable(start.row),
  commands: [...(start.commands ?? [])],
  received: { signal: 0, cancellation: 0 },
  trouble: null,
  cancelled: false,
  unknown: false,
  askAgainAt: 0,
  pauseMs: 0,
});

async function live(life: Life): Promise<void> {
  for (;;) {
    show(life);
    if (isSettledRow(life.row) || life.unknown) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof workItem>(nextRun(life));
    const [command] = life.commands;
    if (command === undefined) await nextDeadline(life);
    else await passOn(life, command);
  }
}

/** A command that waits was numbered by a run that is gone: below zero it is nobody's in particular, and still itself. */
const nextRun = ({ row, commands }: Life): Start => ({
  row,
  ...(commands.length === 0 ? {} : { commands: commands.map((one, index) => ({ ...one, nth: -1 - index })) }),
});

async function nextDeadline(life: Life): Promise<void> {
  const [deadline] = life.row.deadlines;
  if (deadline === undefined) return condition(news(life));
  const waitMs = Math.max(deadline.at + LATE_MS, life.askAgainAt) - Date.now();
  if (waitMs > 0 && (await condition(news(life), waitMs, { summary: nameOf(deadline, life.row) }))) return;
  const changed = news(life);
  take(life, await answered(life, () => ask.deadlineReached({ item: life.row.id, deadline })));
  if (changed()) return calm(life);
  pause(life);
}

async function passOn(life: Life, command: Command): Promise<void> {
  const pausedMs = life.askAgainAt - Date.now();
  if (pausedMs > 0) await condition(() => isSettledRow(life.row), pausedMs, { summary: `ask again: ${command.name}` });
  if (isSettledRow(life.row)) return;
  const { id: item, offerId, asked } = life.row;
  const offer = asked === undefined ? { offer: offerId } : { offer: null, asked };
  const answer = await answered(life, () => ask.passOn({ item, ...offer, runId: workflowInfo().runId, command }));
  if (answer === null) return pause(life);
  life.commands.shift();
  life.trouble = answer.refusal === null ? null : `${command.name}: ${answer.refusal.detail}`;
  take(life, answer);
  calm(life);
}

/** `null` when the engine gave no answer: it is asked again later, since an answer must come one day. */
async function answered(life: Life, question: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await question();
  } catch (error) {
    // The activity's own error arrives, not one that wraps it; nothing else that Temporal throws is waited for here.
    if (!(error instanceof TemporalFailure)) throw error;
    life.trouble = rootCause(error) ?? error.message;
    return null;
  }
}

function take(life: Life, answer: Answer | null): void {
  life.unknown = answer?.row === null && answer.refusal?.code === 'not_found';
  const row = answer?.row ?? null;
  if (row !== null && row.id === life.row.id) life.row = newer(life.row, row);
}

/** Whether anything came since now that makes the present wait pointless. */
function news(life: Life): () => boolean {
  const { row } = life;
  return () => life.row !== row || life.commands.length > 0;
}

function pause(life: Life): void {
  life.pauseMs = Math.min(Math.max(ASK_AGAIN_MS, life.pauseMs * 2), ASK_AGAIN_AT_MOST_MS);
  life.askAgainAt = Date.now() + life.pauseMs;
}

function calm(life: Life): void {
  life.pauseMs = 0;
  life.askAgainAt = 0;
}

function listen(life: Life): void {
  const told = (facts: Facts): void => {
    const row = facts?.row;
    if (!isRow(row, life.row.id)) complain(life, 'A signal came without a row of this item; nothing was done.');
    else life.row = newer(life.row, row);
  };
  for (const fact of FACTS) setHandler(defineSignal<[Facts]>(fact), told);
  for (const name of COMMANDS) {
    setHandler(defineSignal<[unknown]>(name), (input) => receive(life, { name, input, by: 'signal' }));
  }
  setDefaultSignalHandler((name) => {
    complain(life, `There is no signal ${name.slice(0, 80)}; there are ${COMMANDS.join(', ')}.`);
  });
  setHandler(stateQuery, (): StateAnswer => {
    const { row, trouble } = life;
    return { row, waitsFor: waitsFor(row), commands: life.commands.map((one) => one.name), trouble };
  });
  CancellationScope.current().cancelRequested.catch(() => {
    life.cancelled = true;
    receive(life, { name: 'cancel', input: { reason: 'cancelled in Temporal' }, by: 'cancellation' });
  });
}

function receive(life: Life, what: { name: CommandName; input: unknown; by: Command['by'] }): void {
  life.received[what.by] += 1;
  if (life.commands.length < COMMANDS_AT_MOST) life.commands.push({ ...what, nth: life.received[what.by] });
  else
    complain(life, `${what.name} came while ${COMMANDS_AT_MOST} commands waited; it was dropped. Send it again later.`);
}

/** Shown at once: a message that changes no row wakes nothing. */
function complain(life: Life, trouble: string): void {
  life.trouble = trouble;
  tell(life);
}

function tell({ row, trouble }: Life): void {
  setCurrentDetails(describe(row, { namespace: workflowInfo().namespace, trouble }));
}

/** What the Temporal UI shows; one event, and none when nothing of it changed. */
function show(life: Life): void {
  tell(life);
  const now = searchable(life.row);
  const changed = (Object.keys(SEARCH) as (keyof typeof SEARCH)[]).filter((name) => now[name] !== life.shown[name]);
  if (changed.length === 0) return;
  upsertSearchAttributes(changed.map((name) => ({ key: SEARCH[name], value: now[name] })) as AttributePairs & {});
  life.shown = now;
}
