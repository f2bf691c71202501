import { describe, expect, it } from 'vitest';
import { slotsView } from '../../../core/callback/views.ts';
import { canonical } from '../../../core/rebuild.ts';
import { putInForce } from '../../../core/reindex.ts';
import { ADMIN, agentKey } from '../fixtures.ts';
import { ask, booked, desk, lastEvent, MINUTE, refusal, row, settings, until } from './desk.ts';

const CHANNEL = { ...ADMIN, id: 'ke_web', role: 'channel', source: 'web' } as const;
const SUPERVISOR = { ...ADMIN, id: 'ke_lead', role: 'supervisor' } as const;

describe('a slot', () => {
  it('is booked by the clock of the customer, and waits for its time', () => {
    const bench = desk();
    const item = booked(bench, '2026-11-26T09:15');
    expect(row(bench, item)).toMatchObject({
      state: 'scheduled',
      notBefore: Date.parse('2026-11-26T08:15:00Z'),
      callback: { slotAt: Date.parse('2026-11-26T08:15:00Z'), timeZone: 'Europe/Copenhagen', attempts: [] },
    });
    bench.agent('anna');
    until(bench, '2026-11-26T08:14:59Z');
    expect(bench.state(item)).toBe('scheduled');
    bench.wait(31_000);
    expect(bench.holder(item)).toBe('anna');
  });

  it('may be written as an instant, and in any zone', () => {
    const bench = desk();
    const items = [
      booked(bench, '2026-11-26T08:15:00Z'),
      booked(bench, '2026-11-26T03:15', { timeZone: 'America/New_York' } as object),
    ];
    expect(items.map((item) => row(bench, item).notBefore)).toEqual(Array(2).fill(Date.parse('2026-11-26T08:15:00Z')));
  });

  it.each([
    ['2026-11-25T09:00', 'Europe/Copenhagen', 'invalid', /is past.*Free next: 2026-11-25T11:00, /],
    [
      '2026-11-26T09:10',
      'Europe/Copenhagen',
      'invalid',
      /No slot begins at 2026-11-26T09:10.*15 minutes.*2026-11-26T09:15/,
    ],
    [
      '2026-11-26T07:45',
      'Europe/Copenhagen',
      'invalid',
      /Queue desk is closed at 2026-11-26T07:45.*Free next: 2026-11-26T08:00/,
    ],
    ['2026-11-26T18:00', 'Europe/Copenhagen', 'invalid', /closed.*Free next: 2026-11-27T08:00/],
    ['2026-11-26T09:15', 'Mars/Base', 'invalid', /no IANA time zone/],
    ['2026-11-26 09:15', 'Europe/Copenhagen', 'invalid', /Write a slot as an instant/],
    ['2026-02-30T09:15', 'Europe/Copenhagen', 'invalid', /Write a slot as an instant/],
    ['2046-11-26T09:15', 'Europe/Copenhagen', 'invalid', /at most ten years ahead/],
  ])('that is none is refused, and the next are named: %s %s', (at, timeZone, code, said) => {
    const bench = desk();
    const refused = refusal(ask(bench, at, { timeZone } as object));
    expect(refused).toMatchObject({ code, detail: expect.stringMatching(said) });
    expect(refused.findings[0]!.pointer).toMatch(/^\/slot/);
    expect(bench.world.items.size).toBe(0);
  });

  it('needs a zone where it is written by the clock', () => {
    expect(refusal(ask(desk(), '2026-11-26T09:15', { timeZone: null } as object)).detail).toMatch(/in which timeZone/);
  });

  it('that the clock is put forward over is refused, with the next that come', () => {
    const bench = desk({ hours: ['00:00-24:00'] });
    const refused = refusal(ask(bench, '2027-03-28T02:30'));
    expect(refused.detail).toMatch(/never comes.*Free next: 2027-03-28T03:30, 2027-03-28T03:45, /);
    expect(refused.current).toEqual({
      nextSlots: ['2027-03-28T01:30:00.000Z', '2027-03-28T01:45:00.000Z', '2027-03-28T02:00:00.000Z'],
    });
  });

  it('that the clock shows twice is the first of both', () => {
    const bench = desk({ hours: ['00:00-24:00'] });
    expect(row(bench, booked(bench, '2027-10-31T02:30')).notBefore).toBe(Date.parse('2027-10-31T00:30:00Z'));
    expect(row(bench, booked(bench, '2027-10-31T01:30:00Z')).notBefore).toBe(Date.parse('2027-10-31T01:30:00Z'));
  });

  it('holds so many and no more, of two that want the last place the first', () => {
    const bench = desk();
    booked(bench, '2026-11-26T09:15');
    booked(bench, '2026-11-26T09:15');
    const refused = refusal(ask(bench, '2026-11-26T09:15'));
    expect(refused).toMatchObject({ code: 'conflict', detail: expect.stringMatching(/full: 2 call-backs/) });
    expect(refused.detail).toMatch(/Free next: 2026-11-26T09:30, /);
  });

  it('is free again once its call-back is cancelled, moved or tried', () => {
    const bench = desk();
    const [first, second] = [booked(bench, '2026-11-26T09:15'), booked(bench, '2026-11-26T09:15')];
    bench.do({ verb: 'cancel', item: first, reason: null }, CHANNEL);
    booked(bench, '2026-11-26T09:15');
    const moved = { verb: 'reschedule', item: second, notBefore: null } as const;
    const slot = { at: '2026-11-26T09:30', timeZone: 'Europe/Copenhagen' };
    expect(bench.do({ ...moved, slot }, CHANNEL)).toMatchObject({ kind: 'item' });
    expect(lastEvent(bench, 'item.rescheduled')!.details).toMatchObject({ slot: Date.parse('2026-11-26T08:30:00Z') });
    booked(bench, '2026-11-26T09:15');
    expect(refusal(ask(bench, '2026-11-26T09:15')).code).toBe('conflict');
  });

  it('that is full may be kept by whoever has a place in it', () => {
    const bench = desk();
    const [item] = [booked(bench, '2026-11-26T09:15'), booked(bench, '2026-11-26T09:15')];
    const slot = { at: '2026-11-26T08:15:00Z', timeZone: 'Europe/London' };
    expect(bench.do({ verb: 'reschedule', item, notBefore: null, slot })).toMatchObject({
      item: { callback: { slotAt: Date.parse(slot.at), timeZone: 'Europe/London' } },
    });
  });

  it('goes by the hours of the opening queue, although another takes what comes while it is closed', () => {
    const bench = desk({ more: { queue: [{ to: 'desk' }], fallback: 'night' } });
    until(bench, '2026-11-25T22:00:00Z');
    expect(refusal(ask(bench, '2026-11-26T03:00')).detail).toMatch(/Queue desk is closed/);
    expect(row(bench, booked(bench, '2026-11-26T08:00')).state).toBe('scheduled');
  });

  it('is counted by the hours of the queue that the item goes to', () => {
    const bench = desk();
    const night = booked(bench, '2026-11-26T03:00', { attributes: { night: true } });
    expect(row(bench, night).state).toBe('scheduled');
  });

  it('belongs to call-backs of a workstream that has some', () => {
    const bench = desk();
    expect(refusal(ask(bench, '2026-11-26T09:15', { workstream: 'chat' })).detail).toMatch(/chat has no slots/);
    expect(refusal(ask(bench, '2026-11-26T09:15', { workstream: 'plain' })).detail).toMatch(/plain has no slots/);
    expect(booked(bench, null, { workstream: 'plain', notBefore: bench.now + 1 })).toBeDefined();
    expect(refusal(ask(bench, '2026-11-26T09:15', { notBefore: bench.now })).detail).toMatch(
      /either notBefore or a slot/,
    );
  });

  it('is what an instant ahead has to be, too', () => {
    const bench = desk();
    expect(refusal(ask(bench, null, { notBefore: bench.now + MINUTE })).detail).toMatch(/No slot begins/);
    const item = booked(bench, null, { notBefore: Date.parse('2026-11-26T08:15:00Z') });
    expect(row(bench, item).callback!.slotAt).toBe(Date.parse('2026-11-26T08:15:00Z'));
    const move = { verb: 'reschedule', item, notBefore: bench.now + MINUTE } as const;
    expect(refusal(bench.do(move)).findings[0]!.pointer).toBe('/notBefore');
    expect(bench.do({ ...move, notBefore: bench.now - 1 })).toMatchObject({ kind: 'item', item: { state: 'waiting' } });
    expect(row(bench, item).callback!.slotAt).toBe(null);
  });

  it('that was booked under another grid counts where it falls', () => {
    const bench = desk({ callback: { slots: { every: 'PT5M', atMost: 2 } } });
    const items = ['09:15', '09:20', '09:20'].map((at) => booked(bench, `2026-11-26T${at}`));
    putInForce(bench.world, { ...settings(), version: 2 });
    expect(refusal(ask(bench, '2026-11-26T09:15')).detail).toMatch(/full: 3 call-backs are booked/);
    bench.agent('anna');
    until(bench, '2026-11-26T08:20:31Z');
    expect(items.map((item) => bench.holder(item))).toEqual(['anna', 'anna', 'anna']);
  });

  it('is remembered by the rows alone', () => {
    const bench = desk();
    booked(bench, '2026-11-26T09:15', { customerRef: 'c-1' });
    booked(bench, '2026-11-26T09:30', { customerRef: 'c-2' });
    expect(canonical(bench.rebuilt())).toBe(canonical(bench.world));
    expect(bench.rebuilt().bookings.slots.get('calls')!.size).toBe(2);
  });
});

