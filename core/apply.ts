import { mayAskFor, mayUse, refuseState } from './access.ts';
import { actorName, type Command, type Envelope } from './command.ts';
import { type Compiled, compile } from './configuration/compile.ts';
import { settlePassed } from './deadlines.ts';
import type { Item } from './item.ts';
import { type Outcome, refuse } from './outcome.ts';
import { peopleOf, publish } from './publish.ts';
import { knownItem, NOTHING_SETTLED, type Settled } from './settled.ts';
import { nextInstant } from './target.ts';
import { followUp, tick } from './tick.ts';
import { putAgent, putAgents, removeAgent, seen, setPresence } from './verbs/agents.ts';
import { answer } from './verbs/answer.ts';
import { attempt } from './verbs/attempt.ts';
import { bulkStep, startBulk, steerBulk } from './verbs/bulk.ts';
import { callBack } from './verbs/call-back.ts';
import { cancel } from './verbs/cancel.ts';
import { consult } from './verbs/consult.ts';
import { deleteDraft, putDraft } from './verbs/drafts.ts';
import { takeStep } from './verbs/escalation.ts';
import { handIn } from './verbs/hand-in.ts';
import * as handling from './verbs/handling.ts';
import { retry } from './verbs/intake.ts';
import { pause, resume } from './verbs/pause.ts';
import { deleteRecurrence, occur, pauseRecurrence, putRecurrence } from './verbs/recurrences.ts';
import { reschedule } from './verbs/reschedule.ts';
import type { ItemVerbName } from './verbs/table.ts';
import { respond } from './verbs/targets.ts';
import { transfer } from './verbs/transfer.ts';
import { close, complete, extend } from './verbs/wrap-up.ts';
import { begin, emit, type World } from './world.ts';

export interface At {
  readonly now: number;
  readonly settled?: Settled;
  /** What the document of a publish comes to, where it was worked out ahead: that takes as long as many batches. */
  readonly compiled?: Compiled | null;
}

/** Does one command, and what follows from it. A refusal changes nothing but the passed deadlines of the item that it touches. */
export function apply(world: World, envelope: Envelope, at: At): Outcome {
  const outcome = carryOut(world, envelope, at);
  followUp(world);
  return outcome;
}

function carryOut(world: World, envelope: Envelope, at: At): Outcome {
  const { actor, command } = envelope;
  begin(world, { now: at.now, actor: actorName(actor), commandId: envelope.id, cause: command.verb });
  if (!mayUse(command.verb, actor))
    return refuse('forbidden', `Your key may not ${command.verb.replaceAll('_', ' ')}.`);
  if (actor.kind === 'key' && actor.role === 'agent') {
    const agent = world.agents.get(actor.agent ?? '');
    if (agent !== undefined) seen(world, agent);
  }
  const settled = at.settled ?? NOTHING_SETTLED;
  if (command.verb === 'accept' || command.verb === 'decline' || command.verb === 'expire_offer') {
    return answer(world, command, { envelope, settled });
  }
  return 'item' in command && command.verb !== 'create' && command.verb !== 'note_workflow_repair'
    ? onItem(world, command, { envelope, settled })
    : elsewhere(world, envelope, { settled, compiled: at.compiled ?? null });
}

type ItemCommand = Extract<Command, { item: string; verb: ItemVerbName }>;

function onItem(
  world: World,
  command: ItemCommand,
  at: { envelope: Envelope; settled: Settled; cause?: string },
): Outcome {
  const { actor, ifMatch } = at.envelope;
  const item = knownItem(world, at.settled, command.item);
  if (item === undefined || !mayAskFor(world, item, { actor, verb: command.verb }))
    return refuse('not_found', `There is no item ${command.item.slice(0, 80)}.`);
  settlePassed(world, item);
  world.work.cause = at.cause ?? command.verb;
  if (ifMatch !== null && ifMatch !== item.rev) {
    return refuse('precondition', `Item ${item.id} is at rev ${item.rev}, not ${ifMatch}: read it again.`, {
      current: { rev: item.rev },
    });
  }
  return refuseState(item, command.verb) ?? act(world, item, { command, envelope: at.envelope });
}

function act(world: World, item: Item, at: { command: ItemCommand; envelope: Envelope }): Outcome {
  const { command } = at;
  const { actor } = at.envelope;
  switch (command.verb) {
    case 'patch':
      return handling.patch(world, item, command);
    case 'complete':
      return complete(world, item, command);
    case 'close':
      return close(world, item, command);
    case 'extend':
      return extend(world, item, command);
    case 'release':
      return handling.releaseByHand(world, item, { reason: command.reason, actor });
    case 'transfer':
      return transfer(world, item, { command, actor });
    case 'assign':
      return handling.assign(world, item, command);
    case 'reschedule':
      return reschedule(world, item, command);
    case 'call_back':
      return callBack(world, item, command);
    case 'attempt':
      return attempt(world, item, command);
    case 'consult':
      return consult(world, item, command);
    case 'cancel':
      return cancel(world, item, { reason: command.reason, actor });
    case 'retry':
      return retry(world, item);
    case 'pick':
      return pickFor(world, item, at);
    case 'pause':
      return pause(world, item, { command, actor });
    case 'resume':
      return resume(world, item, { command, actor });
    case 'respond':
      return respond(world, item);
    case 'admit':
    case 'wake':
    case 'end_wrap_up':
    case 'expire_item':
    case 'escalate':
    case 'note_target':
    case 'overflow':
      return clock(world, item, command);
  }
}

