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

const ROUNDS = {
  name: 'Rounds',
  item: { channel: 'chat', subject: 'Walk the rounds', priority: 2, dueAfter: 'PT4H' },
  rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
  start: '2027-03-01T02:30',
  timeZone: 'Europe/Copenhagen',
  exceptions: ['2027-03-25', '2027-03-26T02:30'],
  prepare: 'PT1H',
};
const path = '/v1/recurrences';
const create = (change: object = {}, headers: Record<string, string> = {}) =>
  api.ask('POST', path, { body: { ...ROUNDS, ...change }, headers });

describe('recurrences over the API', () => {
  it('are made, read, listed, replaced and deleted', async () => {
    const made = await create();
    expect(made.status).toBe(201);
    const { id } = made.body;
    expect(made.headers.get('location')).toBe(`${path}/${id}`);
    expect(made.body).toMatchObject({ rev: 1, scheduleId: id, prepare: 'PT3600S', next: '2027-03-01T01:30:00.000Z' });
    expect(made.body.item).toMatchObject({ channel: 'chat', queue: null, dueAfter: 'PT14400S', priority: 2 });
    const read = await api.ask('GET', `${path}/${id}`);
    expect(read.body).toEqual(made.body);
    expect(read.headers.get('etag')).toBe('"1"');
    expect((await api.ask('GET', `${path}?limit=200`)).body.data).toContainEqual(made.body);
    const { rev: _, id: __, next: ___, createdAt: ____, changedAt: _____, scheduleId: ______, ...same } = read.body;
    const again = await api.ask('PUT', `${path}/${id}`, {
      body: { ...same, name: 'Walk' },
      headers: { 'if-match': '"1"' },
    });
    expect(again).toMatchObject({ status: 200, body: { rev: 2, name: 'Walk', item: made.body.item } });
    expect((await api.ask('DELETE', `${path}/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) expect((await api.ask(method, `${path}/${id}`)).status).toBe(404);
  });

  it('say when they occur next, by the clock of their zone', async () => {
    const { id } = (await create()).body;
    const { body } = await api.ask('GET', `${path}/${id}/occurrences?after=2027-03-24T00:00:00Z&limit=3`);
    expect(body.data).toEqual([
      { at: '2027-03-24T01:30:00.000Z', local: '2027-03-24T02:30:00' },
      { at: '2027-03-29T00:30:00.000Z', local: '2027-03-29T02:30:00' },
      { at: '2027-03-30T00:30:00.000Z', local: '2027-03-30T02:30:00' },
    ]);
    expect((await api.ask('GET', `${path}/${id}/occurrences`)).body.data).toHaveLength(10);
  });

  it('are paused and resumed, each twice as once', async () => {
    const { id } = (await create()).body;
    for (const [verb, paused, rev] of [
      ['pause', true, 2],
      ['pause', true, 2],
      ['resume', false, 3],
      ['resume', false, 3],
    ]) {
      const { body } = await api.ask('POST', `${path}/${id}/${verb}`, { body: {} });
      expect(body, String(verb)).toMatchObject({ paused, rev });
    }
  });

  it('are made once for one Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'rounds-1' };
    const [first, second] = [await create({}, key), await create({}, key)];
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect((await create({ name: 'Other' }, key)).status).toBe(422);
  });

  it('are not replaced by whoever saw an older one', async () => {
    const { id } = (await create()).body;
    await api.ask('POST', `${path}/${id}/pause`, { body: {} });
    const stale = await api.ask('PUT', `${path}/${id}`, { body: ROUNDS, headers: { 'if-match': '"1"' } });
    expect(stale).toMatchObject({ status: 412, body: { current: { rev: 2 } } });
  });

  it.each<[string, object, string[]]>([
    ['a rule that never fires', { rule: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' }, ['/rule']],
    ['a rule that fires every second', { rule: 'FREQ=SECONDLY' }, ['/rule']],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, ['/timeZone']],
    ['an end before the start', { until: '2027-02-01' }, ['/until']],
    ['nothing but the past', { start: '2020-01-01T09:00', until: '2020-02-01' }, ['/until']],
    ['a day that is not there', { exceptions: ['2027-02-30'] }, ['/exceptions/0']],
    ['a queue that is not there', { item: { channel: 'chat', queue: 'nowhere' } }, ['/item/queue']],
    ['no channel', { item: {} }, ['/item/channel']],
    ['two mistakes at once', { rule: 'FREQ=SECONDLY', start: 'soon' }, ['/start', '/rule']],
    ['half a second', { prepare: 'PT0.5S' }, ['/prepare']],
    ['too long a preparation', { prepare: 'P31D' }, ['/prepare']],
    ['an unknown field', { item: { channel: 'chat', notBefore: '2027-01-01T00:00:00Z' } }, ['/item']],
  ])('refuse %s with its place', async (_, change, pointers) => {
    const { status, body } = await create(change);
    expect(status).toBe(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  it('keep their source for themselves', async () => {
    const refused = await api.create({ source: 'recurrence/rc_1' });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/source' }] } });
  });

  it('are paged', async () => {
    const { body } = await api.ask('GET', `${path}?limit=1`);
    const next = await api.ask('GET', `${path}?limit=1&cursor=${body.nextCursor}`);
    expect(next.body.data[0].id > body.data[0].id).toBe(true);
  });
});
