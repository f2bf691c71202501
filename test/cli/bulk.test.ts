import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN_KEY } from '../api/harness.ts';
import { open } from '../engine/harness.ts';
import { type ApiServer, serveApi } from '../support/api-server.ts';
import { makeHome } from '../support/home.ts';
import { signalbox } from '../support/signalbox.ts';

let api: ApiServer;
const home = makeHome('bulk');
const bulk = (...args: string[]) =>
  signalbox(['bulk', ...args], { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY, SIGNALBOX_HOME: home.path });
const begun = ({ out }: { out: string }): string => out.split(' ')[0]!;
/** What its workflow would ask. */
const step = (id: string) =>
  api.engine.do({ verb: 'bulk_step', bulk: id, position: 0 }, { actor: { kind: 'temporal', identity: 'bulk' } });
/** Of a source that a shell has to be told where it ends. */
const SOURCE = "Bo's shop";
const LATER = Date.parse('2035-01-01T08:00:00Z');

beforeAll(async () => {
  api = await serveApi();
  await open(api.engine);
  for (let n = 0; n < 12; n += 1) await api.engine.create({ source: SOURCE, notBefore: LATER });
});
afterAll(async () => {
  await api.stop();
  home.remove();
});

it('says that there has been none yet', async () => {
  expect(await bulk('list')).toMatchObject({ code: 0, out: 'There has been no bulk operation yet.\n' });
});

it('is paused, resumed, left and shown', { timeout: 120_000 }, async () => {
  const raised = await bulk('start', 'set_priority', '--source', SOURCE, '--priority=-5', '--reason', 'Can wait');
  const id = begun(raised);
  expect(raised).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^bk_\S+ {2}.*set_priority {2}running {2}0 of 12/),
  });
  expect((await bulk('pause', id)).out).toContain('  paused  ');
  expect((await bulk('resume', id)).out).toContain('  running  ');
  await step(id);
  expect((await bulk('list')).out).toMatch(new RegExp(`^ {2}${id} .* done +12 of 12 +Can wait\n$`));
  const { out } = await bulk('show', id);
  expect(out).toMatch(/^ {2}action +set_priority with priority -5$/m);
  expect(out).toMatch(/^ {2}items +source Bo's shop$/m);
  expect(out).toMatch(/^ {2}came to +12 done, 0 passed over, 0 refused$/m);
  expect(JSON.parse((await bulk('show', id, '--json')).out)).toMatchObject({ id, state: 'done', counts: { done: 12 } });
  const left = begun(await bulk('start', 'reschedule', '--source', SOURCE, '--not-before', '2036-01-01T08:00:00Z'));
  expect((await bulk('cancel', left)).out).toContain('  cancelled  0 of 12');
  expect(await bulk('resume', left)).toMatchObject({ code: 1, out: `Bulk operation ${left} is cancelled.\n` });
});

it('says first what a cancel would end, and with which command', { timeout: 120_000 }, async () => {
  const asked = await bulk('start', 'cancel', '--source', SOURCE, '--reason', 'Sent twice');
  expect(asked.code).toBe(0);
  expect(asked.out).toMatch(
    /^12 items match; nothing has been done\.\n(?: {2}wi_\S+\n){10} {2}and 2 more\nTo cancel them, until /,
  );
  const command = asked.out.trimEnd().split('\n').at(-1)!;
  expect(command).toContain(
    `npx signalbox bulk start cancel --source 'Bo'\\''s shop' --reason 'Sent twice' --confirm `,
  );
  const confirm = command.split(' ').at(-1)!;
  expect(await bulk('start', 'cancel', '--source', SOURCE, '--confirm', confirm)).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^--confirm: This confirmation is of another action/),
  });
  const done = await bulk('start', 'cancel', '--source', SOURCE, '--reason', 'Sent twice', '--confirm', confirm);
  expect(done.out).toMatch(/^bk_.* cancel {2}running {2}0 of 12/);
  await step(begun(done));
  expect((await bulk('start', 'cancel', '--source', SOURCE)).out).toBe('No item matches.\n');
});

it.each([
  [['start', 'forget', '--queue', 'regular'], 1, /^"forget" is none of cancel, transfer, /],
  [['start', 'release', '--queue', 'gone'], 1, /^--queue: There is no queue gone/],
  [['start', 'transfer', '--queue', 'regular', '--to-queue', 'gone'], 1, /^--to-queue: /],
  [['start', 'set_priority', '--queue', 'regular', '--priority', 'high'], 1, /^--priority: /],
  [['show', 'bk_01920000-0000-7000-8000-000000000000'], 2, /^There is no bulk operation/],
])('refuses %j with a sentence that names the option', async (args, code, sentence) => {
  const ran = await bulk(...args);
  expect(ran.code).toBe(code);
  expect(`${ran.out}${ran.err}`).toMatch(sentence);
});
