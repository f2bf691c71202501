import { describe, expect, it } from 'vitest';
import type { Command } from '../../../core/command.ts';
import { compile } from '../../../core/configuration/compile.ts';
import type { Event, EventType } from '../../../core/event.ts';
import { newItem } from '../fixtures.ts';
import { judgeRun } from './judge.ts';
import { Run } from './run.ts';
import { copyOf, type Snapshot, type Step } from './snapshot.ts';

/** One queue with a ladder, two agents, small and big chats: enough for each invariant to be broken in. */
const DOCUMENT = {
  organisation: { name: 'Harbour' },
  escalations: { ladder: [{ after: 'PT20S', raisePriority: 1 }] },
  skills: { german: { name: 'German' } },
  queues: { desk: { name: 'Desk', escalation: 'ladder' }, other: { name: 'Other' } },
  workstreams: {
    small: { channel: 'chat', cost: 2, reserveAfter: 'PT10S', queue: [{ to: 'desk' }] },
    big: { channel: 'chat', cost: 3, reserveAfter: 'PT10S', queue: [{ to: 'desk' }] },
  },
  profiles: {
    all: {
      name: 'All',
      capacity: 4,
      channels: { chat: { atMost: 2 } },
      queues: [{ queue: 'desk' }, { queue: 'other' }],
    },
    one: { name: 'One', capacity: 4, channels: { chat: {} }, queues: [{ queue: 'other' }] },
  },
};

interface Recording {
  readonly start: Snapshot;
  readonly steps: Step[];
}

const item = (id: string, workstream: string): Command => ({
  verb: 'create',
  item: newItem(id, { workstream }),
});

const person = (agent: string, profile: string): Command => ({
  verb: 'put_agent',
  agent,
  input: {
    name: agent,
    profile,
    groups: [],
    skills: {},
    attributes: {},
    capacity: null,
    limits: {},
    connectivity: 'assumed',
  },
});

const present = (agent: string): Command => ({ verb: 'set_presence', agent, intent: 'available', reason: null });

