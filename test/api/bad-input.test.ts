import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Answer, type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi({ ...DOCUMENT, skills: { german: { name: 'German', levels: ['a', 'b', 'c'] } } });
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

type Sent = { body?: unknown; raw?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> };
type Line = [what: string, sent: Sent, status: number, code: string, sentence: RegExp, pointer?: string];

const item = (more: object): Sent => ({ body: { source: 'web', channel: 'chat', ...more } });
const raw = (text: string): Sent => ({ raw: `{"source":"web","channel":"chat",${text}}` });
const as = (type: string, text = '{}'): Sent => ({ raw: text, headers: { 'content-type': type } });

function expectProblem(answer: Answer, [, , status, code, sentence, pointer]: Line): void {
  expect(answer).toMatchObject({ status, body: { status, code, type: `urn:signalbox:error:${code}` } });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.body.detail).toMatch(sentence);
  if (pointer !== undefined)
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
}

describe('a new item', () => {
  const KB = 1024;
  const sized = (bytes: number): string => {
    const start = '{"source":"web","channel":"chat","attributes":{"long":"';
    return `${start}${'x'.repeat(bytes - start.length - 3)}"}}`;
  };
  const lines: Line[] = [
    ['an unknown channel', item({ channel: 'fax' }), 422, 'invalid', /fax/, '/channel'],
    ['an unknown workstream', item({ workstream: 'tea' }), 422, 'invalid', /tea/, '/workstream'],
    ['an unknown queue', item({ queue: 'nowhere' }), 422, 'invalid', /nowhere/, '/queue'],
    ['an unknown skill', item({ requirements: { klingon: 3 } }), 422, 'invalid', /klingon/, '/requirements/klingon'],
    ['an unknown agent', item({ requirements: { agent: 'nobody' } }), 422, 'invalid', /nobody/, '/requirements/agent'],
    [
      'an unknown group',
      item({ requirements: { groups: ['x'] } }),
      422,
      'invalid',
      /group "x"/,
      '/requirements/groups',
    ],
    [
      'a level of nine',
      item({ requirements: { german: { level: 9 } } }),
      422,
      'invalid',
      /1 to 5/,
      '/requirements/german',
    ],
    [
      'a level that the skill has not',
      item({ requirements: { german: 5 } }),
      422,
      'invalid',
      /1 to 3/,
      '/requirements/german',
    ],
    ['a priority of a billion', item({ priority: 1e9 }), 422, 'invalid', /100/, '/priority'],
    ['a priority of one and a half', item({ priority: 1.5 }), 422, 'invalid', /int/, '/priority'],
    ['a negative cost', item({ cost: -1 }), 422, 'invalid', /cost/],
    ['a start in year 9999', item({ notBefore: '9999-01-01T00:00:00Z' }), 422, 'invalid', /ten years/, '/notBefore'],
    ['an instant without a zone', item({ dueAt: '2026-11-24T09:00:00' }), 422, 'invalid', /zone/, '/dueAt'],
    ['a day that does not exist', item({ dueAt: '2026-02-30T09:00:00Z' }), 422, 'invalid', /instant/, '/dueAt'],
    ['an instant that is a number', item({ dueAt: 1_795_600_000_000 }), 422, 'invalid', /dueAt/, '/dueAt'],
    ['no source', { body: { channel: 'chat' } }, 422, 'invalid', /source/, '/source'],
    ['nothing at all', {}, 422, 'invalid', /source/, '/source'],
    ['a list', { raw: '[]' }, 422, 'invalid', /object/],
    ['null', { raw: 'null' }, 422, 'invalid', /object/],
    ['one byte more than 256 KB', { raw: sized(256 * KB + 1) }, 413, 'too_large', /256 KB/],
    ['a body of 300 KB', item({ subject: 'x'.repeat(300_000) }), 413, 'too_large', /256 KB/],
    ['half a document', { raw: '{"source":' }, 400, 'malformed', /not JSON/],
    ['two documents', { raw: '{}{}' }, 400, 'malformed', /not JSON/],
    ['NUL in a text', item({ subject: 'a\u0000b' }), 400, 'malformed', /NUL/],
    ['NUL in a name', raw('"attributes":{"\\u0000":1}'), 400, 'malformed', /NUL/],
    ['a lone surrogate', raw('"subject":"\\ud800"'), 400, 'malformed', /surrogate/],
    ['a lone surrogate in a name', raw('"attributes":{"\\udc00":1}'), 400, 'malformed', /surrogate/],
    ['5,000 levels', { raw: '['.repeat(5000) + ']'.repeat(5000) }, 400, 'malformed', /64 deep/],
    [
      '5,000 levels of attributes',
      raw(`"attributes":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`),
      400,
      'malformed',
      /64 deep/,
    ],
    ['a number beyond a double', raw('"attributes":{"n":1e400}'), 400, 'malformed', /too large/],
    ['an integer of 20 digits', raw('"attributes":{"n":12345678901234567890}'), 400, 'malformed', /exactly/],
    ['a prototype', raw('"attributes":{"__proto__":{}}'), 400, 'malformed', /__proto__/],
    ['text that is not UTF-8', { raw: Uint8Array.from([0x22, 0xff, 0xfe, 0x22]) }, 400, 'malformed', /UTF-8/],
    ['a form', as('application/x-www-form-urlencoded', 'a=b'), 415, 'unsupported_media_type', /application\/json/],
    ['plain text', as('text/plain'), 415, 'unsupported_media_type', /application\/json/],
    ['almost JSON', as('application/jsonx'), 415, 'unsupported_media_type', /application\/json/],
    [
      'a compressed body',
      { raw: '{}', headers: { 'content-encoding': 'gzip' } },
      415,
      'unsupported_media_type',
      /Content-Encoding gzip/,
    ],
    ['no content type', as(''), 415, 'unsupported_media_type', /application\/json/],
  ];
  it.each(lines)('refuses %s', async (...line) => {
    expectProblem(await api.ask('POST', '/v1/work-items', line[1]), line);
  });

  it('may have exactly 256 KB', async () => {
    const made = await api.ask('POST', '/v1/work-items', { raw: sized(256 * KB) });
    expect(made.status).toBe(201);
    await api.ask('POST', `/v1/work-items/${made.body.id}/cancel`, { body: {} });
  });

  it('may say its encoding', async () => {
    const headers = { 'content-type': 'Application/JSON; charset=utf-8' };
    const made = await api.ask('POST', '/v1/work-items', { ...item({ subject: 'Grüße, 👋' }), headers });
    expect(made).toMatchObject({ status: 201, body: { subject: 'Grüße, 👋' } });
    await api.ask('POST', `/v1/work-items/${made.body.id}/cancel`, { body: {} });
  });

  it('runs at once what should have begun in the past', async () => {
    const made = await api.create({ notBefore: '2020-01-01T00:00:00Z' });
    expect(made.body.state).toBe('offered');
    await api.ask('POST', `/v1/work-items/${made.body.id}/cancel`, { body: {} });
  });
});

