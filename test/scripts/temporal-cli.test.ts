import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Source } from '../../scripts/fetched-program.ts';
import { run } from '../../scripts/processes.ts';
import { findTemporalCli } from '../../scripts/temporal-cli.ts';
import { downloadFromVendor } from '../../scripts/temporal-download.ts';
import { makeHome } from '../support/home.ts';

const home = makeHome('cli');
afterAll(() => home.remove());

const PROGRAM = '#!/bin/sh\necho temporal version 0\n';
const ABSENT = 'no-such-program-anywhere';
let places = 0;

/** An empty cache for each test. */
const options = (sources: readonly Source[]) => {
  places += 1;
  return { cacheDir: join(home.path, String(places)), command: ABSENT, sources, log: () => {} };
};

function source(content: string | null, calls: string[] = []): Source {
  const fetch = async (file: string) => {
    calls.push(file);
    if (content === null) return 'it was not there';
    writeFileSync(file, content);
    return null;
  };
  return { name: 'a fake', fetch };
}

test('what is fetched once comes from the cache', async () => {
  const calls: string[] = [];
  const chosen = options([source(PROGRAM, calls)]);
  const found = await findTemporalCli(chosen);
  expect(readFileSync(found, 'utf8')).toBe(PROGRAM);
  expect(await findTemporalCli(chosen)).toBe(found);
  expect(calls).toHaveLength(1);
});

test('the next source is tried when one fails', async () => {
  const found = await findTemporalCli(options([source(null), source('not a program'), source(PROGRAM)]));
  expect(readFileSync(found, 'utf8')).toBe(PROGRAM);
});

test('two at once end up with one program', async () => {
  const chosen = options([source(PROGRAM)]);
  const [one, two] = await Promise.all([findTemporalCli(chosen), findTemporalCli(chosen)]);
  expect(one).toBe(two);
  expect(existsSync(one)).toBe(true);
});

test('a program on the path comes first', async () => {
  expect(await findTemporalCli({ ...options([source(null)]), command: 'true' })).toBe('true');
});

test('the program the user names is used or refused', async () => {
  const mine = join(home.path, 'mine');
  writeFileSync(mine, PROGRAM);
  chmodSync(mine, 0o755);
  expect(await findTemporalCli({ ...options([]), cli: mine })).toBe(mine);
  await expect(findTemporalCli({ ...options([source(PROGRAM)]), cli: ABSENT })).rejects.toMatchObject({
    code: 'invalid',
  });
});

test('without any the three commands are shown', async () => {
  const failure = findTemporalCli(options([source(null)]));
  await expect(failure).rejects.toThrow(/a fake: it was not there.*curl.*pip install.*go install/s);
});

async function withVendor(answer: (server: Server) => void, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer();
  answer(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/archive`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

test('the archive of the vendor is unpacked', async () => {
  const directory = join(home.path, 'vendor');
  mkdirSync(directory);
  writeFileSync(join(directory, 'temporal'), PROGRAM);
  await run('tar', ['-czf', join(home.path, 'a.tgz'), '-C', directory, 'temporal'], { deadlineMs: 10_000 });
  const file = join(home.path, 'unpacked', 'temporal');
  mkdirSync(dirname(file));
  const answer = (server: Server) =>
    server.on('request', (_, reply) => reply.end(readFileSync(join(home.path, 'a.tgz'))));
  await withVendor(answer, async (url) => {
    expect(await downloadFromVendor({ url, connectTimeoutMs: 2_000, downloadTimeoutMs: 5_000 }, file)).toBeNull();
  });
  expect(readFileSync(file, 'utf8')).toBe(PROGRAM);
});

test('a vendor that does not answer is left soon', async () => {
  const silent = () => {};
  await withVendor(silent, async (url) => {
    const begun = performance.now();
    const file = join(home.path, 'never');
    const refusal = await downloadFromVendor({ url, connectTimeoutMs: 200, downloadTimeoutMs: 5_000 }, file);
    expect(refusal).toBe('it did not answer in time');
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
