import { describe, expect, it } from 'vitest';
import { compareRows, LogCheck, type LoggedEvent } from '../../core/verify.ts';

const event = (seq: number, type: LoggedEvent['type'], more: Partial<LoggedEvent> = {}): LoggedEvent => ({
  seq,
  type,
  at: 0,
  item: 'wi_1',
  agent: null,
  offer: null,
  details: {},
  ...more,
});

const sound: LoggedEvent[] = [
  event(1, 'item.created'),
  event(2, 'item.enqueued', { details: { reason: 'new' } }),
  event(3, 'offer.made', { offer: 'of_1' }),
  event(4, 'offer.accepted', { offer: 'of_1' }),
  event(5, 'item.assigned'),
];

const check = (events: LoggedEvent[]): LogCheck => {
  const log = new LogCheck();
  for (const one of events) log.add(one);
  return log;
};
const named = (events: LoggedEvent[]): string[] => check(events).violations.map((one) => one.invariant);

describe('verify', () => {
  it('finds nothing in a sound log', () => {
    expect(named(sound)).toEqual([]);
    const rows = { items: [{ id: 'wi_1', state: 'assigned' as const, agentId: 'anna' }], offers: [] };
    expect(compareRows(check(sound), rows)).toEqual([]);
  });

  it.each<[string, string, LoggedEvent[]]>([
    ['a gap in the sequence', 'I7', [...sound.slice(0, 4), event(6, 'item.assigned')]],
    ['two outcomes of one offer', 'I4', [...sound, event(6, 'offer.expired', { offer: 'of_1' })]],
    ['an outcome of an offer never made', 'I4', [...sound.slice(0, 2), event(3, 'offer.expired', { offer: 'of_9' })]],
    ['two open offers', 'I2', [...sound.slice(0, 3), event(4, 'offer.made', { offer: 'of_2' })]],
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
    ['a life after the end', 'I1', [...sound.slice(0, 2), event(3, 'item.cancelled'), event(4, 'item.enqueued')]],
    ['an item that was never created', 'I1', [event(1, 'item.enqueued')]],
  ])('names %s', (_what, invariant, events) => {
    expect(named(events)).toContain(invariant);
  });

  it.each([
    ['a row in another state', 'I7', [{ id: 'wi_1', state: 'waiting' as const, agentId: null }], []],
    ['an item without a row', 'I1', [], []],
    ['an assigned row without an agent', 'I1', [{ id: 'wi_1', state: 'assigned' as const, agentId: null }], []],
    [
      'an open offer beside an assignment',
      'I2',
      [{ id: 'wi_1', state: 'assigned' as const, agentId: 'anna' }],
      [{ id: 'of_1', itemId: 'wi_1' }],
    ],
  ])('names %s', (_what, invariant, items, offers) => {
    expect(compareRows(check(sound), { items, offers }).map((one) => one.invariant)).toContain(invariant);
  });
});
