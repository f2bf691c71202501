import type { AttemptOutcome } from '../../callback/callback.ts';
import type { Method } from '../../configuration/compiled.ts';
import type { AttentionReason } from '../../item.ts';
import type { Target, TargetName } from '../../target.ts';
import type { EffectPart, Phrases } from '../told.ts';
import { ruledOut } from './agents.ts';
import { asks } from './asked.ts';
import { counted, duration, instant, list, names, quoted } from './words.ts';

type ById<Prefix extends string> = Pick<Phrases, Extract<keyof Phrases, `${Prefix}.${string}`>>;

const ENDS = {
  declined: ', who declined',
  expired: ', who did not answer',
  withdrawn: ', and withdrawn',
  agent_lost: ', who was no longer there',
} as const;

const RECORDED: ById<'recorded'> = {
  'recorded.both': ({ became, why }) => `${became} ${why}`,
  'recorded.offered': ({ agent, ms }) => `Offered to ${agent} ${duration(ms)} ago.`,
  'recorded.assigned': ({ agent, ms }) => `With ${agent} for ${duration(ms)}.`,
  'recorded.interrupted': ({ agent, ms, by }) =>
    `With ${agent} for ${duration(ms)}, interrupted by ${by} until there is room again.`,
  'recorded.paused': ({ agent, ms, forCustomer, until }) => {
    const by = agent === null ? 'by nobody who is still there' : `by ${agent}`;
    const latest = until === null ? '' : `, at the latest until ${instant(until)} (${until.timeZone})`;
    return `Paused ${by} for ${duration(ms)}${forCustomer ? ', until the customer answers' : ''}${latest}.`;
  },
  'recorded.took_up': ({ agent }) => `${agent} took it up again.`,
  'recorded.wrapping_up': ({ agent, ms }) => `In wrap-up with ${agent} for ${duration(ms)}.`,
  'recorded.closed': ({ agent, ms }) => `Closed ${duration(ms)} ago, done by ${agent}.`,
  'recorded.ended': ({ state, ms, reason }) =>
    `${state === 'expired' ? 'Expired' : 'Cancelled'} ${duration(ms)} ago${reason === null ? '' : `, for ${quoted(reason)}`}.`,
  'recorded.in_between': () => 'It waited a moment ago.',
  'recorded.picked': ({ agent }) => `${agent} took it from the list.`,
  'recorded.by_hand': ({ agent, actor }) => `${agent} was chosen by hand, by ${actor}.`,
  'recorded.first': ({ agent }) => `${agent} came first.`,
  'recorded.chosen': ({ agent, able, considered, ruledOut: groups }) => {
    const first = able === 1 ? `Only ${agent} could take it` : `${agent} came first of the ${able} who could take it`;
    return groups.length === 0 ? `${first}.` : `${first}: of ${counted(considered, 'agent')}, ${ruledOut(groups)}.`;
  },
  'recorded.nobody': () => 'Nobody was asked.',
  'recorded.last_offer': ({ agent, end }) => `It was last offered to ${agent}${end === null ? '' : ENDS[end]}.`,
};

const TARGETS: Readonly<Record<TargetName, string>> = {
  firstResponse: 'first response',
  resolution: 'resolution',
  due: 'due time',
};

const STAGES: Readonly<Record<Target['stage'], (due: string) => string>> = {
  running: (due) => `runs until ${due}`,
  warned: (due) => `is near: it runs until ${due}`,
  breached: (due) => `has been missed: it ran until ${due}`,
  met: () => 'was met in time',
  late: (due) => `was met after ${due}, too late`,
};

const PREFERRED = {
  served_last: 'who served this customer last',
  owner: 'who had it before it was paused',
  rule: 'whom a rule prefers',
} as const;
const ATTEMPTS: Readonly<Record<AttemptOutcome, string>> = {
  reached: 'the customer was reached',
  no_answer: 'nobody answered',
  busy: 'the line was busy',
  voicemail: 'a machine answered',
  wrong_number: 'the number was wrong',
};

/** What is wrong, and what would help. */
const ATTENTION: Readonly<Record<AttentionReason, string>> = {
  no_queue:
    'no rule leads to a queue. Put its data or the rules right and retry it, or transfer it to a queue by hand.',
  wrong_number: 'the number of its customer is wrong. Put it right, or cancel the call-back.',
};

const ITEMS: ById<'item'> = {
  'item.target': ({ target, stage, due, leftMs }) =>
    leftMs === null
      ? `Its ${TARGETS[target]} ${STAGES[stage](`${instant(due)} (${due.timeZone})`)}.`
      : `Its ${TARGETS[target]} stands still until the customer answers, with ${duration(leftMs)} left.`,
  'item.waiting': ({ waitedMs, agents, ruledOut: groups }) =>
    agents === 0
      ? `Waiting for ${duration(waitedMs)}: there is no agent.`
      : `Waiting for ${duration(waitedMs)}: of ${counted(agents, 'agent')}, ${ruledOut(groups)}.`,
  'item.to_pick': ({ waitedMs }) => `Waiting for ${duration(waitedMs)}: it is taken from the list by whoever picks it.`,
  'item.scheduled': ({ notBefore }) => `Scheduled for ${instant(notBefore)} (${notBefore.timeZone}).`,
  'item.preferred': ({ agent, until, because }) =>
    `Until ${instant(until)} (${until.timeZone}) it is kept for ${agent}, ${PREFERRED[because]}.`,
  'item.named': ({ agent }) => `It is for ${agent} alone.`,
  'item.needs_attention': ({ reason, ms }) => `Needs attention for ${duration(ms)}: ${ATTENTION[reason]}`,
  'item.slot': ({ slot }) => `It is booked for ${instant(slot)} (${slot.timeZone}).`,
  'item.attempt': ({ number, agent, at, outcome }) =>
    `Attempt ${number}, by ${agent} at ${instant(at)} (${at.timeZone}): ${ATTEMPTS[outcome]}.`,
  'item.consult': ({ asker, about }) => `It is a consult: ${asker} asks for advice on ${about}.`,
  'item.consulted': ({ agent, asked, consult, ms }) =>
    `${agent} asked ${asked} for advice ${duration(ms)} ago, by ${consult}.`,
  'item.advised': ({ by, consult, ms }) => `${by} gave advice ${duration(ms)} ago, by ${consult}.`,
  'item.place': ({ position, queue }) =>
    position === 1 ? `It is next in queue ${queue}.` : `It is number ${position} in queue ${queue}.`,
  'item.ruled_out': ({ group }) => {
    const who = names(group.agents, group.count);
    return `${ruledOut([group])}${who === '' ? '' : `: ${who}`}.`;
  },
};

