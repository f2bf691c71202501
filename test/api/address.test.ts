import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

describe('an address', () => {
  it.each([
    ['GET', '/v1/work-items/nonsense', 404, 'not_found', /nonsense/],
    ['GET', '/v1/work-items/wi_01920000-0000-7000-8000-000000000000', 404, 'not_found', /wi_0192/],
    ['GET', '/v1/work-items?limit=1000', 422, 'invalid', /200/],
    ['GET', '/v1/work-items?state=happy', 422, 'invalid', /scheduled, waiting/],
    ['GET', '/v1/work-items?createdAfter=yesterday', 422, 'invalid', /zone/],
    ['GET', '/v1/work-items?colour=red', 422, 'invalid', /colour/],
    ['GET', '/v1/work-items?cursor=rubbish', 422, 'invalid', /cursor/],
    ['GET', '/v1/work-items?source=%00', 400, 'malformed', /NUL/],
    ['GET', '/v1/work-items?source=%ff', 400, 'malformed', /percent/],
    ['GET', '/v1/work-items?source=%ed%a0%80', 400, 'malformed', /percent/],
    ['GET', '/v1/work-items?limit=1&limit=2', 422, 'invalid', /Give limit once/],
    ['GET', '/v1/keys?colour=red', 422, 'invalid', /colour/],
    ['GET', '/v1/configuration?version=1', 422, 'invalid', /version/],
    ['POST', '/v1/work-items?dryRun=true', 422, 'invalid', /dryRun/],
    ['GET', '/v1/work-items/', 404, 'not_found', /work-items\//],
    ['GET', '/v1/offers/of_1', 404, 'not_found', /of_1/],
    ['POST', '/v1/offers/of_01920000-0000-7000-8000-000000000000/accept', 404, 'not_found', /of_0192/],
    ['GET', '/v1/queues/nowhere', 404, 'not_found', /nowhere/],
    ['GET', '/v1/queues/constructor', 404, 'not_found', /constructor/],
    ['GET', '/v1/nothing', 404, 'not_found', /nothing/],
    ['GET', '/v1/work-items/%ff', 400, 'malformed', /percent/],
    ['GET', '/v1/agents/a%00b', 400, 'malformed', /NUL/],
    ['PUT', '/v1/work-items', 405, 'method_not_allowed', /POST, GET/],
  ])('answers %s %s with %i %s', async (method, path, status, code, sentence) => {
    const refused = await api.ask(method, path);
    expect(refused).toMatchObject({ status, body: { status, code, type: `urn:signalbox:error:${code}` } });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.body.detail).toMatch(sentence);
  });
});