describe('the list of slots', () => {
  const asked = { workstream: 'calls', queue: null, from: null, until: null, after: null, timeZone: null, most: 3 };

  it('begins with the next, says what is left, and shows it on the clock that was asked for', () => {
    const bench = desk();
    booked(bench, '2026-11-25T11:15');
    expect(slotsView(bench.world, { ...asked, timeZone: 'Asia/Kathmandu' }, bench.now)).toEqual({
      timeZone: 'Asia/Kathmandu',
      slots: [
        { at: Date.parse('2026-11-25T10:00:00Z'), local: '2026-11-25T15:45', left: 2 },
        { at: Date.parse('2026-11-25T10:15:00Z'), local: '2026-11-25T16:00', left: 1 },
        { at: Date.parse('2026-11-25T10:30:00Z'), local: '2026-11-25T16:15', left: 2 },
      ],
    });
  });

  it('leaves out what is left over at the end of the hours', () => {
    const bench = desk({ callback: { slots: { every: 'PT4H', atMost: 1 } } });
    const view = slotsView(bench.world, { ...asked, from: Date.parse('2026-11-26T00:00:00Z'), most: 3 }, bench.now);
    const shown = 'slots' in view ? view.slots.map(({ local }) => local) : view;
    expect(shown).toEqual(['2026-11-26T08:00', '2026-11-26T12:00', '2026-11-27T08:00']);
  });

  it.each([
    [{ workstream: 'nothing' }, 'not_found', ''],
    [{ workstream: 'chat' }, 'invalid', ''],
    [{ queue: 'nowhere' }, 'invalid', '/queue'],
    [{ timeZone: 'Mars/Base' }, 'invalid', '/timeZone'],
    [{ from: 1_795_700_000_000, until: 1_795_700_000_000 }, 'invalid', '/to'],
    [{ until: 1_799_600_000_000 }, 'invalid', '/to'],
  ])('refuses what it cannot show: %o', (change, code, pointer) => {
    const bench = desk();
    const refused = refusal(slotsView(bench.world, { ...asked, ...change }, bench.now) as never);
    expect(refused).toMatchObject({ code, findings: pointer === '' && code === 'not_found' ? [] : [{ pointer }] });
  });
});

