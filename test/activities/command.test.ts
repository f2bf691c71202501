import { expect, it } from 'vitest';
import { toCommand } from '../../activities/command.ts';
import type { CommandName } from '../../workflows/messages.ts';

const OFFER = 'of_01900000-0000-7000-8000-000000000000';
const signal = (name: CommandName, input: unknown, offer: string | null = null) =>
  toCommand({ name, input, by: 'signal', nth: 1 }, { item: 'wi_1', offer });
const reschedule = (notBefore: unknown) => signal('reschedule', { notBefore });

it('takes an instant with a zone, and no date that does not exist', () => {
  const at = Date.UTC(2028, 1, 29, 9);
  expect(reschedule('2028-02-29T09:00:00Z')).toEqual({ verb: 'reschedule', item: 'wi_1', notBefore: at, slot: null });
  expect(reschedule('2028-02-29T10:00:00+01:00')).toEqual({
    verb: 'reschedule',
    item: 'wi_1',
    notBefore: at,
    slot: null,
  });
  for (const wrong of ['2030-02-31T09:00:00Z', '2030-13-01T09:00:00Z', '2030-02-01', '2030-02-01T09:00:00', 7]) {
    expect(reschedule(wrong)).toMatch(/^\/notBefore: /);
  }
});

it('takes a slot as it is written, which the engine reads', () => {
  const slot = { at: '2028-02-29T09:00', timeZone: 'Europe/Copenhagen' };
  expect(signal('reschedule', { slot })).toEqual({ verb: 'reschedule', item: 'wi_1', notBefore: null, slot });
});

it('takes what the API takes, and nothing else', () => {
  const declined = { verb: 'decline', offer: OFFER, onItem: 'wi_1', reason: 'busy', retryAfterMs: 300_000 };
  expect(signal('decline', { reason: 'busy', retryAfter: 'PT5M' }, OFFER)).toEqual(declined);
  expect(signal('complete', undefined)).toEqual({ verb: 'complete', item: 'wi_1', outcome: null, note: null });
  expect(signal('complete', { outcom: 'done' })).toMatch(/outcom/);
  const until = Date.UTC(2028, 1, 29, 9);
  expect(signal('pause', { until: '2028-02-29T09:00:00Z' })).toEqual({
    verb: 'pause',
    item: 'wi_1',
    until,
    forCustomer: false,
    reason: null,
  });
  expect(signal('pause', { until: '2028-02-30T09:00:00Z' })).toMatch(/^\/until: .*instant/);
  expect(signal('resume', {})).toEqual({ verb: 'resume', item: 'wi_1', agent: null });
  expect(signal('resume', { agent: 7 })).toMatch(/^\/agent: /);
  expect(signal('cancel', { reason: 'x'.repeat(501) })).toMatch(/^\/reason: .*500/);
  expect(signal('cancel', { reason: 'a\0b' })).toMatch(/^\/reason: .*NUL/);
  expect(signal('accept', [])).toMatch(/expected object/);
  expect(signal('accept', { offer: 'of_1' })).toBe('/offer: Name an offer by its id.');
  expect(signal('accept', {})).toBe('There is no open offer.');
});

it('asks which offer is meant where several agents are asked', () => {
  const asked = [
    { agent: 'anna', offer: OFFER },
    { agent: 'bo', offer: 'of_2' },
  ];
  const accept = (input: unknown) =>
    toCommand({ name: 'accept', input, by: 'signal', nth: 1 }, { item: 'wi_1', offer: null, asked });
  expect(accept({})).toBe(`Several agents are asked: name the offer, one of ${OFFER}, of_2.`);
  expect(accept({ offer: OFFER })).toEqual({ verb: 'accept', offer: OFFER, onItem: 'wi_1' });
});
