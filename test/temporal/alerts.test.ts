import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../engine/harness.ts';
import { AlertReceiverStub } from '../support/alert-receiver.ts';
import { CLOCKS, endOf, keepHistory, publishClocks, type Route, startRoute } from './route.ts';

const receiver = new AlertReceiverStub();
let route: Route;

beforeAll(async () => {
  await receiver.listen();
  route = await startRoute({ alerts: receiver });
  await publishClocks(route.engine);
});
afterAll(async () => {
  await route?.close();
  receiver.close();
});

/** Nobody is there: after two seconds its ladder is at its end, and supervisors are told. */
const alerted = async (): Promise<string> => (await route.engine.create({ workstream: 'steep' })).item.id;
const heardOf = (item: string) => receiver.heard.filter(({ body }) => body.subject === item);

it('an alert is posted once, signed, as the event that is in the log', async () => {
  const item = await alerted();
  await until('it is heard', async () => heardOf(item).length > 0);
  const [row] = await route.engine.db.sql`
    select seq::int as seq, details from event where type = 'item.alerted' and item_id = ${item.slice(3)}::uuid`;
  const [{ id, body, signed, contentType }] = heardOf(item) as [(typeof receiver.heard)[number]];
  expect({ signed, contentType }).toEqual({ signed: true, contentType: 'application/cloudevents+json' });
  expect(body).toMatchObject({
    specversion: '1.0',
    id,
    type: 'signalbox.item.alerted',
    subject: item,
    data: { id, seq: row!.seq, item, queue: 'steep', workstream: 'steep', details: row!.details },
  });
  expect(await endOf(route, `alert-${id}`)).toBe('COMPLETED');
  await keepHistory(route, `alert-${id}`, 'alert');
  // It was handed on, and the next holder is not told of it again.
  await until('that is noted', async () => {
    const [lease] = await route.engine.db.sql`select delivered_seq::int as seq from engine_lease`;
    return lease!.seq >= row!.seq;
  });
  expect(heardOf(item)).toHaveLength(1);
}, 30_000);

it('a receiver that is down is asked again, under the same id', async () => {
  receiver.answers.push(503);
  const item = await alerted();
  await until('it is heard twice', async () => heardOf(item).length === 2);
  const [first, second] = heardOf(item);
  expect(second!.id).toBe(first!.id);
  expect(await endOf(route, `alert-${first!.id}`)).toBe('COMPLETED');
}, 30_000);

it('a receiver that says that it is gone is not asked again, and the workflow says so', async () => {
  receiver.answers.push(410);
  const item = await alerted();
  await until('it is heard', async () => heardOf(item).length > 0);
  expect(await endOf(route, `alert-${heardOf(item)[0]!.id}`)).toBe('FAILED');
  expect(heardOf(item)).toHaveLength(1);
}, 30_000);

it('what supervisors are told of a queue is posted too, with the queue as its subject', async () => {
  const queues = { ...CLOCKS.queues, regular: { name: 'Regular', alerts: { longestWaitOver: 'PT1S' } } };
  await publishClocks(route.engine, { ...CLOCKS, queues });
  await route.engine.create();
  await until('it is heard', async () => heardOf('regular').length > 0);
  const [{ id, body, signed }] = heardOf('regular') as [(typeof receiver.heard)[number]];
  expect(signed).toBe(true);
  expect(body).toMatchObject({
    type: 'signalbox.queue.alerted',
    subject: 'regular',
    data: { item: null, queue: 'regular', details: { to: 'supervisors', reason: 'longest_wait', over: 1_000 } },
  });
  expect(await endOf(route, `alert-${id}`)).toBe('COMPLETED');
}, 30_000);
