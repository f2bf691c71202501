import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
