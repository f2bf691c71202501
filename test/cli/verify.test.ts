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

it('names a row that holds other units than the log says', async () => {
  const { item } = await api.engine.create();
  await api.engine.db.sql`update offer set units = units + 3 where item_id = ${item.id.slice(3)}`;
  const { out } = await signalbox(['verify'], { DATABASE_URL: api.databaseUrl });
  expect(out).toMatch(
    new RegExp(`^I3 ${item.id} is held by (\\w+) with 4 units in its row and by \\1 with 1 units in the log`, 'm'),
  );
});

it('names two items of one source and external id, which an index forbids', async () => {
  const ids = await Promise.all(
    ['1', '2'].map(async (externalId) => (await api.engine.create({ externalId })).item.id),
  );
  const { sql } = api.engine.db;
  await sql`drop index work_item_external`;
  await sql`update work_item_payload set external_id = '1' where external_id = '2'`;
  const { out } = await signalbox(['verify'], { DATABASE_URL: api.databaseUrl });
  expect(out).toMatch(new RegExp(`^I11 ${ids.sort().join(' and ')} have one source`, 'm'));
});

it('judges what is decided under each version of the configuration', async () => {
  const { sql } = api.engine.db;
  await sql`update configuration_version set document = jsonb_set(document::jsonb, '{profiles,desk,capacity}', '1')`;
  const { out } = await signalbox(['verify'], { DATABASE_URL: api.databaseUrl });
  expect(out).toMatch(/^I3 wi_\S+ offered to (anna|bo) at seq [0-9]+ beyond her units/m);
});

it('counts what it cannot judge where a version cannot be read', async () => {
  await api.engine.db.sql`update configuration_version set document = '{"queues":7}'`;
  const { out } = await signalbox(['verify'], { DATABASE_URL: api.databaseUrl });
  expect(out).toMatch(/^[0-9]+ offers could not be judged/m);
  expect(out).not.toMatch(/^I(8|9|13) /m);
});
