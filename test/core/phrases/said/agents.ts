import type { Told } from '../../../../core/phrases/told.ts';
import { clock, group, row, soon } from './rows.ts';

const AGENTS: readonly (readonly [string, string, object?])[] = [
  ['offline', '3 offline'],
  ['intent', '3 not available for this channel'],
  ['not_in_queue', '3 not in its queue'],
  ['channel_not_allowed', '3 not allowed this channel'],
  ['delay', '3 helping only later'],
  ['hours', '3 outside the hours of the queue', { of: 'queue' }],
  ['hours', '3 off their shift', { of: 'shift' }],
  ['skill', '3 without german ≥ 2', { skill: 'german', needs: 2 }],
  ['group', '3 not in group night', { group: 'night' }],
  ['attribute', '3 with another site', { attribute: 'site' }],
  ['named_agent', '3 not the named agent'],
  ['preferred_agent', '3 after the preferred agent'],
  ['pick_only', '3 taking it from the list only'],
  ['full', '3 full on chat', { channel: 'chat', missingUnits: 0 }],
  ['full', '3 full, at least 2 units short', { channel: 'chat', missingUnits: 2 }],
  ['asker', '3 who asked for it'],
  ['back_off', '3 asked a short time ago'],
  ['asked', '3 asked already'],
  ['kept_free', '3 kept free for a bigger item'],
];
for (const [reason, sentence, more] of AGENTS)
  row(`agents.${reason}` as 'agents.offline', group(reason, more) as never, sentence);

const ITEMS: readonly (readonly [string, string, object?])[] = [
  ['offline', '3 while she is offline'],
  ['intent', '3 on channels that this presence does not take'],
  ['not_in_queue', '3 in queues of others'],
  ['channel_not_allowed', '3 on channels that only others may take'],
  ['delay', '3 where help is asked for only later'],
  ['hours', '3 outside the hours of the queue', { of: 'queue' }],
  ['hours', '3 outside her shift', { of: 'shift' }],
  ['skill', '3 that need german ≥ 2', { skill: 'german', needs: 2 }],
  ['skill', '1 that needs german ≥ 2', { skill: 'german', needs: 2, count: 1 }],
  ['group', '3 for the group night', { group: 'night' }],
  ['attribute', '3 for agents with another site', { attribute: 'site' }],
  ['named_agent', '3 for somebody named'],
  ['preferred_agent', '3 kept for a preferred agent for now'],
  ['pick_only', '3 to be picked from the list'],
  ['full', '3 for which there is no room'],
  ['asker', '3 that she has asked for herself'],
  ['back_off', '3 refused a short time ago'],
  ['asked', '3 offered to her already'],
  ['kept_free', '3 behind the bigger item that room is kept for'],
];
for (const [reason, sentence, more] of ITEMS)
  row(`items.${reason}` as 'items.offline', { reason, count: 3, ...more } as never, sentence);

const anna = { name: 'Anna' };
row('agent.lost', { ...anna, ms: 4000 }, 'Nothing comes to Anna: there has been no sign of life for 4 s.');
row('agent.offline', { ...anna, ms: 4000 }, 'Nothing comes to Anna, who has been offline for 4 s.');
row(
  'agent.draining',
  { name: 'Anna', ms: 4000, items: 2 },
  'Nothing new comes to Anna, who has been finishing for 4 s and is offline after 2 items in hand.',
);
row(
  'agent.idle',
  { ...anna, ms: 4000, intent: 'busy' },
  'Nothing waits, so nothing comes to Anna, who has been busy for 4 s.',
);
row(
  'agent.in_hand',
  { ...anna, offers: 1, items: 2 },
  'Anna has 1 offer to answer and 2 items in hand; nothing else waits.',
);
row(
  'agent.waiting',
  {
    ...anna,
    open: [{ count: 1, pick: true }],
    ruledOut: [
      { reason: 'delay', count: 1 },
      { reason: 'delay', count: 2 },
    ],
  },
  'What waits, seen from Anna: 1 to be picked from the list, 3 where help is asked for only later.',
);
row(
  'agent.kept',
  { reason: 'delay', count: 2, queue: 'vip', channel: 'chat' },
  'In queue vip, chat: 2 where help is asked for only later.',
);
const remedied = { ...anna, ...clock, item: { id: 'wi_1', channel: 'chat', waitedMs: 240_000 } };
const REMEDIES: readonly (readonly [Told['agent.remedy']['remedy'], string])[] = [
  [{ kind: 'available' }, 'if she set herself available'],
  [{ kind: 'connected' }, 'if there were a sign of life from her'],
  [
    { kind: 'time', at: soon.at, because: 'delay', queue: 'vip' },
    'in 20 s, when queue vip lets her profile help (12:00:20)',
  ],
  [{ kind: 'time', at: soon.at, because: 'back_off', queue: 'vip' }, 'in 20 s, when her back-off ends (12:00:20)'],
  [{ kind: 'time', at: soon.at, because: 'hours', queue: 'vip' }, 'in 20 s, when queue vip opens (12:00:20)'],
  [{ kind: 'time', at: soon.at, because: 'shift', queue: 'vip' }, 'in 20 s, when her shift begins (12:00:20)'],
  [
    { kind: 'time', at: soon.at, because: 'preference', queue: 'vip' },
    'in 20 s, when the preference for somebody else ends (12:00:20)',
  ],
  [{ kind: 'less', channel: 'chat', holding: ['wi_2'] }, 'if she had 1 chat item less in hand'],
  [{ kind: 'empty_hands' }, 'if her hands were empty'],
  [{ kind: 'not_kept', item: 'wi_2' }, 'if she were not kept free for wi_2'],
  [{ kind: 'skill', skill: 'german', level: 3 }, 'if she had german ≥ 3'],
  [{ kind: 'group', group: 'night' }, 'if she were in group night'],
  [{ kind: 'attribute', attribute: 'site', value: 'ulm' }, 'if her site were ulm'],
  [{ kind: 'capacity', units: 8 }, 'if she had 8 units in all'],
  [{ kind: 'queue', queue: 'vip', profile: 'desk' }, 'if her profile desk served queue vip'],
  [{ kind: 'channel', channel: 'case', profile: 'desk' }, 'if her profile desk took case'],
  [{ kind: 'offered', profile: 'desk' }, 'if her profile desk were offered work and did not pick it'],
];
for (const [remedy, sentence] of REMEDIES)
  row('agent.remedy', { ...remedied, remedy }, `Anna would be offered wi_1 (chat, waiting for 4 min) ${sentence}.`);
row(
  'agent.no_remedy',
  { ...anna, ...clock, item: null, needs: [] },
  'No single change would bring Anna work that waits now.',
);
row(
  'agent.no_remedy',
  { ...anna, ...clock, item: 'wi_1', needs: [{ kind: 'available' }, { kind: 'skill', skill: 'german', level: 3 }] },
  'No single change would bring Anna work that waits now. wi_1 would come if she set herself available and if she had german ≥ 3.',
);
