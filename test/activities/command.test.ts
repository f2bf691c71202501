import { expect, it } from 'vitest';
import { toCommand } from '../../activities/command.ts';

const of = { item: 'wi_1', offer: null };
const reschedule = (notBefore: unknown) =>
  toCommand({ name: 'reschedule', input: { notBefore }, by: 'signal', nth: 1 }, of);

it('takes an instant with a zone, and no date that does not exist', () => {
  const at = Date.UTC(2028, 1, 29, 9);
  expect(reschedule('2028-02-29T09:00:00Z')).toEqual({ verb: 'reschedule', item: 'wi_1', notBefore: at });
  expect(reschedule('2028-02-29T10:00:00+01:00')).toEqual({ verb: 'reschedule', item: 'wi_1', notBefore: at });
  for (const wrong of ['2030-02-31T09:00:00Z', '2030-13-01T09:00:00Z', '2030-02-01', '2030-02-01T09:00:00', 7]) {
    expect(reschedule(wrong)).toMatch(/takes {"notBefore"/);
  }
});
