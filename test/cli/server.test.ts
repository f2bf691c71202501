import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { listen } from '../api/events.ts';
import { ADMIN_KEY, startTestServer } from '../support/server.ts';

it('stops within two seconds while streams and half a request are open, and tells the streams so', async () => {
  const server = await startTestServer();
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
