import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/command.ts';
import { compile } from '../../../core/configuration/compile.ts';
import type { Event, EventType } from '../../../core/event.ts';
import type { Item } from '../../../core/item.ts';
import { newItem } from '../fixtures.ts';
import { judgeRun } from './judge.ts';
import { Run } from './run.ts';
import type { Snapshot, Step } from './snapshot.ts';

const DOCUMENT = {
  organisation: { name: 'Harbour' },
  queues: { desk: { name: 'Desk' } },
  workstreams: {
    case: { channel: 'case', queue: [{ to: 'desk' }], targets: { firstResponse: 'PT60S', resolution: 'PT600S' } },
  },
  profiles: { all: { name: 'All', capacity: 1, channels: { case: {} }, queues: [{ queue: 'desk' }] } },
};

const person = (agent: string): Command => ({
  verb: 'put_agent',
  agent,
  input: {
    name: agent,
    profile: 'all',
    groups: [],
    skills: {},
    attributes: {},
    capacity: null,
    limits: {},
    connectivity: 'assumed',
  },
});
const present = (agent: string): Command => ({ verb: 'set_presence', agent, intent: 'available', reason: null });
const create: Command = {
  verb: 'create',
  item: newItem('wi_1', { workstream: 'case' }),
};

/** A case whose first response is missed; Anna then pauses it for the customer, and it wakes by its time. */
function record(): { start: Snapshot; steps: Step[] } {
  const compiled = compile(DOCUMENT, 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  const steps: Step[] = [];
  const run = new Run(compiled.configuration, { batch: (_run, step) => steps.push(step) });
  const at = (seconds: number, ...commands: Command[]): void => run.batchAt(seconds * 1000, commands);
  at(0, person('anna'), present('anna'));
  at(1, create);
  at(2, { verb: 'accept', offer: [...run.world.offers.keys()][0]! });
  at(100);
  const until = run.now + 60_000;
  at(101, { verb: 'pause', item: 'wi_1', until, forCustomer: true, reason: null });
  at(102, person('bo'));
  at(200);
  return { start: run.start, steps };
}

/** What the judge says of the recorded run once an event or the row of the item was changed from some event on. */
function plant(type: EventType, change: { event?: (event: Event) => Event[]; row?: Partial<Item> }): string {
  const { start, steps } = record();
  const place = steps.findIndex((step) => step.events.some((event) => event.type === type));
  const planted = steps.map((step, at): Step => {
    if (at < place) return step;
    for (const { items } of [step.applied, step.after]) Object.assign(items.get('wi_1')!, change.row);
    return {
      ...step,
      events: step.events.flatMap((one) => (one.type === type ? (change.event?.(one) ?? [one]) : [one])),
    };
  });
  return judgeRun(start, planted)
    .map((one) => `${one.invariant}: ${one.detail}`)
    .join('\n');
}

describe('the judge of what takes its time', () => {
  it('finds nothing in a sound run that has all of it', () => {
    const { start, steps } = record();
    expect(judgeRun(start, steps)).toEqual([]);
    const types = new Set(steps.flatMap((step) => step.events.map((event) => event.type)));
    expect([...types]).toEqual(
      expect.arrayContaining(['item.target_warned', 'item.target_breached', 'item.paused', 'item.resumed']),
    );
  });

  it('names a clock that wakes it early', () => {
    const early = (event: Event): Event[] => [{ ...event, details: { ...event.details, until: event.at + 1e6 } }];
    expect(plant('item.paused', { event: early })).toMatch(/I10: wi_1 is woken at/);
  });

  it('names an item that is resumed for somebody else', () => {
    expect(plant('item.resumed', { event: (event) => [{ ...event, agent: 'bo' }] })).toMatch(/I10: .*for bo, but anna/);
  });

  it('names an owner who is not preferred', () => {
    const forgot = (event: Event): Event[] => [{ ...event, details: { ...event.details, preferred: null } }];
    expect(plant('item.resumed', { event: forgot })).toMatch(/I8: wi_1 prefers null, not .*anna/);
  });

  it('names a paused row that does not say since when', () => {
    expect(plant('item.paused', { row: { pausedAt: null } })).toMatch(/I7: .*paused since null/);
  });

  it('names a target that is missed twice, and one that never is', () => {
    expect(plant('item.target_breached', { event: (event) => [event, event] })).toMatch(
      /I6: .*is missed while it is breached/,
    );
    expect(plant('item.target_breached', { event: () => [] })).toMatch(
      /I6: firstResponse of wi_1 is warned at .* too long/,
    );
  });

  it('names a row that promises something else, or is urged by other steps', () => {
    expect(plant('item.target_breached', { row: { targets: {} } })).toMatch(/I6: .*its row says \[\]/);
    expect(plant('item.target_breached', { row: { urged: 0 } })).toMatch(
      /I8: wi_1 is urged by 3 steps; its row says 0/,
    );
  });

  it('names a row that lives otherwise, needs attention while it is paused, or stays with nobody who left', () => {
    expect(plant('item.paused', { row: { timeToLiveEndsAt: 5 } })).toMatch(/I1: .*lives until null; its row says 5/);
    expect(plant('item.paused', { row: { attention: { reason: 'no_queue', since: 1 } } })).toMatch(
      /I7: .*is paused and says .*no_queue/,
    );
    expect(plant('item.paused', { row: { flags: ['owner_gone'] } })).toMatch(/I14: .*is flagged/);
  });
});
