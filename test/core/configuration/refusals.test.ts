import { describe, expect, it } from 'vitest';
import { changed, type Loose, pointers, problems } from './small.ts';

type Wrong = readonly [what: string, change: (document: Loose) => void, pointer: string];

const set =
  (path: string, value: unknown) =>
  (document: Loose): void => {
    const keys = path
      .split('/')
      .slice(1)
      .map((key) => key.replace('\\', '/'));
    const last = keys.pop()!;
    let at = document;
    for (const key of keys) at = at[key] ??= {};
    at[last] = value;
  };
const wrong = (what: string, pointer: string, value: unknown, at = pointer): Wrong => [what, set(at, value), pointer];

const NO_MINUTES = { by: 'urgency', minutesPerPriority: 0 };

const FORM: readonly Wrong[] = [
  wrong('an unknown section', '/colour', 1),
  wrong('a policy not yet supported', '/queues/regular/hours', 'office'),
  wrong('an unknown key deep inside', '/profiles/desk/channels/chat/interruptibleBy', ['chat']),
  wrong('a second rule for a queue', '/workstreams/chat/queue', [{ to: 'regular' }, { to: 'regular' }]),
  wrong('a rule that is not unconditional', '/workstreams/chat/queue/0/when', 'true'),
  wrong('an escalation that moves', '/escalations/up/0/moveTo', 'regular'),
  wrong('a queue without a name', '/queues/regular/name', undefined),
  wrong('a name of the wrong kind', '/queues/regular/name', 7),
  wrong('a name with a NUL', '/queues/regular/name', 'a\u0000b'),
  wrong('a name with half a surrogate', '/queues/regular/name', 'a\ud800b'),
  wrong('an unknown time zone', '/organisation/timeZone', 'Mars/Olympus'),
  wrong('a slug in capitals', '/groups/Night', { name: 'x' }),
  wrong('a slug of 64 characters', `/groups/${'a'.repeat(64)}`, { name: 'x' }),
  wrong('a name of Object', '/groups/constructor', { name: 'x' }),
  wrong('a slash in a name, escaped', '/groups/a~1b', { name: 'x' }, '/groups/a\\b'),
  wrong('a duration without a unit', '/channels/chat/offerTimeout', '30'),
  wrong('a duration below a second', '/channels/chat/offerTimeout', 'PT0.5S'),
  wrong('no minutes per priority', '/queues/regular/order/minutesPerPriority', NO_MINUTES, '/queues/regular/order'),
  wrong('a method that is not one', '/queues/regular/assign', 'cheapest'),
  wrong('an order that is not one', '/queues/regular/order/by', 'age'),
  wrong('level 9', '/workstreams/chat/require/stocks', 9),
  wrong('level 0 of an agent', '/agents/anna/skills/stocks', 0),
  wrong(
    'an unknown key beside a level',
    '/workstreams/chat/require/stocks/least',
    { level: 2, least: 1 },
    '/workstreams/chat/require/stocks',
  ),
  wrong('a negative cost', '/workstreams/chat/cost', -1),
  wrong('a fractional cost', '/workstreams/chat/cost', 1.5),
  wrong('a handicap that is no duration', '/profiles/desk/rankHandicap', 'loose'),
  wrong('an intent that is not one', '/profiles/desk/presence/sleepy', 'all'),
  wrong(
    'a service level above 1',
    '/queues/regular/serviceLevel/target',
    { answerWithin: 'PT20S', target: 1.2 },
    '/queues/regular/serviceLevel',
  ),
  wrong('a list where names belong', '/queues', []),
];

