import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startApi } from './harness.ts';

let api: Api;
const RULES = `
organisation: { name: Harbour Bank }
skills: { german: { name: German, levels: [basic, good, fluent] } }
queues: { regular: { name: Regular }, vip: { name: Important } }
workstreams:
  chat:
    channel: chat
    classify:
      language: [{ when: 'item.attributes.language == "de"', then: { require: { german: good } } }]
      worth: [{ when: 'customer.tier == "gold"', then: { priority: 10, set: { segment: vip } } }]
    queue:
      - { when: 'item.attributes.segment == "vip"', to: vip }
      - { when: 'item.attributes.topic != "none"', to: regular }
profiles:
  desk: { name: Desk, capacity: 10, channels: { chat: {} }, queues: [{ queue: regular }, { queue: vip }] }
agents:
  anna: { name: Anna, profile: desk, skills: { german: 2 }, connectivity: assumed }
  bo: { name: Bo, profile: desk, connectivity: assumed }
`;
const GOLD = { source: 'web', channel: 'chat', customer: { tier: 'gold' }, attributes: { language: 'de', topic: 'x' } };

const publish = (raw: string, query = '') =>
  api.ask('PUT', `/v1/configuration${query}`, {
    raw,
    headers: { 'content-type': 'application/yaml', 'if-match': '*' },
  });

beforeAll(async () => {
  api = await startApi();
  const published = await publish(RULES, '?reason=rules');
  expect(published.status, JSON.stringify(published.body)).toBe(200);
  for (const agent of ['anna', 'bo'])
    await api.ask('PUT', `/v1/agents/${agent}/presence`, { body: { intent: 'available' } });
});
afterAll(() => api.close());

describe('an item', () => {
  it('is taken in by the rules, and its explanation says how', async () => {
    const { body, status } = await api.ask('POST', '/v1/work-items', { body: GOLD });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      queue: 'vip',
      priority: 10,
      requirements: { german: { level: 2, relaxable: false } },
      attributes: { language: 'de', topic: 'x', segment: 'vip' },
      customer: { tier: 'gold' },
    });
    expect(body.offers[0].agentId).toBe('anna');
    const { body: why } = await api.ask('GET', `/v1/work-items/${body.id}/explanation`);
    expect(why.classification).toMatchObject({ queue: 'vip', because: 'rule' });
    expect(why.classification.rulesets[1].rules[0].conditions).toEqual([
      { condition: 'customer.tier == "gold"', holds: true, because: null, saw: { 'customer.tier': 'gold' } },
    ]);
    expect(why.sentences.slice(why.sentences.indexOf('Ruleset worth, rule 1 holds and acts.'))).toEqual([
      'Ruleset worth, rule 1 holds and acts.',
      'customer.tier == "gold": true, customer.tier is "gold".',
      'Queue rule 1 holds and acts.',
      'item.attributes.segment == "vip": true, item.attributes.segment is "vip".',
      'Queue rule 2 is not reached.',
      'Queue vip, because a queue rule leads there.',
    ]);
  });

  it('waits for attention when no rule leads to a queue, until its data is put right', async () => {
    const { body } = await api.ask('POST', '/v1/work-items', {
      body: { ...GOLD, customer: {}, attributes: { topic: 'none' } },
    });
    expect(body).toMatchObject({ state: 'needs_attention', queue: null });
    const { body: why } = await api.ask('GET', `/v1/work-items/${body.id}/explanation`);
    expect(why).toMatchObject({
      sentence: expect.stringMatching(/^Needs attention for \d+ s: no rule leads to a queue\./),
      classification: { because: 'none' },
    });
    const patched = await api.ask('PATCH', `/v1/work-items/${body.id}`, { body: { attributes: { topic: 'x' } } });
    expect(patched.body).toMatchObject({ state: 'offered', queue: 'regular' });
  });
});

describe('POST /v1/explain', () => {
  it('says what would happen, and hands nothing in', async () => {
    const before = (await api.ask('GET', '/v1/work-items')).body.data.length;
    const { status, body } = await api.ask('POST', '/v1/explain', { body: { ...GOLD, attributes: { topic: 'x' } } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      queue: 'vip',
      priority: 10,
      cost: 1,
      order: { position: 1, ahead: 0 },
      considered: 2,
    });
    expect(body.agents.map((one: { agent: string }) => one.agent).sort()).toEqual(['anna', 'bo']);
    expect(body.sentence).toMatch(
      /^It would enter queue vip, where (anna|bo) comes first of the 2 who could take it now\.$/,
    );
    expect(body.sentences.slice(0, 3)).toEqual([
      body.sentence,
      'Workstream chat takes it in with priority 10; it takes 1 unit and asks nothing of an agent.',
      'It is next in queue vip.',
    ]);
    expect(body.sentences[3]).toMatch(/^1\. (anna|bo): idle for /);
    expect((await api.ask('GET', '/v1/work-items')).body.data.length).toBe(before);
  });

  it('names whoever could not take it, by reason', async () => {
    const { body } = await api.ask('POST', '/v1/explain', { body: { ...GOLD, requirements: { german: 3 } } });
    expect(body.ruledOut).toMatchObject([{ reason: 'skill', skill: 'german', needs: 3, count: 2 }]);
    expect(body.sentence).toMatch(/^It would enter queue vip and wait: of 2 agents, 2 without german/);
  });

  it('says so where one alone could take it', async () => {
    const { body } = await api.ask('POST', '/v1/explain', { body: { ...GOLD, requirements: { german: 2 } } });
    expect(body.sentence).toBe('It would enter queue vip; only anna could take it now.');
  });

  it('refuses what would be refused', async () => {
    const { status, body } = await api.ask('POST', '/v1/explain', { body: { ...GOLD, channel: 'fax' } });
    expect([status, body.errors[0].pointer]).toEqual([422, '/channel']);
  });
});

describe('a publish', () => {
  it('that asks for it classifies again what waits', async () => {
    const { body } = await api.ask('POST', '/v1/work-items', { body: { ...GOLD, requirements: { german: 3 } } });
    expect(body).toMatchObject({ state: 'waiting', queue: 'vip' });
    const changed = RULES.replace(', to: vip }', ', to: regular }');
    expect((await publish(changed, '?reclassify=true')).status).toBe(200);
    await expect
      .poll(async () => (await api.ask('GET', `/v1/work-items/${body.id}`)).body, { timeout: 10_000 })
      .toMatchObject({ queue: 'regular', state: 'waiting', configurationVersion: 2 });
  });

  it('is refused with the place of a rule that does not make sense', async () => {
    const { status, body } = await publish(RULES.replace('customer.tier == "gold"', 'customer.tier =='));
    expect([status, body.errors[0].pointer]).toEqual([422, '/workstreams/chat/classify/worth/0/when']);
    expect(body.errors[0].detail).toMatch(/character 17/);
  });
});
