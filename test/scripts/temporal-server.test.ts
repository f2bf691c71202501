import { once } from 'node:events';
import { createServer } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { afterAll, afterEach, expect, test } from 'vitest';
import { isAlive } from '../../scripts/processes.ts';
import { registerSearchAttributes } from '../../scripts/search-attributes.ts';
import { type RunningTemporal, startTemporal, type TemporalOptions } from '../../scripts/temporal-server.ts';
import { makeHome } from '../support/home.ts';

const home = makeHome('temporal');
const NAMESPACE = 'signalbox';
let server: RunningTemporal | null = null;

const start = async (options: Partial<TemporalOptions> = {}) => {
  server = await startTemporal({
    home: home.path,
    namespace: NAMESPACE,
    cli: process.env.TEMPORAL_CLI,
    log: () => {},
    ...options,
  });
  return server;
};

async function connected<T>(address: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

afterEach(async () => {
  await server?.stop();
  server = null;
});
afterAll(() => home.remove());

test('a second start adopts the server that runs', async () => {
  const first = await start();
  const second = await start();
  expect(first.adopted).toBe(false);
  expect(second).toMatchObject({ adopted: true, pid: first.pid, address: first.address, uiUrl: first.uiUrl });
});

test('a kill keeps the workflows and the port', async () => {
  const first = await start();
  const port = Number(first.address.split(':')[1]);
  await connected(first.address, async (connection) => {
    const client = new Client({ connection, namespace: NAMESPACE });
    await client.workflow.start('nobody', { workflowId: 'kept', taskQueue: 'nobody' });
  });
  first.kill();
  const second = await start({ port });
  expect(second).toMatchObject({ adopted: false, address: first.address });
  await connected(second.address, async (connection) => {
    const handle = new Client({ connection, namespace: NAMESPACE }).workflow.getHandle('kept');
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });
});

test('search attributes are registered at each boot, once', async () => {
  const attributes = { ScriptQueue: 'Keyword', ScriptStep: 'Int' } as const;
  const { address } = await start();
  await connected(address, async (connection) => {
    const register = () => registerSearchAttributes(connection, NAMESPACE, attributes);
    await Promise.all([register(), register()]);
    await register();
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
    expect(customAttributes).toMatchObject({ ScriptQueue: 2, ScriptStep: 3 });
    const otherwise = registerSearchAttributes(connection, NAMESPACE, { ScriptStep: 'Keyword' });
    await expect(otherwise).rejects.toMatchObject({ code: 'precondition' });
  });
});

test('stopping ends the process and may be repeated', async () => {
  const { pid, stop } = await start();
  await stop();
  expect(isAlive(pid!)).toBe(false);
  await stop();
});

test('a port that is taken is named', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(start({ port })).rejects.toThrow(`Port ${port}, wanted for Temporal, is already in use`);
  other.close();
});

test('a named server is used and never stopped', async () => {
  const own = await start();
  const named = await startTemporal({ home: home.path, namespace: NAMESPACE, address: own.address, log: () => {} });
  expect(named).toMatchObject({ address: own.address, pid: null, uiUrl: null });
  await named.stop();
  expect(isAlive(own.pid!)).toBe(true);
});

test('a named server that does not answer is reported', async () => {
  const silent = startTemporal({ home: home.path, namespace: NAMESPACE, address: '127.0.0.1:1', log: () => {} });
  await expect(silent).rejects.toThrow('TEMPORAL_ADDRESS names (127.0.0.1:1) does not answer');
});
