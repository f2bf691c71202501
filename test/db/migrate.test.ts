import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { close, connect } from '../../db/client.ts';
import { migrate } from '../../db/migrate.ts';
import { rebuild } from '../../db/query/rebuild.ts';
import { createDatabase } from '../../scripts/postgres.ts';
import { testDatabase } from '../support/servers.ts';
import { hold, makeEvent } from './fixtures.ts';

describe('a migration', () => {
  it('is safe when four start at once', async () => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    const url = await createDatabase(inject('signalbox').databaseUrl, name);
    await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
    const db = connect(url);
    expect(await rebuild(db)).toEqual({
      seq: 0,
      items: [],
      offers: [],
      agents: [],
      drafts: [],
      recurrences: [],
      bulks: [],
      served: [],
      configuration: null,
    });
    const runs =
      await db.sql`select count(*)::int as n, count(distinct hash)::int as different from drizzle.__drizzle_migrations`;
    expect(runs[0]!.n).toBe(runs[0]!.different);
    await close(db);
  });

  it('makes a missing lease row where the log ends', async () => {
    const { url } = await testDatabase();
    const db = connect(url);
    await (await hold(db)).commit({ events: [makeEvent(1), makeEvent(2)] });
    await db.sql`delete from engine_lease`;
    await migrate(url);
    expect(await (await hold(db)).commit({ events: [makeEvent(3)] })).toMatchObject({ kind: 'committed' });
    await close(db);
  });
});
