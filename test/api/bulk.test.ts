import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, openApi } from './harness.ts';

let api: Api;
let lead: string;
beforeAll(async () => {
  api = await openApi();
  for (const agent of ['anna', 'bo'])
    await api.ask('PUT', `/v1/agents/${agent}/presence`, { body: { intent: 'offline' } });
  lead = (await api.key('supervisor')).key;
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const CANCEL = { action: 'cancel', filter: { queue: 'regular' }, reason: 'A test of the line' };
const post = (path: string, body: object = {}, key = lead) =>
  api.ask('POST', `/v1/bulk-operations${path}`, { body, key });
/** What its workflow would ask. */
const step = (bulk: string, position: number) =>
  api.engine.do({ verb: 'bulk_step', bulk, position }, { actor: { kind: 'temporal', identity: 'bulk' } });

async function waiting(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) ids.push((await api.create()).body.id);
  return ids;
}

describe('a bulk cancel', () => {
  it('says first how many it would end, and begins when that is confirmed', async () => {
    const ids = await waiting(3);
    const asked = await post('', CANCEL);
    expect(asked).toMatchObject({ status: 200, body: { matched: 3, sample: ids } });
    expect((await api.ask('GET', `/v1/work-items/${ids[0]}`)).body.state).toBe('waiting');
    const begun = await post('', { ...CANCEL, confirm: asked.body.confirm });
    expect(begun).toMatchObject({
      status: 202,
      body: { state: 'running', counts: { matched: 3, done: 0 }, reason: 'A test of the line' },
    });
    const { id } = begun.body;
    expect(begun.headers.get('location')).toBe(`/v1/bulk-operations/${id}`);
    await api.ask('POST', `/v1/work-items/${ids[1]}/cancel`, { body: {} });
    await step(id, 0);
    const ended = await api.ask('GET', `/v1/bulk-operations/${id}`, { key: lead });
    expect(ended.body).toMatchObject({
      state: 'done',
      counts: { matched: 3, done: 2, skipped: 1, failed: 0 },
      skippedReasons: [{ reason: 'settled', count: 1 }],
    });
    const { data } = (await api.ask('GET', `/v1/work-items/${ids[0]}/events`)).body;
    expect(data.at(-1)).toMatchObject({ type: 'item.cancelled', cause: `bulk/${id}` });
    expect((await post(`/${id}/pause`)).status).toBe(409);
  });

  it('does not take the confirmation of something else, of somebody else, or of fewer items', async () => {
    const ids = await waiting(1);
    const { confirm } = (await post('', CANCEL)).body;
    const wrong = { status: 422, body: { errors: [{ pointer: '/confirm' }] } };
    expect(await post('', { ...CANCEL, reason: 'Another', confirm })).toMatchObject(wrong);
    expect(await post('', { ...CANCEL, confirm: 'rubbish' })).toMatchObject(wrong);
    expect(await api.ask('POST', '/v1/bulk-operations', { body: { ...CANCEL, confirm } })).toMatchObject(wrong);
    const late = `${Date.now() - 1}.${confirm.split('.').slice(1).join('.')}`;
    expect(await post('', { ...CANCEL, confirm: late })).toMatchObject(wrong);
    ids.push(...(await waiting(1)));
    expect(await post('', { ...CANCEL, confirm })).toMatchObject({ status: 409, body: { current: { matched: 2 } } });
    for (const id of ids) await api.ask('POST', `/v1/work-items/${id}/cancel`, { body: {} });
  });

  it('begins once, however often it is sent with one key', async () => {
    await waiting(1);
    const { confirm } = (await post('', CANCEL)).body;
    const send = () =>
      api.ask('POST', '/v1/bulk-operations', {
        body: { ...CANCEL, confirm },
        key: lead,
        headers: { 'idempotency-key': 'once' },
      });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status, second.body.id]).toEqual([202, 202, first.body.id]);
    await step(first.body.id, 0);
  });
});

describe('any other bulk operation', () => {
  it('begins at once, is listed, paused, resumed and left', async () => {
    const [item] = await waiting(1);
    const raise = { action: 'set_priority', filter: { state: 'waiting' }, parameters: { priority: 5 } };
    const { status, body } = await post('', raise);
    expect(status).toBe(202);
    expect((await post(`/${body.id}/pause`)).body.state).toBe('paused');
    await step(body.id, 0);
    expect((await api.ask('GET', `/v1/work-items/${item}`)).body.priority).toBe(0);
    expect((await post(`/${body.id}/resume`)).body.state).toBe('running');
    expect((await post(`/${body.id}/cancel`)).body).toMatchObject({ state: 'cancelled', counts: { done: 0 } });
    const page = await api.ask('GET', '/v1/bulk-operations?limit=1', { key: lead });
    expect(page.body.data[0].id).toBe(body.id);
    const next = await api.ask('GET', `/v1/bulk-operations?limit=1&cursor=${page.body.nextCursor}`, { key: lead });
    expect(next.body.data[0].id).not.toBe(body.id);
    await api.ask('POST', `/v1/work-items/${item}/cancel`, { body: {} });
  });

  it.each<[string, object, string]>([
    ['an unknown action', { action: 'forget', filter: { queue: 'regular' } }, '/action'],
    ['a settled state', { action: 'release', filter: { state: 'closed' } }, '/filter/state'],
    ['an unknown field', { action: 'release', filter: { colour: 'red' } }, '/filter'],
    ['no filter', { action: 'release', filter: {} }, '/filter'],
    ['an unknown queue', { action: 'release', filter: { queue: 'gone' } }, '/filter/queue'],
    ['no queue to transfer to', { action: 'transfer', filter: { queue: 'regular' } }, '/parameters/queue'],
    [
      'an instant without a zone',
      { action: 'release', filter: { createdBefore: '2026-01-01T00:00:00' } },
      '/filter/createdBefore',
    ],
  ])('is refused with %s', async (_what, body, pointer) => {
    expect(await post('', body)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });

  it('is not there under any other id', async () => {
    for (const id of ['bk_01920000-0000-7000-8000-000000000000', 'x'])
      expect((await api.ask('GET', `/v1/bulk-operations/${id}`, { key: lead })).status).toBe(404);
  });
});
