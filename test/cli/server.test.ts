import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { Problem } from '../../api/answers.ts';
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

it('answers what is no request, and one with a giant address, like everything else that is wrong', async () => {
  const server = await startTestServer();
  const { hostname, port } = new URL(server.url);
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(text));
      let answer = '';
      socket.setEncoding('utf8').on('data', (part) => {
        answer += part;
      });
      socket.once('close', () => resolve(answer)).once('error', reject);
    });
  const expected = [
    ['rubbish\r\n\r\n', 400, 'malformed'],
    [`GET /v1/work-items?source=${'a'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, 'too_large'],
  ] as const;
  for (const [text, status, code] of expected) {
    const [head, body] = (await raw(text)).split('\r\n\r\n') as [string, string];
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json');
    expect(Problem.parse(JSON.parse(body))).toMatchObject({ status, code });
  }
  await server.stop();
});