describe('a customer', () => {
  it('has one open call-back of a workstream, unless another is asked for', () => {
    const bench = desk();
    const item = booked(bench, '2026-11-26T09:15', { customerRef: 'c-1' });
    expect(refusal(ask(bench, null, { customerRef: 'c-1' }))).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining(`open call-back ${item}`),
      current: { item, state: 'scheduled' },
    });
    booked(bench, null, { customerRef: 'c-2' });
    booked(bench, null, { customerRef: 'c-1', workstream: 'plain' });
    const another = booked(bench, null, { customerRef: 'c-1', booking: { slot: null, allowDuplicate: true } });
    for (const one of [item, another]) bench.do({ verb: 'cancel', item: one, reason: null });
    booked(bench, null, { customerRef: 'c-1' });
  });

  it('has one too where an open call-back becomes hers, unless another is asked for', () => {
    const bench = desk();
    const first = booked(bench, '2026-11-26T09:15', { customerRef: 'c-1' });
    const other = booked(bench, '2026-11-26T09:15', { customerRef: 'c-2' });
    const become = (item: string, customerRef: string | null) =>
      ({ verb: 'patch', item, patch: { customerRef } }) as const;
    expect(refusal(bench.do(become(other, 'c-1')))).toMatchObject({ code: 'conflict', current: { item: first } });
    for (const fine of [become(first, 'c-1'), become(other, null), become(other, 'c-3')])
      expect(bench.do(fine).kind).toBe('item');
    expect(refusal(ask(bench, null, { customerRef: 'c-3' })).current).toMatchObject({ item: other });
    expect(bench.do({ ...become(other, 'c-1'), allowDuplicate: true }).kind).toBe('item');
    const chat = bench.item({ customerRef: 'c-9' });
    expect(bench.do(become(chat, 'c-1')).kind).toBe('item');
  });

  it('may ask for another one once she has been reached and only the wrap-up is left', () => {
    const bench = desk({ more: { wrapUp: { timeout: 'PT5M' } } });
    bench.agent('anna');
    const item = booked(bench, null, { customerRef: 'c-1' });
    bench.accept(item);
    expect(refusal(ask(bench, null, { customerRef: 'c-1' })).current).toMatchObject({ item });
    bench.do({ verb: 'attempt', item, outcome: 'reached', note: null });
    bench.complete(item);
    expect(bench.state(item)).toBe('wrapping_up');
    booked(bench, null, { customerRef: 'c-1' });
  });

  it('who hands in the same again gets the same', () => {
    const bench = desk();
    const item = booked(bench, null, { customerRef: 'c-1', externalId: 'x' });
    expect(ask(bench, null, { customerRef: 'c-1', externalId: 'x' })).toMatchObject({
      created: false,
      item: { id: item },
    });
  });
});