const MEANING: readonly Wrong[] = [
  wrong('an unknown queue', '/workstreams/chat/queue/0/to', 'gone'),
  wrong('an unknown fallback', '/workstreams/chat/fallback', 'gone'),
  wrong('an unknown channel', '/workstreams/chat/channel', 'fax'),
  wrong('an unknown skill', '/workstreams/chat/require/french', 3),
  wrong('an unknown escalation', '/queues/regular/escalation', 'gone'),
  wrong('an unknown queue of a profile', '/profiles/desk/queues/0/queue', 'gone'),
  wrong('an unknown channel of a profile', '/profiles/desk/channels/fax', {}),
  wrong('an unknown group of a profile', '/profiles/desk/groups/0', ['gone'], '/profiles/desk/groups'),
  wrong('an unknown channel in presence', '/profiles/desk/presence/busy/0', ['fax'], '/profiles/desk/presence/busy'),
  wrong('an unknown channel to pick', '/profiles/desk/may/pick/0', ['fax'], '/profiles/desk/may/pick'),
  wrong('an unknown queue to transfer to', '/profiles/desk/may/transferTo/0', ['x'], '/profiles/desk/may/transferTo'),
  wrong('an unknown profile', '/agents/anna/profile', 'gone'),
  wrong('an unknown group of an agent', '/agents/anna/groups/0', ['gone'], '/agents/anna/groups'),
  wrong('an unknown skill of an agent', '/agents/anna/skills/french', 1),
  wrong('a level above the scale', '/agents/anna/skills/german', 3),
  wrong('a required level above the scale', '/workstreams/chat/require/german', { level: 3 }),
  wrong('a workstream without a queue', '/workstreams/chat/queue', []),
  wrong('an escalation step that does nothing', '/escalations/up/0', { after: 'PT60S' }),
  [
    'escalation steps at one instant',
    (d) => d.escalations.up.push({ after: 'PT30S', relax: true }),
    '/escalations/up/1/after',
  ],
  [
    'a ladder that raises too far',
    (d) => d.escalations.up.push({ after: 'PT60S', raisePriority: 100 }),
    '/escalations/up',
  ],
  [
    'a queue listed twice in a profile',
    (d) => d.profiles.desk.queues.push({ queue: 'regular' }),
    '/profiles/desk/queues/1/queue',
  ],
];

describe('a configuration document', () => {
  it.each([...FORM, ...MEANING])('refuses %s', (_what, change, pointer) => {
    expect(pointers(changed(change))).toEqual([pointer]);
  });

  it.each([null, 7, 'text', [], true])('refuses %j in place of it', (document) => {
    expect(problems(document)).toEqual([{ pointer: '', detail: 'The document must be a map of settings.' }]);
  });

  it('refuses a name that would be a prototype', () => {
    const text = JSON.stringify(changed(() => {})).replace('"german":2', '"__proto__":2');
    expect(pointers(JSON.parse(text))).toEqual(['/agents/anna/skills/__proto__']);
    expect(pointers(JSON.parse('{"__proto__":{}}'))).toContain('/__proto__');
  });

  it('reports problems of form and meaning together', () => {
    const document = changed((d) => {
      d.queues.regular.hours = 'office';
      d.workstreams.chat.cost = 0;
      d.agents.anna.profile = 'gone';
    });
    expect(pointers(document).sort()).toEqual([
      '/agents/anna/profile',
      '/queues/regular/hours',
      '/workstreams/chat/cost',
    ]);
  });

  it('takes a malformed queue for a declared one', () => {
    expect(pointers(changed((d) => set('/queues/regular/assign', 1)(d)))).toEqual(['/queues/regular/assign']);
  });

  it('bounds what it says about endless mistakes', () => {
    const found = problems(Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`key-${at}`, 1])));
    expect(found).toHaveLength(501);
    expect(found.at(-1)!.detail).toMatch(/^There are 15\d\d more problems/);
  });
});

describe('a finding', () => {
  it.each([
    ['/queues/regular/hours', 'office', 'Queue regular has no setting hours: it is misspelt or not supported yet.'],
    ['/workstreams/chat/cost', 0, 'cost of workstream chat must be at least 1.'],
    ['/queues/regular/name', undefined, 'name of queue regular is missing.'],
    ['/queues/regular/assign', 1, /^assign of queue regular must be longest-idle, .* or least-flexible\.$/],
    ['/escalations/up/0/relax', false, 'relax of step 1 of escalation up must be true.'],
    [
      '/workstreams/chat/queue',
      [{ to: 'regular' }, { to: 'regular' }],
      'queue of workstream chat must have at most 1 entry.',
    ],
    ['/agents/anna/profile', 'gone', 'There is no profile gone: declare it or name another.'],
    ['/groups/Night', { name: 'x' }, 'Group Night: a name is 1 to 63 lower-case letters, digits and hyphens.'],
    ['/profiles/desk/rankHandicap', 'x', /^rankHandicap of profile desk: write a duration from PT0S /],
    ['/organisation/timeZone', 'x', /^timeZone of the organisation: write an IANA time zone /],
  ])('at %s says what is wrong', (pointer, value, detail) => {
    const [finding] = problems(changed(set(pointer, value)));
    expect(finding!.detail).toMatch(
      typeof detail === 'string' ? new RegExp(`^${detail.replaceAll('.', '\\.')}$`) : detail,
    );
  });
});
