import { offline, row, soon } from './rows.ts';

const now = { waiting: 3, oldestMs: 240_000, able: 2, scarcest: null, serving: 5, here: 3, open: true };
row('queue.now', now, '3 items wait, the oldest for 4 min; 2 people could take one more now.');
row('queue.now', { ...now, waiting: 0, able: 1 }, 'Nothing waits; 1 person could take one more now.');
row('queue.now', { ...now, waiting: 1, open: false }, '1 item waits, for 4 min; the queue is closed.');
const german = { kind: 'skill', skill: 'german', needs: 3 } as const;
row(
  'queue.now',
  { ...now, scarcest: { ...german, have: 2, here: 0 } },
  '3 items wait, the oldest for 4 min; nobody with german ≥ 3 is here.',
);
row(
  'queue.now',
  { ...now, scarcest: { kind: 'group', group: 'night', have: 0, here: 0 } },
  '3 items wait, the oldest for 4 min; nobody of group night serves it.',
);
row(
  'queue.now',
  { ...now, scarcest: { kind: 'attribute', attribute: 'site', value: 'ulm', have: 1, here: 1 } },
  '3 items wait, the oldest for 4 min; nobody whose site is ulm has room.',
);
row(
  'queue.now',
  { ...now, scarcest: { kind: 'agent', agent: 'bo', have: 1, here: 0 } },
  '3 items wait, the oldest for 4 min; nobody called bo is here.',
);
row('queue.now', { ...now, able: 0, serving: 0 }, '3 items wait, the oldest for 4 min; nobody serves the queue.');
row(
  'queue.now',
  { ...now, able: 0, here: 0 },
  '3 items wait, the oldest for 4 min; nobody of the 5 who serve it is here.',
);
row(
  'queue.now',
  { ...now, able: 0 },
  '3 items wait, the oldest for 4 min; 3 people of the 5 who serve it are here, and nobody could take one more now.',
);
row('queue.hours', { open: true, until: null }, 'It is open.');
row('queue.hours', { open: false, until: soon }, 'It is closed until 12:00:20 (UTC).');
row('queue.next', { item: 'wi_1', why: 'Because.' }, 'The most urgent is wi_1. Because.');
const profile = {
  profile: 'desk',
  rank: 2,
  afterMs: 20_000,
  serving: 5,
  here: 3,
  able: 1,
  agents: ['anna'],
  freeUnits: 4,
};
row(
  'queue.profile',
  profile,
  'Profile desk (rank 2, after 20 s): 5 agents, 3 here; anna could take one more, with 4 units free.',
);
row(
  'queue.profile',
  { ...profile, rank: 1, afterMs: 0, able: 0, agents: [], freeUnits: 0 },
  'Profile desk (rank 1): 5 agents, 3 here; nobody could take one more.',
);
const line = { workstream: 'shop', channel: 'chat', cost: 1, pick: false, able: 2, freeUnits: 7, more: 5 };
row('queue.line', line, 'Workstream shop (chat, 1 unit): 2 people with 7 free units have room for 5 more.');
row(
  'queue.line',
  { ...line, pick: true, able: 1, more: 1, freeUnits: 1 },
  'Workstream shop (chat, 1 unit, picked from the list): 1 person with 1 free unit has room for 1 more.',
);
row('queue.line', { ...line, able: 0 }, 'Workstream shop (chat, 1 unit): nobody could take one more.');
row('queue.cannot', { workstream: 'shop', group: offline }, 'For shop, 3 offline: bo, cleo and 1 more.');
row(
  'queue.requirement',
  { ...german, waiting: 2, have: 3, here: 1, room: 0 },
  '2 waiting items ask for german ≥ 3: 3 of those who serve the queue fit, 1 of them is here, 0 have room.',
);

row(
  'simulation.head',
  { items: 1, changed: 1, version: 4, complete: true },
  'Of the last 1 item, 1 would be otherwise than by version 4.',
);
row(
  'simulation.head',
  { items: 9, changed: 0, version: 4, complete: false },
  'Of the last 9 items, 0 would be otherwise than by version 4. There was not enough time for more items.',
);
row('simulation.field', { field: 'requirements', count: 2 }, '2 items would have other requirements.');
row('simulation.example', { item: 'wi_1', field: 'queue', before: 'a', after: null }, 'wi_1: none, a before.');
const nothing = { skills: {}, groups: [], attributes: {}, agent: null };
row(
  'simulation.example',
  { item: 'wi_1', field: 'requirements', before: nothing, after: { ...nothing, groups: ['night'] } },
  'wi_1: group night, nothing asked for before.',
);
row('simulation.unplaced_example', { item: 'wi_1', reason: 'Because.' }, 'wi_1: Because.');
row('simulation.eligible', { count: 2, nobody: 0 }, '2 items could be taken by other agents than before.');
row(
  'simulation.eligible',
  { count: 2, nobody: 1 },
  '2 items could be taken by other agents than before, 1 of them by nobody.',
);
row(
  'simulation.eligible_example',
  { item: 'wi_1', before: 2, after: 3, gained: ['bo', 'cleo'], gainedCount: 2, lost: ['anna'], lostCount: 1 },
  'wi_1: 3 agents could take it, 2 agents before; bo and cleo could too and anna no longer could.',
);
row('simulation.unplaced', { count: 1 }, '1 item could not be placed.');
row('simulation.no_queue', {}, 'No rule leads to a queue.');
row('simulation.no_workstream', { channel: 'chat' }, 'No workstream of channel chat would take it in.');
row(
  'simulation.several_workstreams',
  { channel: 'chat', workstreams: ['a', 'b'] },
  'Channel chat would have several workstreams for it: a and b.',
);
row('simulation.gone', { kind: 'workstream', name: 'fax' }, 'Workstream fax is not there.');
row('simulation.gone', { kind: 'queue', name: 'vip' }, 'It asks for queue vip, which is not there.');
row('simulation.no_level', { skill: 'german', level: 9 }, 'It asks for level 9 of skill german, which is not there.');
row(
  'diff.change',
  { change: { path: ['queues', 'late'], kind: 'added', before: undefined, after: {} } },
  'Queue late is new.',
);
