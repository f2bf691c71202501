import { describe, expect, it } from 'vitest';
import { ITEM_STATES, type ItemState } from '../../core/item.ts';
import { ITEM_VERBS, type ItemVerb } from '../../core/verbs/table.ts';
import { describe as details, nameOf } from '../../workflows/details.ts';
import { COMMANDS, type Row } from '../../workflows/messages.ts';

const ID = 'wi_01900000-0000-7000-8000-000000000001';
const row = (state: ItemState): Row => ({
  id: ID,
  rev: 3,
  incarnation: 1,
  state,
  channel: 'chat',
  workstream: 'chat',
  queue: 'regular',
  priority: 0,
  escalationStep: 0,
  agentId: 'anna',
  offerId: 'of_01900000-0000-7000-8000-000000000002',
  deadlines: [{ verb: 'escalate', item: ID, step: 1, at: Date.UTC(2030, 0, 31, 9, 0, 7) }],
});
const shown = (state: ItemState, trouble: string | null = null) =>
  details(row(state), { namespace: 'night-shift', trouble });
const signals = (state: ItemState) => [...shown(state).matchAll(/^- `(\w+)` with/gm)].map(([, name]) => name!);

describe('what the Temporal UI shows of an item', () => {
  it('names everybody who is asked where several are, and whose offer a timer belongs to', () => {
    const asked = [
      { agent: 'anna', offer: 'of_1' },
      { agent: 'bo', offer: 'of_2' },
    ];
    const several: Row = { ...row('offered'), asked, offerId: 'of_1' };
    const text = details(several, { namespace: 'n', trouble: null });
    expect(text).toContain('waits for an answer of anna to offer of_1, or of bo to offer of_2.');
    expect(text).toContain('`accept` with `{"offer":"of_1"}`');
    expect(nameOf({ verb: 'expire_offer', at: 0, offer: 'of_2' }, several)).toBe('the offer to bo expires');
  });

  it.each(ITEM_STATES)('names each signal that does something, and no other: %s', (state) => {
    const verbs: Readonly<Record<string, ItemVerb>> = ITEM_VERBS;
    const useful = COMMANDS.filter((name) => verbs[name]!.to[state] !== undefined);
    expect(signals(state).toSorted()).toEqual(useful.toSorted());
  });

  it('gives a command that finds the item, whatever the namespace', () => {
    expect(shown('offered')).toContain(
      "`temporal workflow signal --namespace night-shift --workflow-id wi_01900000-0000-7000-8000-000000000001 --name accept --input '{}'`",
    );
  });

  it('is Markdown in paragraphs, with what comes next as a list', () => {
    const paragraphs = shown('waiting', 'accept: There is no open offer to accept.').split('\n\n');
    expect(paragraphs.slice(0, 3)).toEqual([
      '**waiting**, waits for a capable agent.',
      '- queue: regular\n- 2030-01-31 09:00:07Z: escalation step 2 acts',
      '**Last trouble:** accept: There is no open offer to accept.',
    ]);
  });

  it('says when it was taken in, and since when it is where it is, where the row knows', () => {
    const at = { createdAt: Date.UTC(2030, 0, 30), since: Date.UTC(2030, 0, 31, 8) };
    const told = details({ ...row('paused'), ...at }, { namespace: 'n', trouble: null });
    expect(told).toContain('**paused** since 2030-01-31 08:00:00Z, waits for somebody to resume it.');
    expect(told).toContain('- taken in: 2030-01-30 00:00:00Z');
    expect(details({ ...row('scheduled'), ...at, since: null }, { namespace: 'n', trouble: null })).toContain(
      '**scheduled**, waits for its time.',
    );
    expect(shown('paused')).toContain('**paused**, waits for somebody to resume it.');
    expect(shown('paused')).not.toContain('taken in');
  });

  it('says for what its agent has left it', () => {
    const text = details({ ...row('assigned'), interruptedBy: 'wi_2' }, { namespace: 'n', trouble: null });
    expect(text).toContain('waits for anna to go on with it: interrupted by wi_2.');
  });

  it('says of a consult who asks, what it is about and when it ends', () => {
    const consults = { item: 'wi_7', asker: 'bo' };
    const page = (state: ItemState) => details({ ...row(state), consults }, { namespace: 'n', trouble: null });
    expect(page('waiting')).toContain('**waiting**, waits for a colleague with advice on wi_7.');
    expect(page('assigned')).toContain('waits for anna to give advice on wi_7.');
    expect(page('offered')).toContain('- consult: bo asks for advice on wi_7, and it ends when that leaves her');
    expect(page('closed')).not.toContain('wi_7');
  });

  it('says whose answer a deadline waits for', () => {
    const offer = { verb: 'expire_offer', offer: 'of_1', item: ID, at: 0 } as const;
    expect(nameOf(offer, row('offered'))).toBe('the offer to anna expires');
    expect(nameOf({ verb: 'end_wrap_up', item: ID, at: 0 }, row('wrapping_up'))).toBe('the wrap-up of anna ends');
  });

  it('says of a paused item whether its time or somebody resumes it', () => {
    const wake = { verb: 'wake', item: ID, at: 0 } as const;
    const paused = { ...row('paused'), deadlines: [wake] };
    expect(details(paused, { namespace: 'n', trouble: null }).split('\n\n')[0]).toBe(
      '**paused**, waits for its pause to end.',
    );
    expect(shown('paused').split('\n\n')[0]).toBe('**paused**, waits for somebody to resume it.');
    expect(nameOf(wake, paused)).toBe('it is resumed');
  });

  it('says whom it is kept for, whether she picks it, and whose answer a pause is for', () => {
    const page = (of: Row) => details(of, { namespace: 'n', trouble: null }).split('\n\n').slice(0, 2).join('\n');
    const until = Date.UTC(2030, 0, 31, 9);
    const waiting = { ...row('waiting'), deadlines: [] };
    expect(page({ ...waiting, onlyFor: { agent: 'bo', until } })).toBe(
      '**waiting**, waits for bo.\n- queue: regular\n- 2030-01-31 09:00:00Z: others than bo may have it too',
    );
    expect(page({ ...waiting, onlyFor: { agent: 'bo', until: null } })).toBe(
      '**waiting**, waits for bo.\n- queue: regular',
    );
    expect(page({ ...waiting, toPick: true })).toContain('waits for a capable agent to take it from the list.');
    const paused: Row = { ...row('paused'), forCustomer: true, deadlines: [] };
    expect(page(paused)).toBe('**paused**, waits for its customer to answer.\n- queue: regular\n- kept by: anna');
    const wake = { verb: 'wake', item: ID, at: until } as const;
    expect(page({ ...paused, deadlines: [wake] })).toContain('waits for its customer to answer, or its pause to end.');
  });

  it('says which target is near, and which is missed', () => {
    const target = { verb: 'note_target', item: ID, at: 0, target: 'firstResponse' } as const;
    const names = (['running', 'warned'] as const).map((stage) => nameOf({ ...target, stage }, row('waiting')));
    expect(names).toEqual(['it warns that its first response is near', 'its first response is missed']);
  });

  it('says of a call-back which attempt it is, when it is due and what follows it', () => {
    const call = { tried: 1, of: 3, last: 'no_answer', reached: false } as const;
    const admit = { verb: 'admit', item: ID, at: Date.UTC(2030, 0, 31, 9, 0, 7) } as const;
    const page = (state: ItemState, change: Partial<NonNullable<Row['callback']>> = {}) =>
      details(
        { ...row(state), callback: { ...call, ...change }, deadlines: state === 'scheduled' ? [admit] : [] },
        { namespace: 'n', trouble: null },
      ).split('\n\n');
    expect(page('scheduled').slice(0, 2)).toEqual([
      '**scheduled**, waits for the time of attempt 2 of 3.',
      [
        '- queue: regular',
        '- 2030-01-31 09:00:07Z: the call-back is due, attempt 2 of 3',
        '- call 1: nobody answered',
        '- if nobody answers attempt 2 of 3: it is tried again',
      ].join('\n'),
    ]);
    expect(page('waiting', { tried: 2 })[0]).toBe('**waiting**, waits for a capable agent for attempt 3 of 3.');
    expect(page('waiting', { tried: 2 })[1]).toContain('- if nobody answers attempt 3 of 3: it closes as not_reached');
    expect(page('assigned')[0]).toContain('waits for anna to call and to say what came of attempt 2 of 3.');
    expect(page('assigned', { last: 'reached', reached: true })[0]).toContain('waits for anna to complete it.');
    expect(page('needs_attention', { last: 'wrong_number' })[0]).toContain('waits for somebody who knows its number.');
    expect(page('waiting', { tried: 3, last: 'wrong_number' })[0]).toContain('for attempt 4 of 4.');
    expect(page('closed')[1]).toBe('- queue: regular');
  });

  it('offers nothing by hand for what is over', () => {
    expect(shown('closed').split('\n\n')[0]).toBe('**closed**.');
    expect(shown('closed')).not.toContain('Send a Signal');
  });
});
