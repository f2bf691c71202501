import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { close, connect, type Database, run } from '../../db/client.ts';
import { testDatabase } from '../support/servers.ts';

const opened: Database[] = [];
const open = (...given: Parameters<typeof connect>): Database => {
  const db = connect(...given);
  opened.push(db);
  return db;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map(close));
});

const UNKNOWN = { name: 'SignalboxError', code: 'unavailable', unknownOutcome: true };

describe('a statement', () => {
  it('is given up at its deadline', async () => {
    const db = open((await testDatabase()).url, { deadlineMs: 200 });
    await db.sql`select 1`;
    const before = performance.now();
    await expect(run(db, 'select pg_sleep(1)')).rejects.toMatchObject(UNKNOWN);
    expect(performance.now() - before).toBeLessThan(900);
  });

  it('does not wait for a server that never answers', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const db = open(`postgres://nobody@127.0.0.1:${port}/none`, { deadlineMs: 200 });
    await expect(run(db, 'select 1')).rejects.toMatchObject(UNKNOWN);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('never runs when it was late before it was sent', async () => {
    const { url } = await testDatabase();
    const db = open(url, { deadlineMs: 150, connections: 1 });
    await run(db, 'create table trace (at timestamptz)');
    const only = await db.sql.reserve();
    await expect(run(db, 'insert into trace values (now())')).rejects.toMatchObject(UNKNOWN);
    only.release();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await run(db, 'select * from trace')).toEqual([]);
  });

  it('has an unknown outcome when the connection drops', async () => {
    const { url } = await testDatabase();
    const [db, other] = [open(url, { connections: 1 }), open(url)];
    const [backend] = await run<{ pid: number }>(db, 'select pg_backend_pid() as pid');
    const cut = expect(run(db, 'select pg_sleep(2)')).rejects.toMatchObject(UNKNOWN);
    await expect
      .poll(async () => {
        await run(other, 'select pg_terminate_backend($1) from pg_stat_activity where pid = $1 and state = $2', [
          backend!.pid,
          'active',
        ]);
        return run(other, 'select 1 from pg_stat_activity where pid = $1', [backend!.pid]);
      })
      .toEqual([]);
    await cut;
    // The driver may hand the next statement to the connection that is just ending.
    await expect.poll(() => run(db, 'select 1 as one').catch(() => null)).toEqual([{ one: 1 }]);
  });
});
