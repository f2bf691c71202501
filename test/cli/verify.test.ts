import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyAll } from '../../cli/verify.ts';
import { open } from '../engine/harness.ts';
import { type ApiServer, serveApi } from '../support/api-server.ts';
import { signalbox } from '../support/signalbox.ts';

let api: ApiServer;
beforeAll(async () => {
  api = await serveApi();
  await open(api.engine);
});
afterAll(() => api.stop());

it('does not report what moves while it reads', async () => {
  let reading = true;
  const working = (async () => {
    while (reading) {
      const { item } = await api.engine.create();
      await api.engine.do({ verb: 'cancel', item: item.id, reason: null });
    }
  })();
  for (let round = 0; round < 20; round += 1) expect((await verifyAll(api.databaseUrl, null)).violations).toEqual([]);
  reading = false;
  await working;
});

it('names a row that does not follow from the log, and exits 1', async () => {
  const { item } = await api.engine.create();
  await api.engine.db.sql`update work_item set state = 'waiting' where id = ${item.id.slice(3)}`;
  const { code, out } = await signalbox(['verify'], { DATABASE_URL: api.databaseUrl });
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^I7 ${item.id} is waiting in its row and offered in the log`, 'm'));
});
