import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/command.ts';
import { compile } from '../../../core/configuration/compile.ts';
import type { Event } from '../../../core/event.ts';
import { newItem } from '../fixtures.ts';
import { Judge } from './judge.ts';
import { Run } from './run.ts';

const DOCUMENT = {
  organisation: { name: 'Harbour' },
  skills: { german: { name: 'German' } },
  queues: { desk: { name: 'Desk', assign: 'round-robin' } },
  workstreams: { chat: { channel: 'chat', queue: [{ to: 'desk' }] } },
  profiles: { desk: { name: 'Desk', capacity: 9, channels: { chat: {} }, queues: [{ queue: 'desk' }] } },
};

const person: Command = {
  verb: 'put_agent',
  agent: 'anna',
  input: {
    name: 'Anna',
    profile: 'desk',
    groups: [],
    skills: { german: 3 },
    attributes: {},
    capacity: null,
    limits: {},
    connectivity: 'assumed',
  },
};

const item = (id: string, skills: Record<string, { level: number; relaxable: boolean }> = {}): Command => ({
  verb: 'create',
  item: newItem(id, { workstream: 'chat', requirements: { skills, groups: [], attributes: {}, agent: null } }),
});

function play(...batches: readonly Command[][]): { run: Run; events: Event[] } {
  const compiled = compile(DOCUMENT, 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  const events: Event[] = [];
  const found: string[] = [];
  const run: Run = new Run(compiled.configuration, {
    batch: (_run, step) => {
      events.push(...step.events);
      found.push(...judge.watch(step).map((one) => `${one.invariant}: ${one.detail}`));
    },
  });
  const judge = new Judge(run.start);
  for (const [second, batch] of batches.entries()) run.batchAt(second * 1000, batch);
  expect(found).toEqual([]);
  return { run, events };
}

/** Faults that the properties found once, kept small. */
describe('a fault that was found stays fixed', () => {
  it('ranks a pair anew when its score worsened', () => {
    const german = { german: { level: 1, relaxable: false } };
    const available: Command = { verb: 'set_presence', agent: 'anna', intent: 'available', reason: null };
    const { events } = play([person, item('wi_1'), item('wi_2'), item('wi_3', german), available]);
    const made = events.filter((event) => event.type === 'offer.made').map((event) => event.item);
    expect(made).toEqual(['wi_1', 'wi_2', 'wi_3']);
  });

  it('writes an agent removed and added as one row', () => {
    const { run } = play([person], [{ verb: 'remove_agent', agent: 'anna' }, person]);
    expect([...run.rows.agents.keys()]).toEqual(['anna']);
    expect(run.rows.agents.get('anna')?.rev).toBe(run.world.agents.get('anna')?.rev);
  });
});
