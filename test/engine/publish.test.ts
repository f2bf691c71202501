import { expect, it } from 'vitest';
import { type Compiled, compile } from '../../core/configuration/compile.ts';
import { testDatabase } from '../support/servers.ts';
import { DOCUMENT, open, startEngine } from './harness.ts';

const PUBLISH = { verb: 'publish', author: 'test', ifMatch: 1, reason: null, reclassify: false } as const;

it('a publish holds nobody up while its document is compiled, and only one of two from the same version gets in', async () => {
  const held: { document: unknown; go: (compiled: Compiled) => void }[] = [];
  let hold = false;
  const { url } = await testDatabase();
  const engine = await startEngine(url, {
    compile: async (document) =>
      hold ? new Promise<Compiled>((go) => held.push({ document, go })) : compile(document, 0),
  });
  await open(engine);
  hold = true;
  const both = ['Second', 'Third'].map((name) =>
    engine.do({ ...PUBLISH, document: { ...DOCUMENT, organisation: { name } } }),
  );
  const { item } = await engine.create();
  expect(item).toMatchObject({ state: 'offered', configurationVersion: 1 });
  expect(engine.writer.world()!.configuration.version).toBe(1);
  for (const { document, go } of held) go(compile(document, 0));
  expect((await Promise.all(both)).map(({ kind }) => kind)).toEqual(['published', 'refused']);
  expect(engine.writer.world()!.configuration).toMatchObject({ version: 2, organisation: { name: 'Second' } });
  await engine.close();
});
