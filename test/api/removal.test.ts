import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, openApi } from './harness.ts';

const desk = {
  name: 'Desk',
  capacity: 4,
  channels: { chat: {}, email: {} },
  queues: [{ queue: 'regular' }, { queue: 'stocks' }],
};
const WHOLE = {
  organisation: { name: 'Test' },
  skills: { german: { name: 'German' }, french: { name: 'French', levels: ['some', 'good'] } },
  groups: { night: { name: 'Night' }, day: { name: 'Day' } },
  queues: { regular: { name: 'Regular' }, stocks: { name: 'Stocks' } },
  workstreams: {
    chat: { channel: 'chat', queue: [{ to: 'regular' }] },
    mail: { channel: 'email', queue: [{ to: 'regular' }] },
  },
  profiles: { desk, spare: desk },
};
const { stocks: _stocks, ...otherQueues } = WHOLE.queues;
const { mail: _mail, ...otherWorkstreams } = WHOLE.workstreams;
const { german: _german, ...otherSkills } = WHOLE.skills;
const { night: _night, ...otherGroups } = WHOLE.groups;

let api: Api;
beforeAll(async () => {
  api = await openApi(WHOLE);
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const publish = (change: object) =>
  api.ask('PUT', '/v1/configuration', { body: { ...WHOLE, ...change }, headers: { 'if-match': '*' } });
const item = async (more: object) => (await api.create({ workstream: 'chat', ...more })).body.id as string;
const agent = (change: object) =>
  api.ask('PUT', '/v1/agents/anna', { body: { name: 'Anna', profile: 'desk', connectivity: 'assumed', ...change } });
const cancel = (id: string) => api.ask('POST', `/v1/work-items/${id}/cancel`, { body: {} });

it.each([
  {
    what: 'a queue with items',
    used: () => item({ queue: 'stocks' }),
    without: {
      queues: otherQueues,
      profiles: { desk: { ...desk, queues: [{ queue: 'regular' }] }, spare: { ...desk, queues: [] } },
    },
    says: /^Queue stocks still has 1 open item \(first wi_.*\): transfer the items before removing it\.$/,
    next: (id: string) => api.ask('POST', `/v1/work-items/${id}/transfer`, { body: { queue: 'regular' } }),
  },
  {
    what: 'a workstream with items',
    used: () => item({ channel: 'email', workstream: 'mail' }),
    without: { workstreams: otherWorkstreams },
    says: /^Workstream mail still has 1 open item .*: complete or cancel the items before removing it\.$/,
    next: cancel,
  },
  {
    what: 'a channel with items',
    used: () => item({ channel: 'email', workstream: 'mail' }),
    without: {
      workstreams: { ...WHOLE.workstreams, mail: { channel: 'chat', queue: [{ to: 'regular' }] } },
      profiles: { desk: { ...desk, channels: { chat: {} } }, spare: { ...desk, channels: { chat: {} } } },
    },
    says: /^Channel email still has 1 open item .*: complete or cancel the items before removing it\.$/,
    next: cancel,
  },
  {
    what: 'a skill that items ask for',
    used: () => item({ requirements: { german: 2 } }),
    without: { skills: otherSkills },
    says: /^Skill german still has 1 open item .*: change what the items ask for before removing it\.$/,
    next: (id: string) => api.ask('PATCH', `/v1/work-items/${id}`, { body: { requirements: {} } }),
  },
  {
    what: 'a skill that agents have',
    used: () => agent({ skills: { german: 3 } }),
    without: { skills: otherSkills },
    says: /^Skill german still has 1 agent \(first anna\): change the skills of the agents before removing it\.$/,
    next: () => agent({}),
  },
  {
    what: 'a level that agents have',
    used: () => agent({ skills: { french: 2 } }),
    without: { skills: { ...WHOLE.skills, french: { name: 'French', levels: ['some'] } } },
    says: /^Level 2 of skill french still has 1 agent /,
    next: () => agent({}),
  },
  {
    what: 'a group that agents are in',
    used: () => agent({ groups: ['night'] }),
    without: { groups: otherGroups },
    says: /^Group night still has 1 agent .*: take the agents out of it before removing it\.$/,
    next: () => agent({}),
  },
  {
    what: 'a profile with agents',
    used: () => agent({ profile: 'spare' }),
    without: { profiles: { desk } },
    says: /^Profile spare still has 1 agent .*: give the agents another before removing it\.$/,
    next: () => agent({}),
  },
])('$what is not removed before the next step is taken', async ({ used, without, says, next }) => {
  const made = await used();
  const refused = await publish(without);
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ detail: expect.stringMatching(says) }] } });
  expect(refused.body.errors).toHaveLength(1);
  expect((await next(String(made))).status).toBeLessThan(300);
  expect((await publish(without)).status).toBe(200);
  expect((await publish({})).status).toBe(200);
});

it('an agent with work in hand is deleted, and her work goes to others with its age', async () => {
  await agent({});
  const available = { body: { intent: 'available' } };
  await api.ask('PUT', '/v1/agents/anna/presence', available);
  const [held, offered] = [await api.create({ workstream: 'chat' }), await api.create({ workstream: 'chat' })];
  const { offers } = held.body;
  expect((await api.ask('POST', `/v1/offers/${offers[0].id}/accept`, { body: {} })).status).toBe(200);
  expect((await api.ask('DELETE', '/v1/agents/anna')).status).toBe(204);
  for (const { id, enqueuedAt } of [held.body, offered.body]) {
    const { body } = await api.ask('GET', `/v1/work-items/${id}`);
    expect(body).toMatchObject({ state: 'waiting', agentId: null, enqueuedAt, offers: [] });
  }
  const { body } = await api.ask('GET', `/v1/work-items/${held.body.id}/events`);
  const released = body.data.find(({ type }: { type: string }) => type === 'item.released');
  expect(released).toMatchObject({ agent: 'anna', details: { reason: 'agent_removed' } });
});

it.each([
  ['a weak tag', (version: number) => `W/"${version}"`, /a weak tag matches nothing/],
  ['several tags', (version: number) => `"${version}", "1"`, /it takes one/],
  ['rubbish', () => 'newest', /it takes one/],
])('%s is no version that was seen', async (_what, tag, says) => {
  const { version } = (await api.ask('GET', '/v1/configuration')).body;
  const send = (ifMatch: string) =>
    api.ask('PUT', '/v1/configuration', { body: WHOLE, headers: { 'if-match': ifMatch } });
  expect(await send(tag(version))).toMatchObject({ status: 412, body: { detail: expect.stringMatching(says) } });
  expect((await send(`"${version}"`)).status).toBe(200);
});
