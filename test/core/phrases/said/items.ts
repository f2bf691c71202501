import { NOW, offline, row, soon } from './rows.ts';

row('recorded.offered', { agent: 'anna', ms: 4000 }, 'Offered to anna 4 s ago.');
row('recorded.assigned', { agent: 'anna', ms: 4000 }, 'With anna for 4 s.');
row(
  'recorded.interrupted',
  { agent: 'anna', ms: 4000, by: 'wi_2' },
  'With anna for 4 s, interrupted by wi_2 until there is room again.',
);
row(
  'recorded.paused',
  { agent: 'anna', ms: 4000, forCustomer: true, until: soon },
  'Paused by anna for 4 s, until the customer answers, at the latest until 12:00:20 (UTC).',
);
row(
  'recorded.paused',
  { agent: null, ms: 4000, forCustomer: false, until: null },
  'Paused by nobody who is still there for 4 s.',
);
row('recorded.took_up', { agent: 'anna' }, 'anna took it up again.');
row(
  'item.target',
  { target: 'due', stage: 'warned', due: soon, leftMs: null },
  'Its due time is near: it runs until 12:00:20 (UTC).',
);
row(
  'item.target',
  { target: 'resolution', stage: 'running', due: soon, leftMs: 60_000 },
  'Its resolution stands still until the customer answers, with 60 s left.',
);
row('recorded.wrapping_up', { agent: 'anna', ms: 4000 }, 'In wrap-up with anna for 4 s.');
row('recorded.closed', { agent: 'anna', ms: 4000 }, 'Closed 4 s ago, done by anna.');
row('recorded.ended', { state: 'cancelled', ms: 0, reason: null }, 'Cancelled 0 s ago.');
row('recorded.ended', { state: 'expired', ms: 0, reason: 'x' }, 'Expired 0 s ago, for "x".');
row('recorded.in_between', { state: 'waiting' }, 'It waited a moment ago.');
row('recorded.picked', { agent: 'anna' }, 'anna took it from the list.');
row('recorded.by_hand', { agent: 'anna', actor: 'key:ke_1' }, 'anna was chosen by hand, by key:ke_1.');
row('recorded.first', { agent: 'anna' }, 'anna came first.');
row(
  'recorded.chosen',
  { agent: 'anna', able: 1, considered: 4, ruledOut: [offline] },
  'Only anna could take it: of 4 agents, 3 offline.',
);
row(
  'recorded.chosen',
  { agent: 'anna', able: 2, considered: 2, ruledOut: [] },
  'anna came first of the 2 who could take it.',
);
row('recorded.nobody', {}, 'Nobody was asked.');
row('recorded.last_offer', { agent: 'anna', end: 'expired' }, 'It was last offered to anna, who did not answer.');
row('recorded.last_offer', { agent: 'anna', end: null }, 'It was last offered to anna.');
row('recorded.both', { became: 'A.', why: 'B.' }, 'A. B.');

