import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { createLog } from '../../cli/log.ts';
import { LEASE_MS, startServer } from '../../cli/server.ts';
import { freePort } from '../../scripts/ports.ts';
import { listen } from '../api/events.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';

const ADMIN_KEY = 'sbk_admin_of_the_test';

async function serve() {
  const { url } = await testDatabase();
  const port = await freePort();
  const log = createLog('silent', '/dev/null');
  return startServer({
    databaseUrl: url,
    adminKey: ADMIN_KEY,
    engineSecret: 'sbe_secret_of_the_test',
    host: '127.0.0.1',
    port,
    advertisedUrl: `http://127.0.0.1:${port}`,
    leaseMs: LEASE_MS,
    temporal: testTemporal(),
    log,
  });
}

it('stops within two seconds while streams and half a request are open, and tells the streams so', async () => {
  const server = await serve();
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const stream = listen(await fetch(`${server.url}/v1/live`, { headers }));
  await stream.more();
  const { hostname, port } = new URL(server.url);
  const half = connect(Number(port), hostname);
  await new Promise<void>((resolve) => {
    half.write(
      `POST /v1/keys HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ADMIN_KEY}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`,
      () => resolve(),
    );
  });
  const told = stream.until('the sentence', (event) => event.name === 'end');
  const began = performance.now();
  await server.stop();
  expect(performance.now() - began).toBeLessThan(2_000);
  expect((await told).at(-1)!.data.detail).toMatch(/stops/);
  half.destroy();
});
