import { expect, it } from 'vitest';
import type { Command } from '../../core/command.ts';
import { NO_FOLLOWER } from '../../engine/follower.ts';
import { testDatabase } from '../support/servers.ts';
import { open, startEngine } from './harness.ts';

it('counts an item as told by an answer with its row, and not by one that is given again', async () => {
  const told: string[][] = [];
  const follower = { ...NO_FOLLOWER, committed: (_: unknown, ids: ReadonlySet<string>) => told.push([...ids]) };
  const engine = await startEngine((await testDatabase()).url, { follow: () => follower });
  await open(engine);
  const { item } = await engine.create();
  const cancel: Command = { verb: 'cancel', item: item.id, reason: null };
  const as = { actor: { kind: 'temporal', identity: 'test' }, key: 'once' } as const;
  told.length = 0;
  await engine.do(cancel, as);
  expect(await engine.do(cancel, as)).toMatchObject({ kind: 'row', replayed: true });
  expect(told).toEqual([[item.id], []]);
  await engine.close();
});