row('item.waiting', { waitedMs: 4000, agents: 3, ruledOut: [offline] }, 'Waiting for 4 s: of 3 agents, 3 offline.');
row('item.waiting', { waitedMs: 4000, agents: 0, ruledOut: [] }, 'Waiting for 4 s: there is no agent.');
row('item.to_pick', { waitedMs: 4000 }, 'Waiting for 4 s: it is taken from the list by whoever picks it.');
row('item.scheduled', { notBefore: soon }, 'Scheduled for 12:00:20 (UTC).');
row(
  'item.preferred',
  { agent: 'anna', until: soon, because: 'served_last' },
  'Until 12:00:20 (UTC) it is kept for anna, who served this customer last.',
);
row(
  'item.preferred',
  { agent: 'anna', until: soon, because: 'owner' },
  'Until 12:00:20 (UTC) it is kept for anna, who had it before it was paused.',
);
row(
  'item.preferred',
  { agent: 'anna', until: soon, because: 'rule' },
  'Until 12:00:20 (UTC) it is kept for anna, whom a rule prefers.',
);
row(
  'item.needs_attention',
  { reason: 'no_queue', ms: 4000 },
  'Needs attention for 4 s: no rule leads to a queue. Put its data or the rules right and retry it, or transfer it to a queue by hand.',
);
row(
  'item.needs_attention',
  { reason: 'wrong_number', ms: 4000 },
  'Needs attention for 4 s: the number of its customer is wrong. Put it right, or cancel the call-back.',
);
row('item.consult', { asker: 'anna', about: 'wi_1' }, 'It is a consult: anna asks for advice on wi_1.');
row(
  'item.consulted',
  { agent: 'anna', asked: 'queue experts', consult: 'wi_2', ms: 4000 },
  'anna asked queue experts for advice 4 s ago, by wi_2.',
);
row('item.advised', { by: 'eve', consult: 'wi_2', ms: 4000 }, 'eve gave advice 4 s ago, by wi_2.');
row('item.named', { agent: 'anna' }, 'It is for anna alone.');
row('item.slot', { slot: soon }, 'It is booked for 12:00:20 (UTC).');
row(
  'item.attempt',
  { number: 2, agent: 'anna', at: soon, outcome: 'no_answer' },
  'Attempt 2, by anna at 12:00:20 (UTC): nobody answered.',
);
row('item.place', { position: 1, queue: 'regular' }, 'It is next in queue regular.');
row('item.place', { position: 4, queue: 'regular' }, 'It is number 4 in queue regular.');
row('item.ruled_out', { group: offline }, '3 offline: bo, cleo and 1 more.');
row('new.no_queue', {}, 'No rule leads to a queue: it would wait for somebody to place it.');
row('new.to_pick', { queue: 'list' }, 'It would enter queue list and wait to be picked from the list.');
row(
  'new.waits',
  { queue: 'regular', agents: 3, ruledOut: [offline] },
  'It would enter queue regular and wait: of 3 agents, 3 offline.',
);
row(
  'new.waits',
  { queue: 'regular', agents: 0, ruledOut: [] },
  'It would enter queue regular and wait: there is no agent.',
);
row(
  'new.first',
  { queue: 'regular', agent: 'anna', able: 2 },
  'It would enter queue regular, where anna comes first of the 2 who could take it now.',
);
row(
  'new.first',
  { queue: 'regular', agent: 'anna', able: 1 },
  'It would enter queue regular; only anna could take it now.',
);
const NOTHING = { skills: {}, groups: [], attributes: {}, agent: null };
row(
  'new.taken_in',
  { workstream: 'chat', priority: 0, cost: 1, asks: NOTHING },
  'Workstream chat takes it in with priority 0; it takes 1 unit and asks nothing of an agent.',
);
row(
  'new.taken_in',
  {
    workstream: 'chat',
    priority: 5,
    cost: 2,
    asks: {
      skills: { german: { level: 3, relaxable: true } },
      groups: ['night'],
      attributes: { site: 'ulm' },
      agent: 'bo',
    },
  },
  'Workstream chat takes it in with priority 5; it takes 2 units and asks for german ≥ 3 if possible, group night, site ulm and agent bo.',
);
const scored = { place: 1, agent: 'anna', widening: 0, interrupts: false, now: NOW };
row('new.agent', { ...scored, method: 'longest-idle', score: NOW - 4000 }, '1. anna: idle for 4 s.');
row('new.agent', { ...scored, method: 'most-free-capacity', score: -3 }, '1. anna: 3 units free.');
row(
  'new.agent',
  { ...scored, method: 'best-skill', score: -4 },
  '1. anna: levels of the skills asked for add up to 4.',
);
row('new.agent', { ...scored, method: 'round-robin', score: 0 }, '1. anna: not asked yet.');
row(
  'new.agent',
  { ...scored, method: 'least-flexible', score: 4, widening: 1 },
  '1. anna: queues and skills add up to 4, without all that was first asked for.',
);

row(
  'new.agent',
  { ...scored, method: 'most-free-capacity', score: -3, interrupts: true },
  '1. anna: 3 units free, and something of hers would have to give way.',
);

row('trace.rule', { ruleset: 'worth', place: 1, result: 'hit' }, 'Ruleset worth, rule 1 holds and acts.');
row('trace.rule', { ruleset: null, place: 2, result: 'closed' }, 'Queue rule 2 holds, but its queue is closed.');
const part = { condition: 'item.priority > 3', holds: false, because: null, saw: { 'item.priority': 2 } };
row('trace.condition', { part }, 'item.priority > 3: false, item.priority is 2.');
row(
  'trace.condition',
  { part: { ...part, because: 'item.x is missing' as never } },
  'item.priority > 3: counts as false, item.x is missing.',
);
row('trace.condition', { part: { ...part, saw: {} } }, 'item.priority > 3: false.');
row('trace.queue', { queue: 'vip', because: 'rule' }, 'Queue vip, because a queue rule leads there.');
row('trace.queue', { queue: null, because: 'none' }, 'No rule leads to a queue.');
row('trace.no_rules', {}, 'Its workstream has no rules that could have led elsewhere.');
row('trace.missing', { path: 'item.attributes.x' }, 'item.attributes.x is missing');
row('trace.not_boolean', {}, 'it is neither true nor false');
row('trace.not_single', {}, 'it is a list or a map, not a single value');
row('trace.failed', { said: null }, 'it failed');
row('trace.failed', { said: 'division by zero' }, 'division by zero');
row(
  'effect.unworkable',
  { what: { kind: 'skill', name: 'german' }, because: 'it failed' },
  'skill german is left as it was: it failed',
);
row('effect.no_number', { what: { kind: 'priority' }, value: 'x' }, 'priority is left as it was: "x" is no number');
row('effect.no_skill', { value: 'it' }, 'no skill is asked for: "it" names none');
row('effect.no_agent', { value: 'zoe' }, 'nobody is preferred: there is no agent "zoe"');
