import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createDatabase, type RunningPostgres, startPostgres } from '../../scripts/postgres.ts';
import { isAlive } from '../../scripts/processes.ts';
import { makeHome } from '../support/home.ts';

const home = makeHome('postgres');
const ROOT = join(import.meta.dirname, '..', '..');
let server: RunningPostgres | null = null;

const start = async (options: { home?: string; port?: number } = {}) => {
  const log = options.home ? (line: string) => said.push(line) : () => {};
  server = await startPostgres({ home: home.path, fsync: false, ...options, log });
  return server;
};
const said: string[] = [];

async function ask(url: string, query: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return Object.values((await sql.unsafe(query))[0] ?? {})[0];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

afterEach(async () => {
  await server?.stop();
  server = null;
});
afterAll(() => home.remove());

test('starts with UTF-8, checksums and passwords', async () => {
  const { url, adopted } = await start();
  expect(adopted).toBe(false);
  expect(await ask(url, 'show server_encoding')).toBe('UTF8');
  expect(await ask(url, 'show data_checksums')).toBe('on');
  expect(await ask(url, "select concat(datlocprovider, datlocale) from pg_database where datname = 'postgres'")).toBe(
    'bC.UTF-8',
  );
  const intruder = new URL(url);
  intruder.password = 'guess';
  await expect(ask(intruder.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('a second start adopts the server that runs', async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ adopted: true, pid: first.pid, url: first.url });
});

test('a kill loses nothing and the port stays', async () => {
  const first = await start();
  const url = await createDatabase(first.url, 'kept');
  await ask(url, 'create table kept as select 42 as answer');
  first.kill();
  const second = await start({ port: first.port });
  expect(second).toMatchObject({ adopted: false, port: first.port });
  expect(await ask(url, 'select answer from kept')).toBe(42);
});

test('a killed parent leaves a server to adopt', async () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(join(ROOT, 'scripts', 'postgres.ts'))};
    const { pid } = await startPostgres({ home: ${JSON.stringify(home.path)}, fsync: false, log: () => {} });
    console.log(pid);
    setInterval(() => {}, 1000);`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const parent = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  expect(await start()).toMatchObject({ adopted: true, pid: Number(String(line)) });
});

test('stopping ends the process and may be repeated', async () => {
  const { pid, stop } = await start();
  await stop();
  expect(isAlive(pid)).toBe(false);
  await stop();
});

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(start({ port })).rejects.toThrow(`Port ${port}, wanted for PostgreSQL, is already in use`);
  other.close();
});

test('creating a database twice keeps the first', async () => {
  const { url } = await start();
  await ask(await createDatabase(url, 'twice'), 'create table mark (id int)');
  expect(await ask(await createDatabase(url, 'twice'), "select to_regclass('mark')::text")).toBe('mark');
});

test('a home closed to its account moves the data', async () => {
  const closed = join(home.path, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o700);
  const { dataDir, url, stop } = await start({ home: closed });
  const moved = process.getuid?.() === 0;
  expect(dataDir.startsWith(closed)).toBe(!moved);
  expect(said.join()).toBe(
    moved ? `PostgreSQL's data lies in ${dirname(dataDir)}, since its account cannot enter ${closed}.` : '',
  );
  expect(await ask(url, 'select 1')).toBe(1);
  await stop();
  rmSync(dirname(dataDir), { recursive: true });
});
