import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort, isPortBusy, portHolder, requireFreePort, waitForPort } from '../../scripts/ports.ts';

const server: Server = createServer();
let busy = 0;

beforeAll(async () => {
  busy = await freePort();
  await new Promise<void>((resolve) => server.listen(busy, '127.0.0.1', resolve));
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

test('tells a busy port from a free one', async () => {
  expect(await isPortBusy(busy)).toBe(true);
  expect(await isPortBusy(await freePort())).toBe(false);
});

test('says what is wrong and what to do next', async () => {
  await expect(requireFreePort(busy, 'the API', 'choose another one: PORT=7071 npm start')).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(
      new RegExp(
        `^Port ${busy}, wanted for the API, is already in use by .+; stop it, or choose another one: PORT=7071`,
      ),
    ),
  });
});

test('names the process that holds a port on Linux', () => {
  expect(portHolder(busy)?.pid).toBe(process.platform === 'linux' ? process.pid : undefined);
});

test('lets a free port pass', async () => {
  await expect(requireFreePort(await freePort(), 'the API', 'wait')).resolves.toBeUndefined();
});

test('stops waiting for a port when told to', async () => {
  const begun = performance.now();
  const found = await waitForPort(await freePort(), {
    deadlineMs: 10_000,
    giveUp: () => performance.now() - begun > 100,
  });
  expect(found).toBe(false);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