function pickFor(world: World, item: Item, at: { command: ItemCommand; envelope: Envelope }): Outcome {
  const { actor } = at.envelope;
  const named = at.command.verb === 'pick' ? at.command.agent : null;
  const id = actor.kind === 'key' && actor.role === 'agent' ? actor.agent : named;
  const agent = world.agents.get(id ?? '');
  if (agent === undefined) return refuse('invalid', 'Name the agent who picks the item.', { pointer: '/agent' });
  return handling.pick(world, item, agent);
}

/** What a timer asks for and the clock has not reached yet: `settlePassed` has done everything that was due. */
function clock(
  world: World,
  item: Item,
  command: Extract<
    ItemCommand,
    { verb: 'admit' | 'wake' | 'end_wrap_up' | 'expire_item' | 'escalate' | 'note_target' | 'overflow' }
  >,
): Outcome {
  if (command.verb === 'escalate' && command.step !== item.escalationStep)
    return { kind: 'item', created: false, item };
  if (command.verb === 'escalate' && world.work.actor.startsWith('key:')) {
    takeStep(world, item);
    return { kind: 'item', created: false, item };
  }
  const target = command.verb === 'note_target' ? item.targets[command.target] : undefined;
  if (command.verb === 'note_target' && target?.stage !== command.stage) return { kind: 'item', created: false, item };
  const due = {
    admit: item.notBefore,
    wake: item.resumesAt,
    end_wrap_up: item.wrapUpEndsAt,
    expire_item: item.timeToLiveEndsAt,
    overflow: item.overflowAt,
    escalate: item.nextEscalationAt,
    note_target: target === undefined ? null : nextInstant(target),
  }[command.verb];
  return refuse('precondition', `Item ${item.id}: it is too early to ${command.verb.replaceAll('_', ' ')}.`, {
    current: { dueAt: due },
  });
}

function elsewhere(
  world: World,
  { actor, command, ifMatch }: Envelope,
  { settled, compiled }: { settled: Settled; compiled: Compiled | null },
): Outcome {
  const stale = command.verb === 'put_agent' || isOnAgent(command) ? refuseStale(world, command.agent, ifMatch) : null;
  if (stale !== null) return stale;
  switch (command.verb) {
    case 'create':
      return handIn(world, command.item, { actor, settled });
    case 'put_agent':
      return putAgent(world, command.agent, { input: command.input, actor });
    case 'put_agents':
      return putAgents(world, command.agents, actor);
    case 'remove_agent':
    case 'set_presence':
    case 'heartbeat':
      return onAgent(world, command, actor.kind === 'key' && actor.role === 'agent' ? actor.agent : null);
    case 'publish':
      return publish(world, command, compiled ?? compile(command.document, 0, { people: peopleOf(world) }));
    case 'put_draft':
      return putDraft(world, command);
    case 'delete_draft':
      return deleteDraft(world, command);
    case 'put_recurrence':
      return putRecurrence(world, command, { ifMatch });
    case 'delete_recurrence':
      return deleteRecurrence(world, command, { ifMatch });
    case 'pause_recurrence':
    case 'resume_recurrence':
      return pauseRecurrence(world, command, { ifMatch });
    case 'occur':
      return occur(world, command);
    case 'start_bulk':
      return startBulk(world, command, actor);
    case 'pause_bulk':
    case 'resume_bulk':
    case 'cancel_bulk':
      return steerBulk(world, command);
    case 'bulk_step':
      return bulkStep(world, command, (one, { author, cause }) =>
        onItem(world, one, {
          envelope: { id: world.work.commandId, actor: author, command: one, ifMatch: null },
          settled,
          cause,
        }),
      );
    case 'create_key':
      world.log.createdKeys.push(command.key);
      emit(world, 'key.created', { details: { key: command.key.id, role: command.key.role } });
      return { kind: 'done' };
    case 'revoke_key':
      world.log.revokedKeys.push(command.key);
      emit(world, 'key.revoked', { details: { key: command.key } });
      return { kind: 'done' };
    case 'note_workflow_repair':
      emit(world, 'repair.workflow', {
        item: world.items.get(command.item) ?? null,
        details: { item: command.item, reason: command.reason },
      });
      return { kind: 'done' };
    case 'tick':
      tick(world, world.work.now);
      return { kind: 'done' };
    default:
      return refuse('invalid', `${command.verb} is not a verb of its own.`);
  }
}

const isOnAgent = (command: Command): command is AgentCommand =>
  command.verb === 'remove_agent' || command.verb === 'set_presence' || command.verb === 'heartbeat';

/** `ifMatch` names a revision that was seen, so there is none to match where there is no agent. */
function refuseStale(world: World, id: string, ifMatch: number | null): Outcome | null {
  const rev = world.agents.get(id)?.rev ?? null;
  if (ifMatch === null || ifMatch === rev) return null;
  const is = rev === null ? 'is not there' : `is at rev ${rev}`;
  return refuse('precondition', `Agent ${id} ${is}, not at ${ifMatch}: read it again.`, { current: { rev } });
}

type AgentCommand = Extract<Command, { verb: 'remove_agent' | 'set_presence' | 'heartbeat' }>;

/** An agent's key speaks for that agent only. */
function onAgent(world: World, command: AgentCommand, bound: string | null): Outcome {
  const agent = bound !== null && bound !== command.agent ? undefined : world.agents.get(command.agent);
  if (agent === undefined) return refuse('not_found', `There is no agent ${command.agent.slice(0, 80)}.`);
  switch (command.verb) {
    case 'remove_agent':
      return removeAgent(world, agent);
    case 'set_presence':
      return setPresence(world, agent, command);
    case 'heartbeat':
      seen(world, agent);
      return { kind: 'agent', created: false, agent };
  }
}
