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
  wrong('an unknown key of a queue', '/queues/regular/colour', 'red'),
  wrong('an unknown key deep inside', '/profiles/desk/channels/chat/colour', 'red'),
  wrong('a rule with both to and split', '/workstreams/chat/queue/0/split', { regular: 100 }),
  wrong('a move to no map', '/escalations/up/0/moveTo', 'regular'),
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
  wrong('an unknown queue to hand items to', '/workstreams/chat/transfer/to/0', ['x'], '/workstreams/chat/transfer/to'),
  wrong('an unknown profile', '/agents/anna/profile', 'gone'),
  wrong('an unknown group of an agent', '/agents/anna/groups/0', ['gone'], '/agents/anna/groups'),
  wrong('an unknown skill of an agent', '/agents/anna/skills/french', 1),
  wrong('a level above the scale', '/agents/anna/skills/german', 3),
  wrong('a required level above the scale', '/workstreams/chat/require/german', 3),
  wrong('an unknown name of a level', '/workstreams/chat/require/german', 'perfect'),
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
    expect(problems(document)).toEqual([
      { code: 'malformed', pointer: '', detail: 'The document must be a map of settings.' },
    ]);
  });

  it('refuses a name that would be a prototype', () => {
    const text = JSON.stringify(changed(() => {})).replace('"german":2', '"__proto__":2');
    expect(pointers(JSON.parse(text))).toEqual(['/agents/anna/skills/__proto__']);
    expect(pointers(JSON.parse('{"__proto__":{}}'))).toContain('/__proto__');
  });

  it('reports problems of form and meaning together', () => {
    const document = changed((d) => {
      d.queues.regular.hours = 7;
      d.workstreams.chat.cost = 0;
      d.agents.anna.profile = 'gone';
    });
    expect(pointers(document).sort()).toEqual([
      '/agents/anna/profile',
      '/queues/regular/hours',
      '/workstreams/chat/cost',
    ]);
  });

  it('reports the same wrong rule at each place where it stands', () => {
    const document = changed((d) => {
      const rule = { when: 'nobody == 1', then: { cost: 2 } };
      const closed = { when: 'calendars.office', then: { cost: 2 } };
      d.workstreams.chat.classify = { one: [rule, rule], two: [closed, closed] };
    });
    expect(problems(document).map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'bad_expression /workstreams/chat/classify/one/0/when',
      'bad_expression /workstreams/chat/classify/one/1/when',
      'dangling_reference /workstreams/chat/classify/two/0/when',
      'dangling_reference /workstreams/chat/classify/two/1/when',
    ]);
  });

  it('names every calendar that a rule looks at and that is not there', () => {
    const document = changed((d) => {
      d.calendars = { office: { weekly: {} } };
      const when = 'calendars.office && calendars["night-shift"] || calendars["a.b"] || has(calendars.gone)';
      d.workstreams.chat.queue = [{ when, to: 'regular' }];
    });
    expect(problems(document).map(({ detail }) => detail)).toEqual([
      'There is no calendar night-shift: declare it or name another.',
      'There is no calendar gone: declare it or name another.',
    ]);
  });

  it('escapes what is free text in a pointer', () => {
    const document = changed((d) => {
      const then = {
        set: { 'a/b~c': { value: 'nobody' } },
        requireFrom: { value: 'customer.x', skills: { 'd/e': 'gone' } },
      };
      d.workstreams.chat.classify = { worth: [{ then }] };
    });
    expect(pointers(document)).toEqual([
      '/workstreams/chat/classify/worth/0/then/set/a~1b~0c/value',
      '/workstreams/chat/classify/worth/0/then/requireFrom/skills/d~1e',
    ]);
  });

  it('takes a malformed queue for a declared one', () => {
    expect(pointers(changed((d) => set('/queues/regular/assign', 1)(d)))).toEqual(['/queues/regular/assign']);
  });

  it('bounds what it says about endless mistakes', () => {
    const found = problems(Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`key-${at}`, 1])));
    expect(found).toHaveLength(501);
    expect(found.at(-1)!.detail).toMatch(/^There are 15\d\d more findings/);
  });
});

describe('a finding', () => {
  it.each([
    ['/queues/regular/colour', 'x', 'Queue regular has no setting colour: it is misspelt or not supported yet.'],
    ['/queues/regular/hours', 'office', 'There is no calendar office: declare it or name another.'],
    ['/workstreams/chat/cost', 0, 'cost of workstream chat must be at least 1.'],
    ['/queues/regular/name', undefined, 'name of queue regular is missing.'],
    ['/queues/regular/assign', 1, /^assign of queue regular must be longest-idle, .* or least-flexible\.$/],
    ['/escalations/up/0/relax', false, 'relax of step 1 of escalation up must be true or a map of settings.'],
    [
      '/escalations/up/0/relax',
      { skill: 'stocks', too: 1 },
      'relax of step 1 of escalation up has no setting too: it is misspelt or not supported yet.',
    ],
    [
      '/escalations/up/0',
      { after: 'PT1S', colour: 1 },
      'Step 1 of escalation up has no setting colour: it is misspelt or not supported yet.',
    ],
    ['/queues/regular/order', { by: 'age' }, 'by of order of queue regular must be urgency or strict.'],
    [
      '/queues/regular/overflow',
      [{ when: 'x', then: { queue: 'regular' } }],
      'when of overflow rule 1 of queue regular must be outside-hours or a map of settings.',
    ],
    [
      '/queues/regular/overflow',
      [{ when: { expectedWaitOver: 7 }, then: { queue: 'regular' } }],
      'expectedWaitOver of when of overflow rule 1 of queue regular must be text.',
    ],
    [
      '/queues/regular/overflow',
      [{ when: 'outside-hours', then: {} }],
      'then of overflow rule 1 of queue regular needs waitForOpening, queue, offerCallback, scheduleForOpening or end.',
    ],
    [
      '/workstreams/chat/queue',
      [{ to: 'regular' }, { when: 'true' }],
      'Queue rule 2 of workstream chat needs to or split.',
    ],
    ['/workstreams/chat/queue', [], 'queue of workstream chat must have at least 1 entry.'],
    [
      '/workstreams/chat/classify',
      { worth: [{ then: { cost: 1 } }, { then: { cost: 0 } }] },
      'cost of rule 2 of ruleset worth of workstream chat must be at least 1.',
    ],
    [
      '/workstreams/chat/classify',
      { worth: [{ then: { priority: 'high' } }] },
      'priority of rule 1 of ruleset worth of workstream chat must be a number or a map of settings.',
    ],
    [
      '/workstreams/chat/classify',
      { worth: [{ when: 'true' }] },
      'then of rule 1 of ruleset worth of workstream chat is missing.',
    ],
    [
      '/workstreams/chat/classify',
      { worth: [{ then: { set: { 'a/b': [1] } } }] },
      'Attribute "a/b" of rule 1 of ruleset worth of workstream chat must be text, a number, true or false, null or a map of settings.',
    ],
    ['/profiles/desk/queues', [{ queue: 'regular', rank: 0 }], 'rank of queue 1 of profile desk must be at least 1.'],
    ['/profiles/desk/channels/chat/atMost', 0, 'atMost of channel chat of profile desk must be at least 1.'],
    [
      '/calendars/office',
      { weekly: { 'mon-fri': ['8-18'] } },
      /^Entry 1 of the hours of mon-fri of calendar office: write/,
    ],
    ['/calendars/office', { weekly: {}, holidays: {} }, 'holidays of calendar office needs dates, ical or country.'],
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
