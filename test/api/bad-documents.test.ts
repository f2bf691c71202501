import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readYaml } from '../../api/documents/yaml.ts';
import { BAD_DOCUMENTS } from '../support/bad-documents.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const yaml = { 'content-type': 'application/yaml', 'if-match': '*' };
const pointers = (body: Record<string, unknown>, list: string): string[] =>
  (body[list] as { pointer: string }[]).map(({ pointer }) => pointer);

/** Everything else goes on: it takes an item in, and what is in force is what was. */
async function stillAnswers(): Promise<void> {
  expect((await api.ask('GET', '/v1/configuration')).body.version).toBe(1);
  const made = await api.create();
  expect(made.status).toBe(201);
  await api.ask('POST', `/v1/work-items/${made.body.id}/cancel`, { body: {} });
}

/** What can be read is a document that somebody may keep, and go on with tomorrow. */
const readable = BAD_DOCUMENTS.flatMap(({ what, text, place }) => {
  if (place === undefined || text === '') return [];
  return [[what, JSON.stringify(readYaml(text).value), place] as const];
});

describe.each(readable)('%s as JSON', (_, document, place) => {
  const post = (path: string, more: string) =>
    api.ask('POST', `/v1/configuration/${path}`, { raw: `{"document":${document},${more}}` });
  // What PostgreSQL could not keep, and what is no name, is refused as it comes in.
  const unkept = /\\u0000|__proto__/.test(document);

  it('is kept as a draft and never published', async () => {
    const draft = await post('drafts', '"name":"plan"');
    expect(draft.status).toBe(unkept ? 400 : 201);
    if (unkept) return;
    const path = `/v1/configuration/drafts/${draft.body.id}`;
    const body = { reclassify: false, acknowledge: true };
    const { status, body: problem } = await api.ask('POST', `${path}/publish`, { body, headers: { 'if-match': '*' } });
    expect([status, pointers(problem, 'errors')]).toEqual([422, expect.arrayContaining([place])]);
    await api.ask('DELETE', path);
    await stillAnswers();
  });

  it('is not simulated, and compared as far as it goes', async () => {
    const simulated = await post('simulate', '"last":5');
    expect(simulated.status).toBe(unkept ? 400 : 422);
    const compared = await api.ask('POST', '/v1/configuration/diff', { raw: `{"from":1,"to":${document}}` });
    expect(compared.status).toBe(unkept ? 400 : 200);
    await stillAnswers();
  });
});

describe.each(BAD_DOCUMENTS.map((one) => [one.what, one] as const))('%s', (_, { text, status, place, says }) => {
  it('is not published, and said to be wrong', async () => {
    const { status: answered, body } = await api.ask('PUT', '/v1/configuration', { raw: text, headers: yaml });
    expect([answered, body.detail], JSON.stringify(body).slice(0, 500)).toEqual([status, expect.stringMatching(says)]);
    if (place !== undefined) expect(pointers(body, 'errors')).toContain(place);
    await stillAnswers();
  });

  it('is validated, with its place', async () => {
    const { status: answered, body } = await api.ask('POST', '/v1/configuration/validate', {
      raw: text,
      headers: yaml,
    });
    if (place === undefined) {
      expect([answered, body.detail]).toEqual([status, expect.stringMatching(says)]);
    } else {
      expect(answered).toBe(200);
      expect(pointers(body, 'errors')).toContain(place);
    }
    await stillAnswers();
  });
});
