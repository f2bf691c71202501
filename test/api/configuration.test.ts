import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
/** Version 1 is the test organisation, version 2 lets its agents have more. */
const WIDER = { ...DOCUMENT, profiles: { desk: { ...DOCUMENT.profiles.desk, capacity: 6 } } };
beforeAll(async () => {
  api = await openApi();
  expect((await put(WIDER, '1', '?reason=more+room')).status).toBe(200);
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const put = (document: object, ifMatch = '*', query = '') =>
  api.ask('PUT', `/v1/configuration${query}`, { body: document, headers: { 'if-match': ifMatch } });
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  api.ask('POST', `/v1/configuration/${path}`, { body, headers });
const inForce = async () => (await api.ask('GET', '/v1/configuration')).body;

describe('versions', () => {
  it('are listed newest first, page by page, with who and why', async () => {
    const first = (await api.ask('GET', '/v1/configuration/versions?limit=1')).body;
    expect(first.data).toEqual([
      { version: 2, publishedAt: expect.any(String), author: 'ke_environment', reason: 'more room' },
    ]);
    const { body } = await api.ask('GET', `/v1/configuration/versions?limit=1&cursor=${first.nextCursor}`);
    expect(body).toMatchObject({ data: [{ version: 1, reason: null }], nextCursor: null });
  });

  it('refuse a cursor that did not come from there', async () => {
    const refused = await api.ask('GET', '/v1/configuration/versions?cursor=rubbish');
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/cursor' }] } });
  });

  it('can each be read unchanged', async () => {
    const { body, headers } = await api.ask('GET', '/v1/configuration/versions/1');
    expect(JSON.stringify(body.document)).toBe(JSON.stringify(DOCUMENT));
    expect(headers.get('etag')).toBe('"1"');
  });

  it.each(['99', '0', 'one', '1e1'])('do not include %s', async (version) => {
    const { status, body } = await api.ask('GET', `/v1/configuration/versions/${version}`);
    expect([status, body.detail]).toEqual([404, `There is no version "${version}".`]);
  });
});

describe('validate', () => {
  it('finds nothing in what is fine, and publishes nothing', async () => {
    const before = await api.tail.end();
    expect(await post('validate', WIDER)).toMatchObject({ status: 200, body: { errors: [], warnings: [] } });
    expect(await api.tail.end()).toBe(before);
  });

  it('names each problem with its code, place and severity', async () => {
    const { body } = await post('validate', {
      ...WIDER,
      workstreams: { chat: { channel: 'chat', queue: [{ to: 'x' }] } },
    });
    expect(body.errors).toEqual([
      {
        code: 'dangling_reference',
        severity: 'error',
        pointer: '/workstreams/chat/queue/0/to',
        detail: 'There is no queue x: declare it or name another.',
      },
    ]);
  });

  it('takes YAML', async () => {
    const answer = await api.ask('POST', '/v1/configuration/validate', {
      raw: 'organisation: { name: X }\nqueues: {}\nworkstreams: {}\nprofiles: {}\n',
      headers: { 'content-type': 'application/yaml' },
    });
    expect(answer).toMatchObject({ status: 200, body: { warnings: [] } });
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual(['/profiles/desk']);
  });

  it('says what open items and agents would lose', async () => {
    const { id } = (await api.create({ requirements: { agent: 'bo' } })).body;
    const rest = { ...WIDER, queues: { other: { name: 'Other' } } };
    const { body } = await post('validate', {
      ...rest,
      workstreams: { chat: { channel: 'chat', queue: [{ to: 'other' }] } },
      profiles: { desk: { ...WIDER.profiles.desk, queues: [{ queue: 'other' }] } },
    });
    expect(body.errors).toEqual([
      {
        code: 'orphaned',
        severity: 'error',
        pointer: '/queues/regular',
        detail: `Queue regular still has 1 open item (first ${id}): transfer the items before removing it.`,
      },
    ]);
    await api.ask('POST', `/v1/work-items/${id}/cancel`, { body: {} });
  });

  it('looks at the agents that there are, not only at those of the document', async () => {
    const asking = {
      ...WIDER,
      skills: { german: { name: 'German' } },
      workstreams: { chat: { ...WIDER.workstreams.chat, require: { german: 3 } } },
    };
    const codes = async () => (await post('validate', asking)).body.warnings.map((one: { code: string }) => one.code);
    expect(await codes()).toEqual(['unmet_requirement']);
    expect((await put({ ...WIDER, skills: asking.skills })).status).toBe(200);
    const anna = { name: 'Anna', profile: 'desk', connectivity: 'assumed' };
    await api.ask('PUT', '/v1/agents/anna', { body: { ...anna, skills: { german: 3 } } });
    expect(await codes()).toEqual([]);
    await api.ask('PUT', '/v1/agents/anna', { body: anna });
  });

  it.each([
    ['application/json', '{', 400],
    ['application/yaml', 'a: [', 400],
    ['application/yaml', 'a: &a [x]\nb: *a\n', 400],
    ['text/plain', 'x', 415],
    ['application/json', `{"x":"${'x'.repeat(2 * 1024 * 1024)}"}`, 413],
    ['application/json', `${'['.repeat(100)}${']'.repeat(100)}`, 400],
    ['application/json', '{"__proto__": {}}', 400],
    ['application/json', '{"queues": {}, "queues": {}}', 400],
  ])('refuses %s %.20s', async (type, raw, status) => {
    expect(
      (await api.ask('POST', '/v1/configuration/validate', { raw, headers: { 'content-type': type } })).status,
    ).toBe(status);
  });
});

describe('diff', () => {
  it('says in words what one version has that another has not', async () => {
    const { body } = await post('diff', { from: 1, to: 2 });
    expect(body).toEqual({
      from: 1,
      to: 2,
      changes: [
        {
          pointer: '/profiles/desk/capacity',
          kind: 'changed',
          before: 4,
          after: 6,
          sentence: 'Agents of profile desk have 6 units, 4 before.',
        },
      ],
    });
  });

  it('compares with a document that is nowhere yet', async () => {
    const { body } = await post('diff', { from: 2, to: DOCUMENT });
    expect(body).toMatchObject({ to: null, changes: [{ before: 6, after: 4 }] });
  });

  it.each([
    [{ from: 1, to: 99 }, '/to'],
    [{ from: 99, to: 1 }, '/from'],
    [{ from: 0, to: 1 }, '/from'],
    [{ from: 1 }, '/to'],
  ])('refuses %j with the place', async (body, pointer) => {
    expect(await post('diff', body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});

describe('a roll-back', () => {
  it('publishes an older version anew, and leaves people as they are', async () => {
    const { version } = await inForce();
    await api.ask('PUT', '/v1/agents/bo', {
      body: { name: 'Bo the Second', profile: 'desk', connectivity: 'assumed' },
    });
    const done = await post('rollback', { version: 1, reason: 'too much' }, { 'if-match': `"${version}"` });
    expect(done).toMatchObject({ status: 200, body: { version: version + 1 } });
    expect(done.headers.get('etag')).toBe(`"${version + 1}"`);
    expect(await inForce()).toMatchObject({ version: version + 1, reason: 'too much', document: DOCUMENT });
    expect((await api.ask('GET', '/v1/agents/bo')).body.name).toBe('Bo the Second');
    const [event] = await api.engine.db
      .sql`select details from event where type = 'configuration.published' order by seq desc limit 1`;
    expect(event!['details']).toMatchObject({ version: version + 1, restores: 1, reason: 'too much' });
  });

  it('to a version that there is not is refused', async () => {
    const refused = await post('rollback', { version: 99 }, { 'if-match': '*' });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/version' }] } });
  });

  it('needs to know what is in force', async () => {
    expect((await post('rollback', { version: 1 })).status).toBe(428);
    expect((await post('rollback', { version: 1 }, { 'if-match': '"1"' })).status).toBe(412);
  });

  it('is answered again to the same key', async () => {
    const headers = { 'if-match': '*', 'idempotency-key': 'back' };
    const [first, second] = [
      await post('rollback', { version: 2 }, headers),
      await post('rollback', { version: 2 }, headers),
    ];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });
});

it('tells whoever publishes over another version what that one changed, and who published it', async () => {
  const { version } = await inForce();
  const changed = { ...WIDER, profiles: { desk: { ...WIDER.profiles.desk, capacity: 9 } } };
  const both = await Promise.all([put(changed, String(version)), put(changed, String(version))]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  const late = both.find(({ status }) => status === 412)!;
  expect(late.body).toMatchObject({
    detail: `The published version is ${version + 1}, not ${version}: read it and publish again.`,
    current: {
      version: version + 1,
      author: 'ke_environment',
      changeCount: 1,
      changes: ['Agents of profile desk have 9 units, 6 before.'],
    },
  });
});
