import { describe, expect, it } from 'vitest';
import { compile, emptyConfiguration } from '../../../core/configuration/compile.ts';
import { STRICT_STEP_MS } from '../../../core/configuration/compiled.ts';
import { compiled, small } from './small.ts';

describe('what a document leaves out', () => {
  it('fills in every sensible default', () => {
    expect(compile(small(), 7)).toMatchObject({ ok: true, warnings: [], configuration: { version: 7 } });
    expect(compiled()).toMatchObject({
      organisation: { name: 'Bank', timeZone: 'UTC' },
      skills: { stocks: { levels: ['1', '2', '3', '4', '5'] } },
      queues: { regular: { millisPerPriority: 300_000, method: 'longest-idle', serviceLevel: null } },
      workstreams: {
        chat: {
          name: 'chat',
          cost: 1,
          mode: 'offer',
          offerTimeoutMs: 30_000,
          reserveAfterMs: 30_000,
          backOffMs: 60_000,
          awayAfter: 3,
          wrapUp: null,
          timeToLiveMs: null,
          ownerGoneAfterMs: 0,
        },
      },
      profiles: {
        desk: {
          queues: { regular: { rank: 1, afterMs: 0 } },
          rankHandicapMs: 300_000,
          presence: { available: ['chat'], busy: [], dnd: [], away: [], offline: [] },
          may: { decline: true, pick: [], transferTo: [] },
          overrides: { skills: false, capacityMax: null },
        },
      },
      agents: { anna: { connectivity: 'heartbeat', capacity: null, groups: [] } },
    });
  });

  it.each([
    ['chat', true, 30_000],
    ['voice', true, 30_000],
    ['callback', true, 30_000],
    ['messaging', false, 120_000],
    ['portal', false, 900_000],
    ['email', false, 900_000],
    ['case', false, 900_000],
    ['lead', false, 900_000],
    ['scheduled', false, 900_000],
  ])('knows channel %s without being told', (channel, live, offerTimeoutMs) => {
    const configuration = compiled((d) => {
      d.workstreams.chat.channel = channel;
    });
    expect(configuration.channels[channel]).toEqual({ live, offerTimeoutMs, cost: 1 });
    expect(configuration.workstreams.chat).toMatchObject({ offerTimeoutMs, ownerGoneAfterMs: live ? 0 : 1_800_000 });
  });

  it('takes the cost of the channel where the workstream has none', () => {
    const cost = (own: object) =>
      compiled((d) => {
        d.channels = { chat: { cost: 3 } };
        Object.assign(d.workstreams.chat, own);
      }).workstreams.chat!.cost;
    expect([cost({}), cost({ cost: 2 })]).toEqual([3, 2]);
  });

  it('takes the channel timeout before the usual one', () => {
    const { workstreams } = compiled((d) => {
      d.channels = { chat: { offerTimeout: 'PT20S' } };
    });
    expect(workstreams.chat).toMatchObject({ offerTimeoutMs: 20_000, reserveAfterMs: 20_000 });
  });

  it('lets available agents take everything while busy is written', () => {
    const { profiles } = compiled((d) => {
      d.profiles.desk.presence = { busy: ['chat'] };
    });
    expect(profiles.desk!.presence).toMatchObject({ available: ['chat'], busy: ['chat'], away: [] });
  });

  it('counts fractional minutes per priority in whole milliseconds', () => {
    const perPriority = (order: object) =>
      compiled((d) => {
        d.queues.regular.order = order;
      }).queues.regular!.millisPerPriority;
    expect(perPriority({ by: 'urgency', minutesPerPriority: 0.75 })).toBe(45_000);
    expect(perPriority({ by: 'urgency', minutesPerPriority: 0.75 / 7 })).toBe(6429);
    expect(perPriority({ by: 'strict' })).toBe(STRICT_STEP_MS);
  });

  it('sends items to the fallback without a rule', () => {
    const { workstreams } = compiled((d) => {
      d.workstreams.chat = { channel: 'chat', fallback: 'regular' };
    });
    expect(workstreams.chat).toMatchObject({ queueRules: [], fallback: 'regular' });
  });

  it('reads a bare level as a hard requirement', () => {
    const { workstreams } = compiled((d) => {
      d.workstreams.chat.require = { german: 2, stocks: { level: 4, relaxable: true } };
    });
    expect(workstreams.chat!.requirements).toEqual({
      german: { level: 2, relaxable: false },
      stocks: { level: 4, relaxable: true },
    });
  });

  it('finds nothing under a name of Object', () => {
    const configuration = compiled();
    for (const section of ['channels', 'skills', 'groups', 'queues', 'workstreams', 'profiles', 'agents'] as const) {
      expect(configuration[section].constructor).toBeUndefined();
    }
  });

  it('is empty before the first publish', () => {
    expect(emptyConfiguration()).toMatchObject({ version: 0, queues: {}, workstreams: {}, profiles: {}, agents: {} });
  });
});
