import { afterAll, afterEach, expect, it } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { until } from '../engine/harness.ts';
import { makeHome } from '../support/home.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';
import { launch, type Running } from '../support/signalbox.ts';

let worker: Running | undefined;
const home = makeHome('worker');
afterAll(() => home.remove());
afterEach(() => {
  worker?.child.kill('SIGKILL');
});

async function start(temporalAddress: string): Promise<(path?: string) => Promise<number | null>> {
  const port = await freePort();
  const { namespace, taskQueue } = testTemporal();
  worker = launch(['worker'], {
    ...{ DATABASE_URL: (await testDatabase()).url, SIGNALBOX_HOME: home.path, WORKER_PORT: String(port) },
    ...{ TEMPORAL_ADDRESS: temporalAddress, TEMPORAL_NAMESPACE: namespace, TEMPORAL_TASK_QUEUE: taskQueue },
  });
  // A second is plenty for an answer that looks at two numbers.
  return async (path = '/livez') =>
    fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(1_000) }).then(
      (answer) => answer.status,
      () => null,
    );
}

it('says that it polls, nothing while it is stuck, and that it polls again', async () => {
  const health = await start(testTemporal().address);
  await until('it polls', async () => (await health()) === 200, 30_000);
  expect(await health('/other')).toBe(404);
  worker!.child.kill('SIGSTOP');
  expect(await health()).toBeNull();
  worker!.child.kill('SIGCONT');
  await until('it answers again', async () => (await health()) === 200);
  worker!.child.kill('SIGTERM');
  expect((await worker!.ended).code).toBe(0);
}, 60_000);

it('says that it does not poll where there is no server', async () => {
  const health = await start('127.0.0.1:1');
  await until('it answers', async () => (await health()) !== null, 30_000);
  expect(await health()).toBe(503);
}, 60_000);
