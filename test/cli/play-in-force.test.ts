import { afterEach, beforeEach, expect, it } from 'vitest';
import { demoOrganisation } from '../../cli/play/organisation.ts';
import { freePort } from '../../scripts/ports.ts';
import { ADMIN_KEY } from '../api/harness.ts';
import { DOCUMENT, until } from '../engine/harness.ts';
import { type ApiServer, serveApi } from '../support/api-server.ts';
import { makeHome } from '../support/home.ts';
import { testTemporal } from '../support/servers.ts';
import { launch, type Ran, type Running } from '../support/signalbox.ts';

let api: ApiServer;
const started: Running[] = [];
const home = makeHome('play');
beforeEach(async () => {
  api = await serveApi();
});
afterEach(async () => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
  await api.stop();
  home.remove();
});

function run(args: string[], more: Record<string, string> = {}): Running {
  const running = launch(args, {
    SIGNALBOX_URL: api.url,
    SIGNALBOX_KEY: ADMIN_KEY,
    SIGNALBOX_HOME: home.path,
    ...more,
  });
  started.push(running);
  return running;
}

async function playing(): Promise<Running> {
  const play = run(['play', '--speed', '60']);
  await until('a second was played', () => /waiting \d+ .*agents: /.test(play.out()));
  return play;
}

const publish = (document: object) =>
  api.engine.do({ verb: 'publish', document, author: 'somebody', ifMatch: '*', reason: null, reclassify: false });

async function inForce(url = api.url): Promise<{ version: number; document: unknown }> {
  const answer = await fetch(`${url}/v1/configuration`, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  return (await answer.json()) as { version: number; document: unknown };
}

const openCalls = async (): Promise<number> =>
  (
    await api.engine.db.sql`
      select from work_item w join work_item_payload p on p.id = w.id
      where p.source = 'anonbank' and w.state not in ('closed', 'cancelled')`
  ).length;

it('refuses where something else than the demo is published', async () => {
  await publish(DOCUMENT);
  const { code, out, err } = await run(['play']).ended;
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^"Test" is published at \S+, and a play would replace it; play on .*npm start\n$/);
  expect(await inForce()).toMatchObject({ version: 1, document: DOCUMENT });
});

it('says which configuration it plays under, and ends with the demo on Ctrl-C', async () => {
  const play = await playing();
  expect(play.out()).toContain('every duration of the configuration is divided by 60');
  expect(await inForce()).toMatchObject({
    document: { organisation: { name: 'Harbour Bank (played 60 times as fast)' } },
  });
  play.child.kill('SIGINT');
  const { code, err } = await play.ended;
  expect({ code, err }).toEqual({ code: 130, err: '' });
  expect((await inForce()).document).toEqual(demoOrganisation());
  expect(await openCalls()).toBe(0);
}, 30_000);

it('ends quietly, and with the demo, when nobody reads on', async () => {
  const play = await playing();
  play.child.stdout?.destroy();
  const { code, err }: Ran = await play.ended;
  expect({ code, err }).toEqual({ code: 143, err: '' });
  expect((await inForce()).document).toEqual(demoOrganisation());
}, 30_000);

it('leaves in force what somebody published during the play', async () => {
  const play = await playing();
  const theirs = { ...demoOrganisation(), organisation: { name: 'Theirs' } };
  await publish(theirs);
  play.child.kill('SIGINT');
  expect((await play.ended).out).toContain(
    'Somebody published another configuration during the play; it stays in force.',
  );
  expect((await inForce()).document).toEqual(theirs);
}, 30_000);

it('gives the demo its durations and its always-there people back at the next start after a kill', async () => {
  const play = await playing();
  await api.engine.do({ verb: 'set_presence', agent: 'm01', intent: 'away', reason: 'unanswered' });
  play.child.kill('SIGKILL');
  await play.ended;
  const again = await run(['play']).ended;
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toMatch(/^A play runs at \S+, or was killed less than a minute ago/);
  await api.engine.writer.stop();
  const port = await freePort();
  const { address, namespace, taskQueue } = testTemporal();
  const start = run(['start', '--no-demo'], {
    DATABASE_URL: api.databaseUrl,
    PORT: String(port),
    SIGNALBOX_ADMIN_KEY: ADMIN_KEY,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_TASK_QUEUE: taskQueue,
    TEMPORAL_UI_URL: 'http://ui.invalid/',
  });
  await until('it runs', () => start.out().includes('Signalbox is running.'), 30_000);
  expect(start.out()).toContain('A play was killed; the demo has its own durations again.');
  const [newest] = await api.engine.db.sql`select id from work_item order by created_at desc, id desc limit 1`;
  expect(start.out()).toContain(`http://ui.invalid/namespaces/${namespace}/workflows/wi_${newest?.id}\n`);
  expect((await inForce(`http://127.0.0.1:${port}`)).document).toEqual(demoOrganisation());
  const [m01] = await api.engine.db.sql`select intent from agent where id = 'm01'`;
  expect(m01).toEqual({ intent: 'available' });
  start.child.kill('SIGTERM');
  expect(await start.ended).toMatchObject({ code: 0, err: '' });
}, 60_000);
