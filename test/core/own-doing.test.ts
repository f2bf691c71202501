import { expect, it } from 'vitest';
import { isId } from '../../core/ids.ts';
import { Bench } from './fixtures.ts';

const ids = (bench: Bench, cause: string): string[] =>
  bench.world.log.events.filter((event) => event.cause === cause).map((event) => event.commandId);

it('writes what the clock alone did under an id of its own, not under that of the last command', () => {
  const bench = new Bench();
  bench.agent('anna', { connectivity: 'heartbeat' });
  bench.agent('bo');
  const last = bench.item();
  bench.wait(61_000);
  const lapsed = bench.world.log.events.find(({ type }) => type === 'agent.connection_lost')!;
  const asked = bench.world.log.events.find(({ type, item }) => type === 'item.created' && item === last)!;
  expect(lapsed).toMatchObject({ actor: 'engine', cause: 'tick' });
  expect(isId('cm', lapsed.commandId)).toBe(true);
  expect(lapsed.commandId).not.toBe(asked.commandId);
});

it('gives the work of one match an id, and that of another one another', () => {
  const bench = new Bench();
  bench.agent('anna');
  bench.item();
  bench.item();
  const first = ids(bench, 'match');
  bench.item();
  const all = ids(bench, 'match');
  const asked = new Set(ids(bench, 'create'));
  expect(first).toHaveLength(2);
  expect(new Set(all).size).toBe(3);
  expect(all.every((id) => isId('cm', id) && !asked.has(id))).toBe(true);
});
