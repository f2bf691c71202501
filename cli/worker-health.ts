import { once } from 'node:events';
import { createServer } from 'node:http';

/**
 * `GET /livez` says whether the worker polls for work: 200, or 503 while it has no server or is ending. One that is stuck gives no
 * answer at all. @returns how to close it
 */
export async function serveHealth(
  at: { host: string; port: number },
  isPolling: () => boolean,
): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    const polls = isPolling();
    const asked = request.url === '/livez' && ['GET', 'HEAD'].includes(request.method ?? '');
    const told = asked
      ? { status: polls ? 'polling' : 'not polling' }
      : { detail: 'A worker answers GET /livez only.' };
    response.writeHead(asked ? (polls ? 200 : 503) : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(told));
  });
  server.listen(at.port, at.host);
  await once(server, 'listening');
  return async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
}
