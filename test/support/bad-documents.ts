/** A document that somebody sends by mistake or on purpose, and what has to be said of it. */
export interface BadDocument {
  readonly what: string;
  readonly text: string;
  /** Of the API: 413 too large, 400 unreadable; 422 where it can be read, and then `place` points into it. */
  readonly status: 400 | 413 | 422;
  readonly place?: string;
  readonly says: RegExp;
}

const head = 'organisation: { name: Bank }\nqueues: { regular: { name: Regular } }\n';
const desk = '{ name: Desk, capacity: 5, channels: { chat: {} }, queues: [{ queue: regular }] }';
const document = (workstream: string, more = ''): string =>
  `${head}workstreams:\n  chat:\n    channel: chat\n${workstream}profiles: { desk: ${desk} }\n${more}`;
const times = (text: string, count: number): string => Array.from({ length: count }, () => text).join('');

const WHEN = '/workstreams/chat/queue/0/when';
const rule = (what: string, when: string, says: RegExp): BadDocument => ({
  what,
  text: document(`    queue: [{ when: '${when}', to: regular }, { to: regular }]\n`),
  status: 422,
  place: WHEN,
  says,
});
const unreadable = (what: string, text: string, says: RegExp): BadDocument => ({ what, text, status: 400, says });
const wrong = (what: string, text: string, at: { place: string; says: RegExp }): BadDocument => ({
  what,
  text,
  status: 422,
  ...at,
});

/** Loops in loops as far as 4,000 characters go. */
const bomb = `item.attributes.a.exists(x, ${times('item.attributes.b.exists(y, ', 60)}true${times(')', 61)}`;
const doubling = times('item.subject + ', 200);

/** Line by line what the issue lists. */
export const BAD_DOCUMENTS: readonly BadDocument[] = [
  rule('an expression of more than 4,000 characters', times('true && ', 600), /at most 4000 characters/),
  rule('a bomb of loops in 2 KB', bomb, /nests deeper than 24 levels|could take too long/),
  rule('a bomb of 3 KB that adds texts', `size(${doubling}item.subject) > 1`, /more than 300 parts|deeper than 24/),
  rule('loops within loops', 'item.attributes.a.exists(x, item.attributes.b.exists(y, x == y))', /could take too long/),
  rule('brackets 500 deep in a rule', `${times('(', 500)}true${times(')', 500)}`, /deeper than 24 levels/),
  rule('a list of 1,000 in a rule', `item.priority in [${times('1, ', 999)}1]`, /more than (100 elements|300 parts)/),
  rule('a regex bomb', 'item.subject.matches("^(a+)+$")', /no method matches/),
  rule('a regex bomb for RE2', 're(item.subject, "((a{100}){100}){100}")', /no RE2 pattern|could take too long/),
  rule('an unknown variable', 'process.env.HOME == "x"', /Unknown variable: process/),
  rule('a way to the constructor', 'item.constructor.constructor == "x"', /No such key: constructor/),
  rule('a type error', 'item.priority == "high"', /no such overload: int == string/),
  rule('a condition that is no condition', 'item.priority + 1', /true or false, but this is int/),
  rule('half an expression', 'item.priority >', /ends too early/),
  rule('no expression at all', '', /must not be empty|ends too early|at least/),
  unreadable('brackets 100,000 deep', `${times('[', 100_000)}${times(']', 100_000)}`, /nests too deep.*line 1/),
  unreadable('dashes 100,000 deep', times('- ', 100_000), /nests too deep.*line 1/),
  unreadable('maps 100,000 deep', times('{a: ', 100_000), /nests too deep.*line 1/),
  unreadable(
    'a YAML alias bomb',
    `a: &a [x, x]\n${[...'bcdefghij'].map((name, n) => `${name}: &${name} [*${'abcdefghi'[n]}, *${'abcdefghi'[n]}]\n`).join('')}`,
    /Aliases such as \*a are refused: write it out, at line 2/,
  ),
  unreadable('a merge of itself', 'a: &a\n  <<: *a\n', /Aliases such as \*a are refused.*line 2/),
  unreadable(
    'two queues of one name',
    document('    queue: []\n', 'queues: {}\n'),
    /The key "queues" stands twice, at line 8/,
  ),
  unreadable('half a document', 'queues: { regular: [', /line 1|1:/),
  unreadable('a tag that makes things', 'a: !!js/function "x"\n', /[Uu]nresolved tag/),
  wrong('__proto__ as a queue', 'organisation: { name: Bank }\nqueues: { __proto__: { name: X } }\n', {
    place: '/queues/__proto__',
    says: /reserved/,
  }),
  wrong('__proto__ as a setting', `${document('    queue: [{ to: regular }]\n')}__proto__: { x: 1 }\n`, {
    place: '/__proto__',
    says: /reserved|no setting|unknown/i,
  }),
  wrong(
    'constructor as a skill',
    document('    queue: [{ to: regular }]\n', 'skills: { constructor: { name: X } }\n'),
    {
      place: '/skills/constructor',
      says: /reserved/,
    },
  ),
  wrong('3,000 rules for a queue', document(`    queue: [${times('{ to: nowhere }, ', 3_000)}]\n`), {
    place: '/workstreams/chat/queue',
    says: /at most/,
  }),
  wrong('a NUL in a name', 'organisation: { name: "a\\0b" }\n', {
    place: '/organisation/name',
    says: /control characters/,
  }),
  wrong('a list where a map belongs', 'organisation: [1, 2]\nqueues: 7\nworkstreams: x\nprofiles: null\n', {
    place: '/queues',
    says: /Queues must be/,
  }),
  wrong('nothing', '', { place: '', says: /must be/ }),
  { what: '10 MB', text: `# ${times('x', 10 * 1024 * 1024)}`, status: 413, says: /2048 KB/ },
];
