import { describe, expect, it } from 'vitest';
import { Bench, configuration, profile, workstream } from './fixtures.ts';

/** One agent with three units; small chats take one, big ones all three. */
function desk(patient: number, hasty: number): { bench: Bench; small: string; kept: () => string | null } {
  const big = { cost: 3, reserveAfterMs: patient };
  const workstreams = {
    chat: workstream(),
    patient: workstream(big),
    hasty: workstream({ ...big, reserveAfterMs: hasty }),
  };
  const bench = new Bench(configuration({ workstreams, profiles: { desk: profile({ capacity: 3 }) } }));
  bench.agent('anna');
  const small = bench.item();
  bench.accept(small);
  return { bench, small, kept: () => bench.world.agents.get('anna')!.keptFor };
}

describe('an agent is kept free', () => {
  it('for an overdue item though an older one is more patient', () => {
    const { bench, kept } = desk(60_000, 10_000);
    const older = bench.item({ workstream: 'patient' });
    bench.wait(1000);
    const younger = bench.item({ workstream: 'hasty' });
    bench.wait(9999);
    expect(kept()).toBeNull();
    bench.wait(1);
    expect(kept()).toBe(younger);
    bench.wait(49_000);
    expect(kept()).toBe(older);
  });

  it('for the older item first where both are overdue', () => {
    const { bench, small, kept } = desk(10_000, 10_000);
    const older = bench.item({ workstream: 'patient' });
    bench.item({ workstream: 'hasty' });
    bench.wait(10_000);
    expect(kept()).toBe(older);
    bench.complete(small);
    expect(bench.holder(older)).toBe('anna');
  });
});

it('an assign changes the row of the previous holder once', () => {
  const { bench, small } = desk(10_000, 10_000);
  bench.agent('bo');
  const { rev } = bench.world.agents.get('anna')!;
  bench.wait(5000);
  bench.do({ verb: 'assign', item: small, agent: 'bo', offer: false });
  expect(bench.world.agents.get('anna')).toMatchObject({ rev: rev + 1, idleSince: bench.now });
});
