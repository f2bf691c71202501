import { uuidv7 } from 'uuidv7';
import type { z } from 'zod';
import type { Command, Role } from '../../core/command.ts';
import {
  CompleteForm,
  EmptyForm,
  ExtendForm,
  PauseForm,
  ReasonForm,
  RescheduleForm,
  ResumeForm,
} from '../../core/forms.ts';
import * as answers from '../answers.ts';
import { type ApiDependencies, pathId, send } from '../call.ts';
import type { Api } from '../operation.ts';
import * as schemas from '../schemas.ts';
import { act, answer } from './item-answer.ts';

const PEOPLE = ['supervisor', 'admin'] as const;
const HANDLING = ['agent', ...PEOPLE] as const;
const OWNER = ['channel', ...PEOPLE] as const;

type About = { readonly summary: string; readonly more?: string; readonly roles: readonly Role[] };
/** A verb of an item: its name, who may use it with what, and the command that it is. */
type Verb = <B extends z.ZodType>(
  name: string,
  about: About & { readonly body: B },
  command: (item: string, given: z.output<B>) => Command,
) => void;

/** What is done with an item: one route a verb. */
export function itemVerbs(app: Api, to: ApiDependencies): void {
  const verb: Verb = (name, { body, ...about }, command) =>
    app.operation(
      { ...about, method: 'post', path: `/v1/work-items/:id/${name}`, body, answers: { 200: answers.Item } },
      (call, given) => act(call, to, command(pathId(call, 'wi'), given.body)),
    );
  verb(
    'complete',
    { summary: 'The work is done: wrap-up begins, or the item closes', roles: HANDLING, body: CompleteForm },
    (item, given) => ({ verb: 'complete', item, outcome: given.outcome ?? null, note: given.note ?? null }),
  );
  verb(
    'close',
    {
      summary: 'End wrap-up, and say what came of it where that was not said before',
      more: 'Where its workstream asks for an outcome, a 422 names what may be said.',
      roles: HANDLING,
      body: CompleteForm,
    },
    (item, given) => ({ verb: 'close', item, outcome: given.outcome ?? null, note: given.note ?? null }),
  );
  verb(
    'extend',
    {
      summary: 'Wrap up for longer, as far and as often as the workstream allows',
      more: '`by` is a duration; left out, it is the most that the workstream allows at once.',
      roles: HANDLING,
      body: ExtendForm,
    },
    (item, given) => ({ verb: 'extend', item, byMs: given.by ?? null }),
  );
  verb(
    'cancel',
    {
      summary: 'Nobody needs it any more',
      more: 'Agents cancel call-backs that they see and consults that they have asked for, and no others. A call-back that somebody has is hers: a 409 says whose.',
      roles: ['channel', ...HANDLING],
      body: ReasonForm,
    },
    (item, given) => ({ verb: 'cancel', item, reason: given.reason ?? null }),
  );
  toOthers(verb);
  overTime(verb);
  consults(app, to);
}

function toOthers(verb: Verb): void {
  const { TransferBody, AssignBody, PickBody } = schemas;
  verb('release', { summary: 'Give it back to its queue', roles: HANDLING, body: ReasonForm }, (item, given) => ({
    verb: 'release',
    item,
    reason: given.reason ?? null,
  }));
  verb(
    'transfer',
    { summary: 'Hand it on to a queue or an agent; its age is kept', roles: HANDLING, body: TransferBody },
    (item, given) => ({ verb: 'transfer', item, queue: given.queue ?? null, agent: given.agent ?? null }),
  );
  verb(
    'assign',
    { summary: 'Choose its agent by hand; may exceed capacity, and is logged', roles: PEOPLE, body: AssignBody },
    (item, given) => ({ verb: 'assign', item, ...given }),
  );
  const lost =
    'Whoever is too late gets a 409 with the present state, where the profile lets the agent pick this channel in this queue; else 404.';
  verb('pick', { summary: 'Take it from the list', more: lost, roles: HANDLING, body: PickBody }, (item, given) => ({
    verb: 'pick',
    item,
    agent: given.agent ?? null,
  }));
}

/** Advice on an item that stays where it is. */
function consults(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path: '/v1/work-items/:id/consult',
      summary: 'Ask an agent, or whoever serves a queue, for advice; the item stays with its agent',
      more: 'Answers with the consult: an item of its own, that ends when the adviser completes it, when it is cancelled, or when the item leaves its agent.',
      roles: HANDLING,
      body: schemas.ConsultBody,
      answers: { 201: answers.Item },
    },
    async (call, { body: { queue = null, agent = null, note = null } }) => {
      const consult = `wi_${uuidv7()}`;
      const reply = await send(call, to, { verb: 'consult', item: pathId(call, 'wi'), consult, queue, agent, note });
      if (reply.kind !== 'item') throw new Error('a consult answers with an item');
      call.header('Location', `/v1/work-items/${reply.item.id}`);
      return answer(call, to, reply.item, 201);
    },
  );
}

function overTime(verb: Verb): void {
  verb(
    'reschedule',
    {
      summary: 'Move its start, or a call-back to a slot',
      more: 'Name either. Where the workstream of a call-back has slots, an instant ahead is one of them.',
      roles: ['channel', ...HANDLING],
      body: RescheduleForm,
    },
    (item, { notBefore, slot }) => ({ verb: 'reschedule', item, notBefore: notBefore ?? null, slot: slot ?? null }),
  );
  verb(
    'retry',
    {
      summary: 'Ask its rules once more where it is to go',
      more: 'For what needs attention, after its data or the rules were put right. It stays as it is where no rule leads to a queue still; a transfer places it by hand.',
      roles: OWNER,
      body: EmptyForm,
    },
    (item) => ({ verb: 'retry', item }),
  );
  verb(
    'respond',
    {
      summary: 'The customer has been answered: the target for the first response is met',
      more: 'The same again changes nothing. A pause for the customer and completion say so by themselves, and on live channels the assignment.',
      roles: HANDLING,
      body: EmptyForm,
    },
    (item) => ({ verb: 'respond', item }),
  );
  verb(
    'pause',
    {
      summary:
        'Free its agent, who stays its owner; until a time, until the customer answers, or until somebody resumes it',
      more: 'Its time to live, its ladder and its wait stand still. Only its owner may, where the profile lets her, or whoever leads her.',
      roles: HANDLING,
      body: PauseForm,
    },
    (item, { until, forCustomer, reason }) => ({
      verb: 'pause',
      item,
      until: until ?? null,
      forCustomer,
      reason: reason ?? null,
    }),
  );
  verb(
    'resume',
    {
      summary:
        'Take it up again: its owner has it at once; for others it waits in its queue, and its owner is preferred for a while',
      more: 'With `agent`, who must be its owner, a supervisor gives it back to her at once, also beyond her limits.',
      roles: ['channel', ...HANDLING],
      body: ResumeForm,
    },
    (item, given) => ({ verb: 'resume', item, agent: given.agent ?? null }),
  );
}
