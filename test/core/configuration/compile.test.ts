import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../core/configuration/compile.ts';
import { durationMs } from '../../../core/configuration/duration.ts';
import { orphans } from '../../../core/configuration/orphans.ts';

const small = () => ({
  organisation: { name: 'Bank' },
  skills: { german: { name: 'German', levels: ['basic', 'good'] } },
  queues: { regular: { name: 'Regular' } },
  workstreams: { chat: { channel: 'chat', queue: [{ to: 'regular' }] } },
  profiles: { desk: { name: 'Desk', capacity: 5, channels: { chat: { atMost: 3 } }, queues: [{ queue: 'regular' }] } },
  agents: { anna: { name: 'Anna', profile: 'desk', skills: { german: 2 } } },
});

const pointers = (document: unknown): string[] => {
  const compiled = compile(document, 1);
  return compiled.ok ? [] : compiled.findings.map((finding) => finding.pointer);
};

describe('a configuration document', () => {
  it('fills in every sensible default', () => {
    const compiled = compile(small(), 7);
    expect(compiled).toMatchObject({
      ok: true,
      warnings: [],
      configuration: {
        version: 7,
        channels: { chat: { live: true, offerTimeoutMs: 30_000 } },
        queues: { regular: { millisPerPriority: 300_000, method: 'longest-idle' } },
        workstreams: {
          chat: { cost: 1, backOffMs: 60_000, awayAfter: 3, reserveAfterMs: 30_000, ownerGoneAfterMs: 0 },
        },
        profiles: { desk: { presence: { available: ['chat'], busy: [], away: [] } } },
      },
    });
  });

  const wrong: [string, (document: ReturnType<typeof small>) => unknown, string][] = [
    ['an unknown key', (d) => ({ ...d, colour: 1 }), ''],
    [
      'a queue that does not exist',
      (d) => ({ ...d, workstreams: { chat: { channel: 'chat', queue: [{ to: 'x' }] } } }),
      '/workstreams/chat/queue/0/to',
    ],
    [
      'a channel that does not exist',
      (d) => ({ ...d, workstreams: { chat: { channel: 'fax', queue: [{ to: 'regular' }] } } }),
      '/workstreams/chat/channel',
    ],
    [
      'a level above the scale',
      (d) => ({ ...d, agents: { anna: { ...d.agents.anna, skills: { german: 3 } } } }),
      '/agents/anna/skills/german',
    ],
    [
      'a profile that does not exist',
      (d) => ({ ...d, agents: { anna: { name: 'Anna', profile: 'x' } } }),
      '/agents/anna/profile',
    ],
    [
      'a duration without a unit',
      (d) => ({ ...d, channels: { chat: { offerTimeout: '30' } } }),
      '/channels/chat/offerTimeout',
    ],
    [
      'a policy not yet supported',
      (d) => ({ ...d, queues: { regular: { name: 'R', hours: 'office' } } }),
      '/queues/regular',
    ],
    [
      'escalation steps out of order',
      (d) => ({
        ...d,
        escalations: {
          up: [
            { after: 'PT60S', relax: true },
            { after: 'PT30S', relax: true },
          ],
        },
      }),
      '/escalations/up/1/after',
    ],
    [
      'an escalation step that does nothing',
      (d) => ({ ...d, escalations: { up: [{ after: 'PT60S' }] } }),
      '/escalations/up/0',
    ],
    ['a reserved name', (d) => ({ ...d, groups: { constructor: { name: 'x' } } }), '/groups/constructor'],
  ];
  it.each(wrong)('refuses %s with its pointer', (_what, change, pointer) => {
    expect(pointers(change(small()))).toContain(pointer);
  });

  it('warns of a queue that nobody serves', () => {
    const document = { ...small(), profiles: { desk: { ...small().profiles.desk, queues: [] } } };
    const compiled = compile(document, 1);
    expect(compiled.ok && compiled.warnings.map((one) => one.pointer)).toEqual([
      '/profiles/desk/queues',
      '/workstreams/chat/queue/0/to',
    ]);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(small())), (value, key) => {
        expect(typeof compile(value, 1).ok).toBe('boolean');
        expect(typeof compile({ ...small(), [key]: value }, 1).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('names what open items and agents still use', () => {
    const compiled = compile(small(), 1);
    if (!compiled.ok) throw new Error('does not compile');
    const used = {
      agents: [{ id: 'anna', profile: 'gone', skills: {}, groups: [] }],
      items: [{ id: 'wi_1', queue: 'old', workstream: 'chat', requirements: { skills: {}, groups: [], agent: null } }],
    };
    expect(orphans(compiled.configuration, used).map((one) => one.pointer)).toEqual(['/queues/old', '/profiles/gone']);
  });
});

describe('a duration', () => {
  it.each([
    ['PT30S', 30_000],
    ['PT1.5S', 1500],
    ['PT5M', 300_000],
    ['P1DT1H', 90_000_000],
    ['P2W', 1_209_600_000],
    ['P1M', null],
    ['PT', null],
    ['P', null],
    ['30s', null],
  ])('reads %s as %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});
