import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ADMIN_KEY } from '../api/harness.ts';
import { DOCUMENT, open } from '../engine/harness.ts';
import { type ApiServer, serveApi } from '../support/api-server.ts';
import { runInProcess } from '../support/in-process.ts';

let api: ApiServer;
const directory = mkdtempSync(join(tmpdir(), 'signalbox-life-'));
const configuration = (...words: string[]) => runInProcess('configuration', ...words);
function written(name: string, content: object | string): string {
  const file = join(directory, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
const { desk } = DOCUMENT.profiles;
const withCapacity = (capacity: number) => ({ ...DOCUMENT, profiles: { desk: { ...desk, capacity } } });
/** Strict queues are warned of. */
const STRICT = { ...DOCUMENT, queues: { regular: { name: 'Regular', order: { by: 'strict' } } } };

beforeAll(async () => {
  api = await serveApi();
  await open(api.engine);
  for (const [name, value] of Object.entries({
    SIGNALBOX_URL: api.url,
    SIGNALBOX_KEY: ADMIN_KEY,
    SIGNALBOX_HOME: directory,
  }))
    vi.stubEnv(name, value);
  await api.engine.create({ attributes: { topic: 'loans' } });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await api.stop();
  rmSync(directory, { recursive: true });
});

it('says in words what a file would change, and nothing where it changes nothing', async () => {
  const same = written('same.json', DOCUMENT);
  const other = written('other.json', withCapacity(6));
  expect(await configuration('diff', same)).toEqual({ code: 0, out: `${same} says what version 1 says.\n`, err: '' });
  const sentence = 'Agents of profile desk have 6 units, 4 before.\n';
  expect(await configuration('diff', other)).toEqual({ code: 0, out: sentence, err: '' });
  expect((await configuration('diff', same, '--exit-code')).code).toBe(0);
  expect(await configuration('diff', other, '--exit-code', '--version', '1')).toMatchObject({ code: 1, out: sentence });
  const unknown = await configuration('diff', other, '--version', '99');
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('There is no version "99"') });
});

it('says what a file would have made of the last items', async () => {
  const dearer = { ...DOCUMENT, workstreams: { chat: { ...DOCUMENT.workstreams.chat, cost: 3 } } };
  const { code, out } = await configuration('simulate', written('dearer.json', dearer), '--last', '10');
  expect(out).toMatch(
    /^Of the last 1 item, 1 would be otherwise than by version 1\.\n1 item would have another cost\.\nwi_\S+: 3, 1 before\.\n$/,
  );
  expect(code).toBe(0);
  const rules = [{ when: 'item.attributes.topic == "cards"', to: 'regular' }];
  const lost = { ...DOCUMENT, workstreams: { chat: { channel: 'chat', queue: rules } } };
  const result = await configuration('simulate', written('lost.json', lost));
  expect(result.out).toMatch(/\n1 item could not be placed\.\nwi_\S+: No rule leads to a queue\.\n$/);
  expect(result.code).toBe(1);
  expect((await configuration('simulate', written('same.json', DOCUMENT), '--last', '0')).code).toBe(1);
});

it('publishes with a reason, lists, exports and rolls back', async () => {
  const published = await configuration('publish', written('six.json', withCapacity(6)), '--reason', 'more room');
  expect(published).toEqual({ code: 0, out: 'Version 2 is in force.\n', err: '' });
  expect(await configuration('rollback', '1', '--reason', 'too much')).toMatchObject({
    code: 0,
    out: 'Version 3 is in force.\n',
  });
  const { out } = await configuration('versions');
  expect(out).toMatch(
    /^ {2}3 {2}\S+ \S+ {2}ke_environment {2}too much\n {2}2 {2}\S+ \S+ {2}ke_environment {2}more room\n/,
  );
  const file = join(directory, 'exported.json');
  expect((await configuration('export', file, '--version', '2')).out).toBe(`Version 2 is in ${file}.\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(withCapacity(6));
  expect(await configuration('export', file, '--version', '99')).toMatchObject({ code: 2 });
  expect(await configuration('rollback', '99')).toMatchObject({ code: 2 });
  expect(await configuration('rollback', 'one')).toMatchObject({ code: 1 });
});

it('publishes no warning that nobody acknowledged', async () => {
  const file = written('strict.json', STRICT);
  const refused = await configuration('publish', file);
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(/^warning starving \/queues\/regular\/order\/by: /);
  expect(refused.out).toContain('Nothing was published: acknowledge the warnings with --acknowledge starving or ');
  expect(await configuration('publish', file, '--acknowledge', 'never_open')).toMatchObject({ code: 1 });
  const misspelt = await configuration('publish', file, '--acknowledge', 'starvin');
  expect(misspelt).toMatchObject({ code: 1, err: expect.stringContaining('There is no warning "starvin"') });
  expect((await configuration('publish', file, '--acknowledge', 'never_open,starving')).code).toBe(0);
  expect((await configuration('publish', file, '--acknowledge', 'all')).code).toBe(0);
});

it('publishes over the version that it was told and over no other', async () => {
  const file = written('eight.json', withCapacity(8));
  const { version } = JSON.parse((await configuration('versions', '--json')).out)[0];
  const late = await configuration('publish', file, '--over', String(version - 1));
  expect(late).toMatchObject({
    code: 1,
    out: expect.stringContaining(
      `The published version is ${version}, not ${version - 1}: read it and publish again.\n`,
    ),
  });
  expect((await configuration('publish', file, '--over', 'newest')).code).toBe(1);
  expect((await configuration('publish', file, '--over', String(version))).code).toBe(0);
});

it('publishes nothing that has errors, also such as only the server sees', async () => {
  const gone = { ...DOCUMENT, profiles: { other: desk }, agents: {} };
  const refused = await configuration('publish', written('gone.json', gone), '--acknowledge', 'all');
  expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/^error orphaned \/profiles\/desk: /) });
});

it('imports agents from a file, all of them or none', async () => {
  const good = written('good.csv', 'id,name,profile\ncleo,Cleo,desk\nbo,Bo,desk\n');
  expect(await runInProcess('agents', 'import', good)).toEqual({ code: 0, out: '1 added, 1 changed.\n', err: '' });
  const bad = written('bad.csv', 'id,name,profile\neve,Eve,desk\nfay,Fay,nowhere\n');
  expect(await runInProcess('agents', 'import', bad)).toEqual({
    code: 1,
    out: 'Line 3: There is no profile "nowhere"; known: desk.\nNothing was taken over: 1 thing is wrong.\n',
    err: '',
  });
  expect(api.engine.writer.world()!.agents.has('eve')).toBe(false);
});

it('says with exit code 3 that nobody answers', async () => {
  const file = written('same.json', DOCUMENT);
  vi.stubEnv('SIGNALBOX_URL', 'http://127.0.0.1:9');
  for (const words of [['diff', file], ['publish', file], ['rollback', '1'], ['versions']])
    expect((await configuration(...words)).code, words[0]).toBe(3);
});