/** What a queue's method compares, said of one agent. */
const SCORES: Readonly<Record<Method, (score: number, now: number) => string>> = {
  'longest-idle': (score, now) => `idle for ${duration(now - score)}`,
  'most-free-capacity': (score) => `${counted(-score, 'unit')} free`,
  'best-skill': (score) => `levels of the skills asked for add up to ${-score}`,
  'round-robin': (score) => (score === 0 ? 'not asked yet' : 'asked longest ago'),
  'least-flexible': (score) => `queues and skills add up to ${score}`,
};

const NEW_ITEMS: ById<'new'> = {
  'new.no_queue': () => 'No rule leads to a queue: it would wait for somebody to place it.',
  'new.turned_away': ({ queue }) => `It would enter queue ${queue}, and not wait there.`,
  'new.to_pick': ({ queue }) => `It would enter queue ${queue} and wait to be picked from the list.`,
  'new.waits': ({ queue, agents, ruledOut: groups }) =>
    agents === 0
      ? `It would enter queue ${queue} and wait: there is no agent.`
      : `It would enter queue ${queue} and wait: of ${counted(agents, 'agent')}, ${ruledOut(groups)}.`,
  'new.first': ({ queue, agent, able }) =>
    able === 1
      ? `It would enter queue ${queue}; only ${agent} could take it now.`
      : `It would enter queue ${queue}, where ${agent} comes first of the ${able} who could take it now.`,
  'new.taken_in': ({ workstream, priority, cost, asks: asked }) => {
    const needs = asks(asked);
    const what = needs.length === 0 ? 'asks nothing of an agent' : `asks for ${list(needs)}`;
    return `Workstream ${workstream} takes it in with priority ${priority}; it takes ${counted(cost, 'unit')} and ${what}.`;
  },
  'new.agent': ({ place, agent, method, score, widening, interrupts, now }) => {
    const widened = widening > 0 ? ', without all that was first asked for' : '';
    const interrupting = interrupts ? ', and something of hers would have to give way' : '';
    return `${place}. ${agent}: ${SCORES[method](score, now)}${widened}${interrupting}.`;
  },
};

const RESULTS = {
  hit: 'holds and acts',
  miss: 'does not hold',
  closed: 'holds, but its queue is closed',
  not_reached: 'is not reached',
} as const;

const BECAUSE = {
  asked: 'it was asked for',
  ruleset: 'a ruleset chose it',
  rule: 'a queue rule leads there',
  fallback: 'no queue rule holds and leads to an open queue, and it is the fallback',
  closed: 'its rule holds; it is closed, and the item waits for it to open',
} as const;

const CLASSIFICATION: ById<'trace'> = {
  'trace.rule': ({ ruleset, place, result }) =>
    `${ruleset === null ? 'Queue rule' : `Ruleset ${ruleset}, rule`} ${place} ${RESULTS[result]}.`,
  'trace.condition': ({ part: { condition, holds, because, saw } }) => {
    const seen = Object.entries(saw).map(([path, value]) => `${path} is ${quoted(value)}`);
    const why = because === null ? list(seen) : because;
    const what = because === null ? String(holds) : 'counts as false';
    return `${condition}: ${what}${why === '' ? '' : `, ${why}`}.`;
  },
  'trace.queue': ({ queue, because }) =>
    queue === null || because === 'none' ? 'No rule leads to a queue.' : `Queue ${queue}, because ${BECAUSE[because]}.`,
  'trace.no_rules': () => 'Its workstream has no rules that could have led elsewhere.',
  'trace.missing': ({ path }) => `${path} is missing`,
  'trace.not_boolean': () => 'it is neither true nor false',
  'trace.not_single': () => 'it is a list or a map, not a single value',
  'trace.failed': ({ said }) => said ?? 'it failed',
};

function part(what: EffectPart): string {
  switch (what.kind) {
    case 'skill':
    case 'attribute':
      return `${what.kind} ${what.name}`;
    case 'agent_attribute':
      return `attribute ${what.name} of the agent`;
    case 'priority':
      return 'priority';
    case 'skill_from':
      return 'the skill';
    case 'preferred':
      return 'the preferred agent';
  }
}

const EFFECTS: ById<'effect'> = {
  'effect.unworkable': ({ what, because }) => `${part(what)} is left as it was: ${because}`,
  'effect.no_number': ({ what, value }) => `${part(what)} is left as it was: ${quoted(value)} is no number`,
  'effect.no_skill': ({ value }) => `no skill is asked for: ${quoted(value)} names none`,
  'effect.no_agent': ({ value }) => `nobody is preferred: there is no agent ${quoted(value)}`,
};

export const ITEM_PHRASES = { ...RECORDED, ...ITEMS, ...NEW_ITEMS, ...CLASSIFICATION, ...EFFECTS };
