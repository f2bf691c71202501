import { createServer } from 'node:net';
import postgres from 'postgres';
import { afterAll, expect, inject, it } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { makeHome } from '../support/home.ts';
import { testDatabase } from '../support/servers.ts';
import { signalbox } from '../support/signalbox.ts';

interface Report {
  readonly healthy: boolean;
  readonly settings: { name: string; value: string | null; origin: string }[];
  readonly checks: { name: string; verdict: string; value: string; remedy: string | null }[];
}

const home = makeHome('doctor');
afterAll(home.remove);

async function examine(environment: Record<string, string>): Promise<{ code: number | null; report: Report }> {
  const port = String(await freePort());
  const { code, out } = await signalbox(['doctor', '--json'], {
    SIGNALBOX_HOME: home.path,
    PORT: port,
    ...environment,
  });
  return { code, report: JSON.parse(out) as Report };
}

const check = (report: Report, name: string) => report.checks.find((one) => one.name === name);

it('finds nothing wrong with a good installation', async () => {
  const { address, namespace } = inject('signalbox');
  const { url } = await testDatabase();
  const { code, report } = await examine({
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
  });
  expect(report.checks.filter((one) => one.verdict === 'wrong')).toEqual([]);
  for (const name of ['PostgreSQL', 'Schema', 'Temporal', 'Temporal namespace'])
    expect(check(report, name)).toMatchObject({ verdict: 'ok', remedy: null });
  expect([code, report.healthy]).toEqual([0, true]);
  expect(report.checks.map((one) => one.name)).toEqual(
    expect.arrayContaining(['PostgreSQL encoding', 'Schema', 'Clock of the database', 'Temporal namespace']),
  );
});

it('shows every setting with its origin, and no secret', async () => {
  const ran = await signalbox(['doctor'], {
    SIGNALBOX_HOME: home.path,
    DATABASE_URL: 'postgres://joe:pa:ss@w0rd@127.0.0.1:1/x',
    SIGNALBOX_ADMIN_KEY: 'sbk_very_secret',
    LOG_LEVEL: 'warn',
  });
  expect(ran.out).toMatch(/LOG_LEVEL +warn +environment/);
  expect(ran.out).toMatch(/HOST +127\.0\.0\.1 +default/);
  expect(ran.out).toMatch(/SIGNALBOX_KEY +not set +default/);
  expect(ran.out).toMatch(/SIGNALBOX_ADMIN_KEY +hidden, 15 characters +environment/);
  expect(ran.out).toContain('postgres://joe:…@127.0.0.1:1/x');
  expect(`${ran.out}${ran.err}`).not.toMatch(/very_secret|w0rd|pa:ss/);
});

it('has a remedy for a database in another encoding and without schema', async () => {
  const { databaseUrl } = inject('signalbox');
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`create database ascii_only template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'`;
  await sql.end();
  const url = new URL(databaseUrl);
  url.pathname = '/ascii_only';
  const { code, report } = await examine({ DATABASE_URL: url.href });
  expect(code).toBe(1);
  expect(check(report, 'PostgreSQL encoding')).toMatchObject({ verdict: 'wrong', value: 'SQL_ASCII' });
  expect(check(report, 'Schema')).toMatchObject({ verdict: 'wrong', remedy: 'Run: npx signalbox migrate' });
});

it('names a wrong password, a missing database and a closed port, each with what to do', async () => {
  const at = new URL(inject('signalbox').databaseUrl);
  const remedy = async (change: (url: URL) => void) => {
    const url = new URL(at);
    change(url);
    return check((await examine({ DATABASE_URL: url.href })).report, 'PostgreSQL')?.remedy;
  };
  const closed = await freePort();
  expect(
    await remedy((url) => {
      url.password = 'wrong';
    }),
  ).toMatch(/refuses the password of signalbox/);
  expect(
    await remedy((url) => {
      url.pathname = '/nowhere';
    }),
  ).toMatch(/has no database nowhere: create it with "createdb/);
  expect(
    await remedy((url) => {
      url.port = String(closed);
    }),
  ).toMatch(`Nothing listens at 127.0.0.1:${closed}`);
});

it('says that Temporal lacks the namespace, or is not there', async () => {
  const { address } = inject('signalbox');
  const lacking = await examine({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'elsewhere' });
  expect(lacking.code).toBe(1);
  expect(check(lacking.report, 'Temporal namespace')?.remedy).toMatch(
    /^Run: temporal operator namespace create .*elsewhere/,
  );
  const closed = await examine({ TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` });
  expect(check(closed.report, 'Temporal')).toMatchObject({
    verdict: 'wrong',
    value: expect.stringContaining('nothing listens'),
  });
});

it('names who holds the port of the API', async () => {
  const other = createServer();
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
  });
  const { code, report } = await examine({ PORT: String(port) });
  other.close();
  expect(code).toBe(1);
  expect(check(report, 'Port of the API')?.value).toContain(`(process ${process.pid})`);
});

it('names a setting that is wrong and still shows the others', async () => {
  const { code, report } = await examine({ PORT: '99999' });
  expect(code).toBe(1);
  expect(check(report, 'Settings')?.remedy).toMatch(/PORT: /);
  expect(report.settings.find((one) => one.name === 'PORT')).toMatchObject({ value: '99999', origin: 'environment' });
});
