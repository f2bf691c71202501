import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../core/callback/callback.ts';
import type { StateAnswer } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { eventTypesOf, hasTaken, placesOf, signalsIn, withoutDelays } from './event-types.ts';
import {
  CLOCKS,
  endOf,
  eventsOf,
  keepHistory,
  publishClocks,
  type Route,
  setAnna,
  startRoute,
  stateOf,
} from './route.ts';

const CALLS = {
  channel: 'callback',
  queue: [{ to: 'regular' }],
  callback: { attempts: 3, minimumGap: 'PT1S' },
};
const DOCUMENT = {
  ...CLOCKS,
  channels: { ...CLOCKS.channels, callback: { live: true, offerTimeout: 'PT60S' } },
  workstreams: { ...CLOCKS.workstreams, calls: CALLS },
  profiles: { desk: { ...CLOCKS.profiles.desk, channels: { ...CLOCKS.profiles.desk.channels, callback: {} } } },
};

let route: Route;
beforeAll(async () => {
  route = await startRoute();
  await publishClocks(route.engine, DOCUMENT);
  await setAnna(route.engine, 'available');
});
afterAll(() => route?.close());

const handle = (id: string) => route.temporal.client.workflow.getHandle(id);
const typesInHistory = (id: string): Promise<string[]> => eventTypesOf(route.temporal, id);
const told = (id: string, facts: number) =>
  until(`its workflow was told ${facts} facts`, async () => hasTaken(await typesInHistory(id), facts));

async function callBack(notBefore: number | null): Promise<string> {
  const { item } = await route.engine.create({ workstream: 'calls', customerRef: null, notBefore });
  await until('it has a workflow', async () => (await typesInHistory(item.id)).length > 3);
  return item.id;
}
const inState = (id: string, state: string) =>
  until(`it is ${state}`, async () => (await stateOf(route.engine, id)) === state);
async function accept(id: string): Promise<void> {
  await inState(id, 'offered');
  const offer = [...route.engine.writer.world()!.offers.values()].find(({ itemId }) => itemId === id)!;
  await route.engine.do({ verb: 'accept', offer: offer.id });
}
const attempt = (item: string, outcome: AttemptOutcome) =>
  route.engine.do({ verb: 'attempt', item, outcome, note: null });

/** Every fact is told by itself, as when minutes lie between: two of one attempt. */
async function tryThrice(id: string): Promise<number> {
  const before = signalsIn(await typesInHistory(id));
  const outcomes: AttemptOutcome[] = ['no_answer', 'busy', 'voicemail'];
  for (const [nth, outcome] of outcomes.entries()) {
    await accept(id);
    await told(id, before + 2 * nth + 1);
    await attempt(id, outcome);
    if (nth < 2) await told(id, before + 2 * nth + 2);
  }
  expect(await endOf(route, id)).toBe('COMPLETED');
  expect(await stateOf(route.engine, id)).toBe('closed');
  return costOf(id);
}

/** Where the engine's clock is behind by more than it is given, a question comes too early and again: six events that are not the call-back's. */
async function costOf(id: string): Promise<number> {
  const types = withoutDelays(await typesInHistory(id));
  const asked = placesOf(types, 'markerRecorded').length;
  const admitted = (await eventsOf(route.engine, id)).filter(({ type }) => type === 'item.admitted').length;
  return types.length - 6 * (asked - admitted);
}

describe('the workflow of a call-back', () => {
  it('lives through three attempts in 60 events at most', async () => {
    const id = await callBack(null);
    const events = await tryThrice(id);
    console.log(`a call-back with three attempts: ${events} events`);
    expect(events).toBeLessThanOrEqual(60);
    await keepHistory(route, id, 'called-back');
    const causes = (await eventsOf(route.engine, id)).filter(({ type }) => type === 'item.admitted');
    expect(causes).toEqual(Array(2).fill({ type: 'item.admitted', actor: 'temporal:timer', cause: 'deadline:admit' }));
  });

  it('costs seven events more when its first call is at a time, which is waited for', async () => {
    const id = await callBack(route.engine.writer.world()!.work.now + 2_000);
    const events = await tryThrice(id);
    console.log(`the same at a time: ${events} events`);
    expect(events).toBeLessThanOrEqual(62);
  });

  it('says which attempt it waits for, and is moved and cancelled by signals', async () => {
    const id = await callBack(null);
    await accept(id);
    await attempt(id, 'no_answer');
    await handle(id).signal('reschedule', { notBefore: '2035-01-01T09:00:00Z' });
    await until('it waits for another time', async () => {
      const { row, waitsFor } = await handle(id).query<StateAnswer>('state');
      return row.deadlines[0]?.at === Date.parse('2035-01-01T09:00:00Z') && waitsFor === 'the time of attempt 2 of 3';
    });
    await handle(id).signal('reschedule', { slot: { at: '2035-01-01T09:00', timeZone: 'Europe/Copenhagen' } });
    await until('it says that there are no slots', async () =>
      /no slots to book/.test((await handle(id).query<StateAnswer>('state')).trouble ?? ''),
    );
    await handle(id).signal('cancel', { reason: 'the customer wrote' });
    expect(await endOf(route, id)).toBe('COMPLETED');
    expect(await stateOf(route.engine, id)).toBe('cancelled');
  });
});