describe('a call-back that somebody has', () => {
  it('is neither moved nor cancelled, and the answer says whose it is', () => {
    const bench = desk();
    bench.agent('anna');
    const item = booked(bench, null);
    bench.accept(item);
    const move = { verb: 'reschedule', item, notBefore: Date.parse('2026-11-26T08:15:00Z') } as const;
    const cancel = { verb: 'cancel', item, reason: null } as const;
    for (const actor of [CHANNEL, SUPERVISOR, agentKey('anna')])
      for (const command of [move, cancel])
        expect(refusal(bench.do(command, actor))).toMatchObject({
          code: 'conflict',
          detail: expect.stringContaining('with agent anna'),
          current: { agentId: 'anna' },
        });
    expect(bench.do(cancel)).toMatchObject({ kind: 'item' });
  });

  it('may be cancelled by the agent to whom it is offered, as no other item may', () => {
    const bench = desk();
    bench.agent('anna');
    const [call, chat] = [booked(bench, null), bench.item()];
    const cancel = (item: string) => bench.do({ verb: 'cancel', item, reason: null }, agentKey('anna'));
    expect(refusal(cancel(chat)).code).toBe('forbidden');
    expect(cancel(call)).toMatchObject({ kind: 'item', item: { state: 'cancelled' } });
  });
});
