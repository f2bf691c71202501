import { describe, expect, it } from 'vitest';
import { compareRows } from '../../../core/verify/compare-rows.ts';
import type { LoggedEvent } from '../../../core/verify/violation.ts';
import { check, logged as event } from './logs.ts';

const EXPIRES_AT = 5_000;
const sound: LoggedEvent[] = [
  event(1, 'item.created'),
  event(2, 'item.enqueued', { details: { reason: 'new' } }),
  event(3, 'offer.made', { agent: 'anna', units: 1, offer: 'of_1', details: { expiresAt: EXPIRES_AT, byHand: true } }),
  event(4, 'offer.accepted', { offer: 'of_1' }),
  event(5, 'item.assigned', { agent: 'anna', units: 1 }),
];
const row = (state: 'assigned' | 'waiting' | 'offered', agentId: string | null) => ({
  id: 'wi_1',
  state,
  agentId,
  cost: 1,
  heldUnits: null,
  interruptedBy: null,
});
const offer = { id: 'of_1', itemId: 'wi_1', agentId: 'anna', units: 1 };
const offered = sound.slice(0, 3);
const expired = (seq: number, at: number): LoggedEvent => event(seq, 'offer.expired', { offer: 'of_1', at });
const repaired = (seq: number, lateMs: number): LoggedEvent =>
  event(seq, 'repair.deadline', { at: EXPIRES_AT + lateMs, details: { deadline: 'expire_offer', lateMs } });

const occurred = (seq: number): LoggedEvent =>
  event(seq, 'recurrence.occurred', {
    item: null,
    details: { recurrence: 'rc_1', nominal: '2026-12-01T09:00:00.000Z' },
  });

const consulted = (seq: number, asker = 'anna'): LoggedEvent[] => [
  ...sound,
  event(seq, 'item.created', { item: 'wi_2', details: { consults: { item: 'wi_1', asker } } }),
  event(seq + 1, 'item.enqueued', { item: 'wi_2', details: { reason: 'new' } }),
];
const bulk = (seq: number, what: string, details: object): LoggedEvent =>
  event(seq, `bulk.${what}` as LoggedEvent['type'], {
    item: null,
    details: { bulk: 'bk_1', done: 0, skipped: 0, failed: 0, ...details },
  });
const ownAdvice = {
  item: 'wi_2',
  agent: 'anna',
  units: 1,
  offer: 'of_2',
  details: { expiresAt: EXPIRES_AT, byHand: true },
};
/** Of another batch. */
const later = (seq: number): LoggedEvent => event(seq, 'item.alerted', { at: 60_000 });

const named = (events: LoggedEvent[]): string[] => check(events).violations.map((one) => one.invariant);

