import { Connection } from '@temporalio/client';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { testDatabase, testTemporal } from './servers.ts';

test('two test databases do not share tables', async () => {
  const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
  const [first, second] = [postgres(one.url, { max: 1 }), postgres(two.url, { max: 1 })];
  await first`create table mine (id int)`;
  const [found] = await second`select to_regclass('mine') as name`;
  expect(found?.name).toBeNull();
  await Promise.all([first.end(), second.end()]);
  await Promise.all([one.drop(), two.drop()]);
});

test('the database speaks UTF-8 everywhere', async () => {
  const { url, drop } = await testDatabase();
  const sql = postgres(url, { max: 1 });
  const [row] = await sql`select current_setting('server_encoding') as encoding, upper('å') as upper`;
  expect(row).toEqual({ encoding: 'UTF8', upper: 'Å' });
  await sql.end();
  await drop();
});

test('the Temporal server answers for its namespace', async () => {
  const { address, namespace, taskQueue } = testTemporal();
  const connection = await Connection.connect({ address });
  const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace });
  expect(namespaceInfo?.name).toBe(namespace);
  expect(testTemporal().taskQueue).not.toBe(taskQueue);
  await connection.close();
});
