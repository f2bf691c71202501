import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

const { desk } = DOCUMENT.profiles;
let api: Api;
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    workstreams: {
      ...DOCUMENT.workstreams,
      cases: {
        channel: 'case',
        queue: [{ to: 'regular' }],
        targets: { firstResponse: 'PT4H', resolution: 'P2D', raisePriority: { breached: 5 } },
      },
    },
    profiles: { desk: { ...desk, channels: { chat: {}, case: {} } } },
  });
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const verb = (name: string, id: string, body: object = {}) => api.ask('POST', `/v1/work-items/${id}/${name}`, { body });
const aCase = async (more: object = {}) =>
  (await api.create({ channel: 'case', workstream: 'cases', requirements: { agent: 'bo' }, ...more })).body;
const ahead = (ms: number): string => new Date(Date.now() + ms).toISOString();
const HOUR = 3_600_000;

describe('what has been promised of an item', () => {
  it('is shown with its instants, and in words', async () => {
    const { id, targets, createdAt, offers } = await aCase();
    expect(Date.parse(targets.firstResponse.dueAt) - Date.parse(createdAt)).toBe(4 * HOUR);
    expect(targets.resolution).toMatchObject({ stage: 'running', leftMs: null });
    await api.ask('POST', `/v1/offers/${offers[0].id}/accept`);
    await verb('pause', id, { forCustomer: true });
    const paused = (await api.ask('GET', `/v1/work-items/${id}`)).body;
    expect(paused.targets).toMatchObject({
      firstResponse: { stage: 'met' },
      resolution: { dueAt: null, warnAt: null },
    });
    expect(paused.targets.resolution.leftMs).toBeGreaterThan(47 * HOUR);
    const { body } = await api.ask('GET', `/v1/work-items/${id}/explanation`);
    expect(body.sentences).toEqual(
      expect.arrayContaining([
        'Its first response was met in time.',
        'Its resolution stands still until the customer answers, with 2 days left.',
      ]),
    );
    await verb('cancel', id);
  });

  it('is answered by one call, and by the same again', async () => {
    const { id, offers } = await aCase();
    expect((await verb('respond', id)).body.detail).toMatch(/is offered: respond needs assigned/);
    await api.ask('POST', `/v1/offers/${offers[0].id}/accept`);
    const first = await verb('respond', id);
    expect(first.body.targets.firstResponse.stage).toBe('met');
    expect((await verb('respond', id)).body.rev).toBe(first.body.rev);
    await verb('cancel', id);
  });

  it('makes what is missed more urgent, in her own list too', async () => {
    const older = await aCase();
    const due = await aCase({ dueAt: ahead(-1000) });
    expect(due.urgency).toMatchObject({ urged: 6 });
    const { body } = await api.ask('GET', '/v1/agents/bo/work');
    expect(body.offers.map((offer: { item: { id: string } }) => offer.item.id)).toEqual([due.id, older.id]);
    const { data } = (await api.ask('GET', `/v1/work-items/${due.id}/events`)).body;
    expect(data.map((event: { type: string }) => event.type)).toEqual(
      expect.arrayContaining(['item.target_warned', 'item.target_breached']),
    );
    for (const { id } of [older, due]) await verb('cancel', id);
  });

  it('is not more than ten years ahead', async () => {
    const far = '2999-01-01T00:00:00Z';
    expect(await api.create({ dueAt: far })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/dueAt' }] } });
  });
});

describe('a document', () => {
  const published = (targets: object) =>
    api.ask('POST', '/v1/configuration/validate', {
      body: { ...DOCUMENT, workstreams: { chat: { ...DOCUMENT.workstreams.chat, targets } } },
    });

  it.each<[string, object, string]>([
    [
      'a calendar that is not there',
      { firstResponse: 'PT1H', calendar: 'nights' },
      '/workstreams/chat/targets/calendar',
    ],
    ['more than a year', { resolution: 'P400D' }, '/workstreams/chat/targets/resolution'],
    ['no time at all', { firstResponse: 'PT0S' }, '/workstreams/chat/targets/firstResponse'],
    ['a warning after the end', { firstResponse: 'PT1H', warnAt: 1 }, '/workstreams/chat/targets/warnAt'],
    ['steps below none', { raisePriority: { warned: -1 } }, '/workstreams/chat/targets/raisePriority/warned'],
  ])('may not promise %s', async (_what, targets, pointer) => {
    const { body } = await published(targets);
    const findings = [...(body.findings ?? []), ...(body.errors ?? [])];
    expect(findings.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });
});
