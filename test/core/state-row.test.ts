import { describe, expect, it } from 'vitest';
import type { NewItem } from '../../core/command.ts';
import { toldRow } from '../../core/state-row.ts';
import { Bench, configuration, profile, workstream } from './fixtures.ts';

const named = { skills: {}, groups: [], attributes: {}, agent: 'anna' };

function bench(): Bench {
  const made = new Bench(
    configuration({
      workstreams: { chat: workstream(), list: workstream({ mode: 'pick' }) },
      profiles: { desk: profile({ may: { decline: true, pause: true, pick: ['chat'], transferTo: [] } }) },
    }),
  );
  made.agent('anna');
  return made;
}
const rowOf = (of: Bench, item: string) => toldRow(of.world, of.world.items.get(item)!, 1);
const away = (of: Bench) => of.do({ verb: 'set_presence', agent: 'anna', intent: 'away', reason: null });

describe('what the workflow of an item is told', () => {
  it('says whether it waits on a list, and for whom alone', () => {
    const at = bench();
    const listed = at.item({ workstream: 'list' });
    expect(rowOf(at, listed)).toMatchObject({ state: 'waiting', toPick: true });
    away(at);
    const [any, hers] = [at.item(), at.item({ requirements: named } as Partial<NewItem>)];
    expect(rowOf(at, any)).not.toHaveProperty('onlyFor');
    expect(rowOf(at, any)).not.toHaveProperty('toPick');
    expect(rowOf(at, hers).onlyFor).toEqual({ agent: 'anna', until: null });
  });

  it('says whether its pause is for the customer, and until when its owner is preferred after it', () => {
    const at = bench();
    const item = at.item();
    at.accept(item);
    at.do({ verb: 'pause', item, until: null, forCustomer: true, reason: null });
    expect(rowOf(at, item)).toMatchObject({ state: 'paused', agentId: 'anna', forCustomer: true });
    at.do({ verb: 'resume', item, agent: null });
    expect(rowOf(at, item)).not.toHaveProperty('forCustomer');
    const waiting = at.world.items.get(item)!;
    if (waiting.state === 'offered')
      at.do({ verb: 'decline', offer: at.offer(item), reason: null, retryAfterMs: null });
    Object.assign(waiting, { preferredAgent: 'bo', preferredUntil: at.now + 5000 });
    expect(rowOf(at, item).onlyFor).toEqual({ agent: 'bo', until: at.now + 5000 });
    at.wait(6000);
    expect(rowOf(at, item)).not.toHaveProperty('onlyFor');
  });
});