describe('verify', () => {
  it('finds nothing in a sound log', () => {
    expect(named(sound)).toEqual([]);
    const rows = { items: [row('assigned', 'anna')], offers: [] };
    expect(compareRows(check(sound), rows)).toEqual([]);
  });

  it.each<[string, string, LoggedEvent[]]>([
    ['a follow-up of nothing', 'I1', [event(1, 'item.created', { details: { follows: 'wi_2' } })]],
    ['advice on what has gone', 'I2', [...consulted(6), event(8, 'item.released', { agent: 'anna' }), later(9)]],
    ['advice from who asked for it', 'I2', [...consulted(6), event(8, 'offer.made', ownAdvice)]],
    ['advice on what is not hers', 'I2', consulted(6, 'bo')],
    [
      'a bulk operation that counts too little',
      'I11',
      [bulk(1, 'started', { matched: 2 }), bulk(2, 'advanced', { position: 2, done: 1 })],
    ],
    ['a bulk operation that ends early', 'I11', [bulk(1, 'started', { matched: 2 }), bulk(2, 'finished', {})]],
    [
      'a bulk operation that goes on after its end',
      'I11',
      [bulk(1, 'started', { matched: 0 }), bulk(2, 'finished', {}), bulk(3, 'advanced', {})],
    ],
    [
      'a bulk operation that does more than it says',
      'I11',
      [
        ...sound,
        bulk(6, 'started', { matched: 1 }),
        event(7, 'item.patched', { cause: 'bulk/bk_1' }),
        bulk(8, 'advanced', { position: 1, skipped: 1, done: 0 }),
      ],
    ],
    ['a gap in the sequence', 'I7', [...sound.slice(0, 4), event(6, 'item.assigned')]],
    ['an occurrence that made two items', 'I11', [6, 7].reduce((log, seq) => [...log, occurred(seq)], sound)],
    ['two outcomes of one offer', 'I4', [...sound, event(6, 'offer.expired', { offer: 'of_1' })]],
    ['an outcome of an offer never made', 'I4', [...sound.slice(0, 2), event(3, 'offer.expired', { offer: 'of_9' })]],
    ['an assignment beside an open offer', 'I2', [...sound.slice(0, 3), event(4, 'item.assigned')]],
    [
      'an escalation step taken twice',
      'I6',
      [
        ...sound.slice(0, 2),
        event(3, 'item.escalated', { details: { step: 1 } }),
        event(4, 'item.escalated', { details: { step: 1 } }),
      ],
    ],
    [
      'steps that begin anew after a move',
      'I6',
      [
        ...sound.slice(0, 2),
        event(3, 'item.escalated', { details: { step: 1 } }),
        event(4, 'item.enqueued', { details: { reason: 'moved' } }),
        event(5, 'item.escalated', { details: { step: 1 } }),
      ],
    ],
    ['a second assignment', 'I2', [...sound, event(6, 'item.assigned', { agent: 'bo' })]],
    [
      'an offer beside an assignment',
      'I2',
      [...sound, event(6, 'offer.made', { offer: 'of_2', details: { byHand: true } })],
    ],
    [
      'an outcome after the end',
      'I4',
      [
        ...offered,
        event(4, 'offer.cancelled', { offer: 'of_1' }),
        event(5, 'item.cancelled'),
        event(6, 'offer.expired', { offer: 'of_1' }),
      ],
    ],
    ['an offer that its item outlives', 'I4', [...offered, event(4, 'item.cancelled')]],
    ['a life after the end', 'I1', [...sound.slice(0, 2), event(3, 'item.cancelled'), event(4, 'item.enqueued')]],
    ['an item that was never created', 'I1', [event(1, 'item.enqueued')]],
    ['an offer that expired too early', 'I5', [...offered, expired(4, EXPIRES_AT - 1)]],
    [
      'an offer that was answered too late',
      'I5',
      [...offered, event(4, 'offer.accepted', { offer: 'of_1', at: EXPIRES_AT })],
    ],
    [
      'an offer that a batch left open beyond the grace',
      'I5',
      [...offered, event(4, 'key.created', { item: null, at: EXPIRES_AT + 30_000 }), expired(5, EXPIRES_AT + 30_001)],
    ],
    ['a repair that came too early', 'I5', [...offered, repaired(4, 9_999), expired(5, EXPIRES_AT + 9_999)]],
  ])('names %s', (_what, invariant, events) => {
    expect(named(events)).toContain(invariant);
  });

  it('finds nothing in an offer that ends late because the engine was away', () => {
    expect(named([...offered, repaired(4, 90_000), expired(5, EXPIRES_AT + 90_000)])).toEqual([]);
  });

  it('says how late unanswered offers ended, and how many by repair', () => {
    const again = event(5, 'offer.made', {
      at: EXPIRES_AT + 30,
      offer: 'of_2',
      details: { expiresAt: 2 * EXPIRES_AT, byHand: true },
    });
    const late = { at: 2 * EXPIRES_AT + 10_000 };
    const swept = [
      event(6, 'repair.deadline', { ...late, details: { deadline: 'expire_offer', lateMs: 10_000 } }),
      event(7, 'offer.expired', { ...late, offer: 'of_2' }),
    ];
    const { lateness, violations } = check([...offered, expired(4, EXPIRES_AT + 30), again, ...swept]);
    expect(violations).toEqual([]);
    expect(lateness).toEqual({ unanswered: 2, late: 1, repaired: 1, latestMs: 10_000 });
  });

  it.each([
    ['a row in another state', 'I7', [row('waiting', null)], []],
    ['an item without a row', 'I1', [], []],
    ['an assigned row without an agent', 'I1', [row('assigned', null)], []],
    ['an open offer beside an assignment', 'I2', [row('assigned', 'anna')], [offer]],
    ['a row of another agent', 'I3', [row('assigned', 'bo')], []],
    ['a row of another cost', 'I3', [{ ...row('assigned', 'anna'), cost: 2 }], []],
    ['an offer row of other units', 'I3', [row('offered', null)], [{ ...offer, units: 2 }]],
  ])('names %s', (_what, invariant, items, offers) => {
    expect(compareRows(check(sound), { items, offers }).map((one) => one.invariant)).toContain(invariant);
  });

  it('names units that are held by an item that has ended', () => {
    const ended = [...sound, event(6, 'item.completed'), event(7, 'item.closed')];
    const rows = { items: [row('assigned', 'anna')], offers: [] };
    expect(compareRows(check(ended), rows).map((one) => one.invariant)).toContain('I3');
  });
});
