import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';

const result = compile(parse(readFileSync('demo/organisation.yaml', 'utf8')), 1);
const demo = (result.ok ? result.configuration : null) as Configuration;
const VOICE = ['regular', 'prospects', 'stocks', 'internet', 'english'];
const SKILLED = { regular: 28, prospects: 25, stocks: 18, internet: 11, english: 11 };

describe('the demo organisation', () => {
  it('compiles without a problem or a warning', () => {
    expect(result).toMatchObject({ ok: true, warnings: [] });
  });

  it('has the slugs that others rely on', () => {
    expect(Object.keys(demo.workstreams).sort()).toEqual(
      ['calls', 'callbacks', 'cases', 'chat', 'leads', 'messages', 'portal', 'scheduled'].sort(),
    );
    expect(Object.keys(demo.queues).sort()).toEqual([...VOICE, 'chat', 'messages', 'back-office'].sort());
    expect(Object.keys(demo.profiles).sort()).toEqual(['back-office', 'multichannel', 'phone']);
  });

  it('has 28 phone agents who send heartbeats', () => {
    const phone = Object.entries(demo.agents).filter(([, agent]) => agent.profile === 'phone');
    expect(phone.map(([id]) => id)).toEqual(
      Array.from({ length: 28 }, (_, at) => `a${String(at + 1).padStart(2, '0')}`),
    );
    expect(phone.every(([, agent]) => agent.connectivity === 'heartbeat')).toBe(true);
  });

  it('gives each type of call the agents who served it', () => {
    const skilled = VOICE.map((skill) => [
      skill,
      Object.values(demo.agents).filter(({ profile, skills }) => profile === 'phone' && skills[skill] !== undefined)
        .length,
    ]);
    expect(Object.fromEntries(skilled)).toEqual(SKILLED);
  });

  it('credits 90 s to customers of priority 2', () => {
    for (const queue of VOICE) expect(2 * demo.queues[queue]!.millisPerPriority).toBe(90_000);
  });

  it('has somebody connected for every other kind', () => {
    for (const [name, { channel, queueRules, cost }] of Object.entries(demo.workstreams)) {
      const { queue } = queueRules[0]!.split[0]!;
      const able = Object.values(demo.agents).filter((agent) => {
        const profile = demo.profiles[agent.profile]!;
        const there = agent.connectivity === 'assumed' && profile.presence.available.includes(channel);
        return there && channel in profile.channels && queue in profile.queues && profile.capacity >= cost;
      });
      expect(able.length, name).toBeGreaterThan(0);
    }
  });
});
