import { describe, expect, it } from 'vitest';
import { orphans } from '../../../core/configuration/orphans.ts';
import { compiled } from './small.ts';

const item = (id: string, change: object = {}) => ({
  id,
  queue: 'regular',
  channel: 'chat',
  workstream: 'chat',
  requirements: { skills: {}, groups: [], attributes: {}, agent: null },
  ...change,
});
const agent = (change: object = {}) => ({
  id: 'anna',
  profile: 'desk',
  skills: { german: 2 },
  groups: ['night'],
  ...change,
});
const needs = (skills: object, groups: string[] = []) => ({ requirements: { skills, groups, agent: null } });
const level = (most: number) => ({ level: most, relaxable: false });

describe('a publish', () => {
  it('orphans nothing that it keeps', () => {
    const items = [
      item('wi_1', needs({ german: level(2), stocks: level(5) }, ['night'])),
      item('wi_2', { queue: null }),
    ];
    expect(orphans(compiled(), { items, agents: [agent()] })).toEqual([]);
  });

  it('counts the items of a removed queue', () => {
    const items = ['wi_1', 'wi_2', 'wi_3'].map((id) => item(id, { queue: 'stocks' }));
    expect(orphans(compiled(), { items, agents: [] })).toEqual([
      {
        code: 'orphaned',
        pointer: '/queues/stocks',
        detail: 'Queue stocks still has 3 open items (first wi_1): transfer the items before removing it.',
      },
    ]);
  });

  it.each([
    ['channel', { channel: 'fax' }, '/channels/fax'],
    ['workstream', { workstream: 'gone' }, '/workstreams/gone'],
    ['skill', needs({ french: level(1) }), '/skills/french'],
    ['level', needs({ german: level(3) }), '/skills/german/levels'],
    ['group', needs({}, ['day']), '/groups/day'],
    ['name of Object', { queue: 'constructor' }, '/queues/constructor'],
  ])('orphans an item of a removed %s', (_what, change, pointer) => {
    const found = orphans(compiled(), { items: [item('wi_1', change)], agents: [] });
    expect(found.map((one) => one.pointer)).toEqual([pointer]);
  });

  it.each([
    ['profile', { profile: 'gone' }, '/profiles/gone'],
    ['skill', { skills: { french: 1 } }, '/skills/french'],
    ['level', { skills: { german: 3 } }, '/skills/german/levels'],
    ['group', { groups: ['day'] }, '/groups/day'],
  ])('orphans an agent of a removed %s', (_what, change, pointer) => {
    const found = orphans(compiled(), { items: [], agents: [agent(change)] });
    expect(found.map((one) => one.pointer)).toEqual([pointer]);
  });

  it('counts items and agents of one thing together', () => {
    const used = { items: [item('wi_1', needs({ french: level(1) }))], agents: [agent({ skills: { french: 1 } })] };
    expect(orphans(compiled(), used)[0]!.detail).toBe(
      'Skill french still has 1 open item (first wi_1) and 1 agent (first anna): change what the items ask for and change the skills of the agents before removing it.',
    );
  });
});