describe('what is said about agents and keys', () => {
  const anna = (more: object): Sent => ({ body: { name: 'Anna', profile: 'desk', ...more } });
  const lines: [method: string, path: string, ...Line][] = [
    ['PUT', '/v1/agents/anna', 'an unknown profile', anna({ profile: 'x' }), 422, 'invalid', /profile "x"/, '/profile'],
    [
      'PUT',
      '/v1/agents/anna',
      'an unknown skill',
      anna({ skills: { x: 1 } }),
      422,
      'invalid',
      /skill "x"/,
      '/skills/x',
    ],
    [
      'PUT',
      '/v1/agents/anna',
      'a level too high',
      anna({ skills: { german: 4 } }),
      422,
      'invalid',
      /1 to 3/,
      '/skills/german',
    ],
    [
      'PUT',
      '/v1/agents/anna',
      'a level of nine',
      anna({ skills: { german: 9 } }),
      422,
      'invalid',
      /5/,
      '/skills/german',
    ],
    ['PUT', '/v1/agents/anna', 'an unknown group', anna({ groups: ['x'] }), 422, 'invalid', /group "x"/, '/groups'],
    ['PUT', '/v1/agents/anna', 'no capacity', anna({ capacity: 0 }), 422, 'invalid', /1/, '/capacity'],
    [
      'PUT',
      '/v1/agents/anna',
      'another revision',
      { ...anna({}), headers: { 'if-match': '"99"' } },
      412,
      'precondition',
      /rev/,
    ],
    [
      'PUT',
      '/v1/agents/zoe',
      'a revision of nobody',
      { ...anna({}), headers: { 'if-match': '"1"' } },
      412,
      'precondition',
      /not there/,
    ],
    ['PUT', '/v1/agents/__proto__', 'a reserved name', anna({}), 404, 'not_found', /__proto__/],
    [
      'PUT',
      '/v1/agents/anna/presence',
      'an unknown intent',
      { body: { intent: 'tea' } },
      422,
      'invalid',
      /available/,
      '/intent',
    ],
    ['PUT', '/v1/agents/nobody/presence', 'an unknown agent', { body: { intent: 'away' } }, 404, 'not_found', /nobody/],
    ['POST', '/v1/agents/anna/heartbeat', 'an unknown field', { body: { alive: true } }, 422, 'invalid', /alive/],
    ['DELETE', '/v1/agents/nobody', 'an unknown agent', {}, 404, 'not_found', /nobody/],
    [
      'POST',
      '/v1/keys',
      'no source for a channel',
      { body: { name: 'x', role: 'channel' } },
      422,
      'invalid',
      /names its source/,
      '/source',
    ],
    [
      'POST',
      '/v1/keys',
      'a source for a supervisor',
      { body: { name: 'x', role: 'supervisor', source: 'web' } },
      422,
      'invalid',
      /Only a key of role channel names its source/,
      '/source',
    ],
    [
      'POST',
      '/v1/keys',
      'an agent for ops',
      { body: { name: 'x', role: 'ops', agent: 'anna' } },
      422,
      'invalid',
      /Only a key of role agent names its agent/,
      '/agent',
    ],
    ['POST', '/v1/keys', 'an unknown role', { body: { name: 'x', role: 'boss' } }, 422, 'invalid', /admin/, '/role'],
    [
      'POST',
      '/v1/keys',
      'no agent for an agent',
      { body: { name: 'x', role: 'agent' } },
      422,
      'invalid',
      /agent/,
      '/agent',
    ],
    [
      'POST',
      '/v1/keys',
      'an unknown agent',
      { body: { name: 'x', role: 'agent', agent: 'zoe' } },
      422,
      'invalid',
      /zoe/,
      '/agent',
    ],
    ['DELETE', '/v1/keys/ke_1', 'an unknown key', {}, 404, 'not_found', /ke_1/],
    [
      'DELETE',
      '/v1/keys/ke_01920000-0000-7000-8000-000000000000',
      'a key that is not there',
      {},
      404,
      'not_found',
      /ke_0192/,
    ],
    [
      'POST',
      '/v1/keys',
      'a key that has expired already',
      { body: { name: 'x', role: 'ops', expiresAt: '2020-01-01T00:00:00Z' } },
      422,
      'invalid',
      /must be ahead/,
      '/expiresAt',
    ],
  ];
  it.each(lines)('%s %s refuses %s', async (method, path, ...line) => {
    expectProblem(await api.ask(method, path, line[1]), line);
  });
});

describe('a key', () => {
  it('must be sent, known, not revoked and not expired', async () => {
    const revoked = await api.key('admin');
    await api.ask('DELETE', `/v1/keys/${revoked.id}`);
    const expired = await api.key('admin', { expiresAt: '2100-01-01T00:00:00Z' });
    await api.engine.db.sql`update api_key set expires_at = now() where id = ${expired.id.slice(3)}::uuid`;
    const headers = [
      undefined,
      'Bearer sbk_nobody',
      `Bearer ${revoked.key}`,
      `Bearer ${expired.key}`,
      'Basic YTpi',
      'Bearer',
    ];
    for (const authorization of headers) {
      const sent = authorization === undefined ? {} : { headers: { authorization } };
      const refused = await api.ask('GET', '/v1/work-items', { key: null, ...sent });
      expectProblem(refused, ['', {}, 401, 'unauthenticated', /Authorization: Bearer/]);
      expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    }
  });
});