/** Anna fills up with two small chats, a big one and a late small one wait; she is kept free; Bo gets nothing. */
function record(): Recording {
  const compiled = compile(DOCUMENT, 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
  const steps: Step[] = [];
  const run = new Run(compiled.configuration, { batch: (_run, step) => steps.push(step) });
  const at = (seconds: number, ...commands: Command[]): void => run.batchAt(seconds * 1000, commands);
  at(0, person('anna', 'all'), person('bo', 'one'), present('anna'), present('bo'));
  at(1, item('wi_1', 'small'));
  at(2, item('wi_2', 'small'));
  at(3, item('wi_3', 'big'));
  at(4, item('wi_4', 'small'));
  at(5, { verb: 'accept', offer: [...run.world.offers.keys()][0]! });
  at(14);
  at(15, { verb: 'complete', item: 'wi_1', outcome: null, note: null });
  at(24, { verb: 'assign', item: 'wi_4', agent: 'bo', offer: false });
  at(25, { verb: 'tick' });
  at(26, { verb: 'expire_offer', offer: [...run.world.offers.keys()][0]! });
  at(40, { verb: 'escalate', item: 'wi_3', step: 0 });
  return { start: run.start, steps };
}

/** What the judge says about a copy of the recorded run in which something was changed. */
function plant(change: (at: Planting) => void): string {
  const { start, steps } = record();
  const copy = steps.map((step) => ({ ...step, applied: copyOf(step.applied), after: copyOf(step.after) }));
  change(new Planting(copy));
  return judgeRun(start, copy)
    .map((one) => `${one.invariant}: ${one.detail}`)
    .join('\n');
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class Planting {
  readonly steps: Writable<Step>[];

  constructor(steps: Writable<Step>[]) {
    this.steps = steps;
  }

  /** The batch in which the first event of a type is, and that event. */
  find(type: EventType, place = 0): { step: Writable<Step>; event: Event } {
    const found = this.steps.flatMap((step) =>
      step.events.filter((event) => event.type === type).map((event) => ({ step, event })),
    )[place];
    if (found === undefined) throw new Error(`nothing recorded as ${type}`);
    return found;
  }

  replace(event: Event, ...by: Event[]): void {
    for (const step of this.steps) {
      const swap = (events: readonly Event[]) => events.flatMap((one) => (one === event ? by : [one]));
      Object.assign(step, { events: swap(step.events), matched: swap(step.matched) });
    }
  }

  /** Both pictures of every batch from that step on. */
  pictures(from: Step): Snapshot[] {
    return this.steps.slice(this.steps.indexOf(from as Writable<Step>)).flatMap((step) => [step.applied, step.after]);
  }
}

describe('the judge', () => {
  it('finds nothing in a sound run', () => {
    const recording = record();
    expect(judgeRun(recording.start, recording.steps)).toEqual([]);
    const types = new Set(recording.steps.flatMap((step) => step.events.map((event) => event.type)));
    expect([...types]).toEqual(
      expect.arrayContaining(['offer.made', 'agent.kept_free', 'item.escalated', 'item.assigned']),
    );
  });

  it('names an assignment beside an open offer', () => {
    const found = plant((at) => {
      const { step, event } = at.find('offer.made');
      step.after.items.get(event.item!)!.agentId = 'bo';
    });
    expect(found).toMatch(/I2: .*assigned and offered at once/);
  });

  it('names a second open offer', () => {
    const found = plant((at) => {
      const { step, event } = at.find('offer.made');
      const offer = step.after.offers.get(event.offer!)!;
      step.after.offers.set('of_twin', { ...offer, id: 'of_twin', agentId: 'bo' });
    });
    expect(found).toMatch(/I2: .*2 open offers/);
  });

  it('names an offer beyond the units', () => {
    const found = plant((at) => {
      const { step } = at.find('offer.made', 1);
      step.applied.agents.get('anna')!.capacity = 3;
    });
    expect(found).toMatch(/I3: .*no room/);
  });

  it('names an offer beyond the channel cap', () => {
    const found = plant((at) => {
      const { step } = at.find('offer.made', 1);
      const { configuration } = step.applied;
      const all = { ...configuration.profiles.all!, channels: { chat: { atMost: 1 } } };
      Object.assign(step.applied, {
        configuration: { ...configuration, profiles: { ...configuration.profiles, all } },
      });
    });
    expect(found).toMatch(/I3: .*no room/);
  });

  it('names a balance that leaks', () => {
    const found = plant((at) => {
      const { step } = at.find('item.completed');
      step.after.balances.set('anna', { offered: 0, active: 2, wrappingUp: 0, interrupted: 0 });
    });
    expect(found).toMatch(/I3: .*balance/);
  });

  it('names a second outcome of one offer', () => {
    const found = plant((at) => {
      const { event } = at.find('offer.accepted');
      at.replace(event, event, { ...event, type: 'offer.declined' });
    });
    expect(found).toMatch(/I4: .*declined after accepted/);
  });

  it('names an offer that just vanishes', () => {
    const found = plant((at) => {
      const { step } = at.find('offer.made', 1);
      for (const picture of at.pictures(step)) picture.offers.clear();
    });
    expect(found).toMatch(/I4: .*without an outcome/);
  });

  it('names an escalation before its time', () => {
    const found = plant((at) => {
      const { step, event } = at.find('item.escalated');
      for (const picture of at.pictures(step)) picture.items.get(event.item!)!.enqueuedAt! += 5000;
      const enqueued = at.steps
        .flatMap((one) => one.events)
        .find((one) => one.type === 'item.enqueued' && one.item === event.item)!;
      at.replace(enqueued, { ...enqueued, at: enqueued.at + 5000 });
    });
    expect(found).toMatch(/I6: .*ms early/);
  });

  it('names an escalation step taken twice', () => {
    const found = plant((at) => {
      const { event } = at.find('item.escalated');
      at.replace(event, event, event);
    });
    expect(found).toMatch(/I6: .*where step 2 is next/);
  });

  it('names a gap in the sequence', () => {
    const found = plant((at) => at.replace(at.find('item.completed').event));
    expect(found).toMatch(/I7: seq \d+ follows/);
  });

  it('names a state change without an event', () => {
    const found = plant((at) => {
      const { step } = at.find('agent.kept_free');
      step.after.items.get('wi_3')!.state = 'needs_attention';
    });
    expect(found).toMatch(/I7: .*row says needs_attention/);
  });

  it('names work that overtook older work', () => {
    const found = plant((at) => {
      const { step, event } = at.find('offer.made', 1);
      const older = { ...step.applied.items.get(event.item!)!, id: 'wi_older', enqueuedAt: 0 };
      step.applied.items.set(older.id, older);
    });
    expect(found).toMatch(/I8: .*wi_older.* comes first/);
  });

  it('names an offer to one kept free', () => {
    const found = plant((at) => {
      const { step, event } = at.find('offer.made', 1);
      const big = { ...step.applied.items.get(event.item!)!, id: 'wi_big', cost: 4, enqueuedAt: 0 };
      step.applied.items.set(big.id, big);
      step.applied.agents.get('anna')!.keptFor = big.id;
    });
    expect(found).toMatch(/I8: .*kept free for wi_big/);
  });

  it('names an agent without the skill', () => {
    const found = plant((at) => {
      const { step, event } = at.find('offer.made');
      const skills = { german: { level: 3, relaxable: false } };
      step.applied.items.get(event.item!)!.requirements = { skills, groups: [], attributes: {}, agent: null };
    });
    expect(found).toMatch(/I9: .*barred by skill/);
  });

  it('names an agent who was away', () => {
    const found = plant((at) => {
      at.find('offer.made').step.applied.agents.get('anna')!.intent = 'away';
    });
    expect(found).toMatch(/I9: .*barred by absent/);
  });

  it('names automation that undoes a choice', () => {
    const found = plant((at) => {
      const { event } = at.find('item.assigned', 1);
      const undone = { ...event, seq: event.seq + 1, type: 'item.released', actor: 'engine', details: {} } as const;
      at.replace(event, event, undone);
    });
    expect(found).toMatch(/I10: automation takes wi_4 from bo/);
  });

  it('names work left beside a free agent', () => {
    const found = plant((at) => {
      const { step } = at.find('item.created', 2);
      step.after.agents.get('anna')!.capacity = 10;
      step.after.items.delete('wi_1');
    });
    expect(found).toMatch(/I13: .*although anna could take it/);
  });

  it('names a big item nobody is kept for', () => {
    const found = plant((at) => {
      const { step } = at.find('agent.kept_free');
      for (const picture of at.pictures(step)) picture.agents.get('anna')!.keptFor = null;
    });
    expect(found).toMatch(/I13: wi_3 is overdue/);
  });
});
