import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { explained } from '../../cli/explained.ts';
import { remoteOf } from '../../cli/remote.ts';
import { readSettings } from '../../env.ts';
import { freePort } from '../../scripts/ports.ts';
import { ADMIN_KEY } from '../api/harness.ts';
import { DOCUMENT, open } from '../engine/harness.ts';
import { type ApiServer, serveApi } from '../support/api-server.ts';
import { makeHome } from '../support/home.ts';
import { signalbox } from '../support/signalbox.ts';

let api: ApiServer;
let id: string;
const home = makeHome('look');
const look = (args: string[], more: Record<string, string> = {}) =>
  signalbox(args, { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY, SIGNALBOX_HOME: home.path, ...more });

const mailWhen = (when: string) => ({ channel: 'email', queue: [{ when, to: 'regular' }] });

beforeAll(async () => {
  api = await serveApi();
  await open(api.engine);
  ({
    item: { id },
  } = await api.engine.create({ externalId: 'chat-8812' }));
});
afterAll(async () => {
  await api.stop();
  home.remove();
});

it('shows an item, its reason, its history and its workflow', async () => {
  const { code, out } = await look(['item', id], { TEMPORAL_UI_URL: 'http://ui.example/' });
  expect(code).toBe(0);
  expect(out).toContain(`state     offered to anna until `);
  expect(out).toContain('from      test chat-8812, ');
  expect(out).toContain('Offered to anna ');
  expect(out).toMatch(/item\.created +regular +by key:ke_admin/);
  expect(out).toMatch(/offer\.made +anna +by engine/);
  expect(out).toContain(`http://ui.example/namespaces/signalbox/workflows/${id}`);
  expect(out).not.toContain('\u001b');
});

it('takes an id without its prefix and prints JSON', async () => {
  const { code, out } = await look(['item', id.slice(3).toUpperCase(), '--json']);
  expect(code).toBe(0);
  const shown = JSON.parse(out);
  expect(shown.item).toMatchObject({ id, state: 'offered' });
  expect(shown.events.map((event: { type: string }) => event.type)).toContain('offer.made');
  expect(shown.workflow.url).toBeNull();
});

it('shows an agent with what she holds', async () => {
  const { code, out } = await look(['agent', 'anna']);
  expect(code).toBe(0);
  expect(out).toMatch(/presence +available since /);
  expect(out).toMatch(/load +1 of 4 units: 1 offered, 0 active, 0 in wrap-up/);
  expect(out).toMatch(new RegExp(`${id} +offered +regular +chat`));
});

it('shows what an agent has paused, until when, and what was promised', async () => {
  const { item } = await api.engine.create({ workstream: 'chat', dueAt: Date.now() + 3_600_000 });
  await api.engine.do({ verb: 'assign', item: item.id, agent: 'bo', offer: false });
  const until = Date.now() + 7_200_000;
  await api.engine.do({ verb: 'pause', item: item.id, until, forCustomer: true, reason: null });
  const { out } = await look(['item', item.id]);
  expect(out).toMatch(/state +paused by bo until .*, until the customer answers/);
  expect(out).toMatch(/^ {2}Paused by bo for .*, until the customer answers, at the latest until .* \(UTC\)/m);
  expect(out).toMatch(/^ {2}Its due time runs until /m);
  expect((await look(['agent', 'bo'])).out).toMatch(new RegExp(`${item.id} +paused +regular +chat`));
});

it('says of an event what tells it from others of its kind', async () => {
  const { item } = await api.engine.create({ workstream: 'chat', dueAt: Date.now() - 1_000 });
  expect((await look(['item', item.id])).out).toMatch(/item\.target_breached +regular, due +by /);
});

it('says each sentence of the server on a line of its own', () => {
  expect(explained({ sentences: ['Because.', 'And so.'] })).toBe('  Because.\n  And so.');
});

it('explains an agent in the words of the server', async () => {
  // What it is depends on whether the offer still stands.
  expect((await look(['agent', 'anna'])).out).toMatch(/^Why work comes, or does not\n {2}.*\bAnna\b/m);
});

it('shows a queue: what waits and who can serve it', async () => {
  const { code, out } = await look(['queue', 'regular']);
  expect(code).toBe(0);
  expect(out).toMatch(/^regular\n {2}Nothing waits; \d (person|people) could take one more now\.\n {2}It is open\.\n/);
  expect(out).toMatch(/^ {2}Profile desk \(rank 1\): 2 agents, /m);
});

it.each([
  [['queue', 'No queue'], 2, /^"No queue" is not the id of a queue: one looks like regular\.\n$/],
  [['queue', 'nowhere'], 2, /^There is no queue nowhere\.\n$/],
  [['item', 'nonsense'], 2, /^"nonsense" is not the id of an item: one looks like wi_/],
  [['item', 'wi_01a210e7-7558-7a51-9490-4231301a56b5'], 2, /^There is no item wi_01a210e7/],
  [['agent', 'nobody'], 2, /^There is no agent nobody\.\n$/],
])('says in one sentence that %j is unknown', async (args, code, sentence) => {
  const ran = await look(args);
  expect(ran).toMatchObject({ code, out: '' });
  expect(ran.err).toMatch(sentence);
});

it('names the key that is wrong, not the item', async () => {
  const ran = await look(['item', id], { SIGNALBOX_KEY: 'sbk_wrong' });
  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.err).toMatch(/^http:\S+ does not know the key from SIGNALBOX_KEY: set /);
  expect(ran.err).not.toContain('sbk_wrong');
});

it('says that no server runs, with the next command', async () => {
  const ran = await look(['agent', 'anna'], { SIGNALBOX_URL: `http://127.0.0.1:${await freePort()}` });
  expect(ran).toMatchObject({ code: 3, out: '' });
  expect(ran.err).toMatch(/^No Signalbox answers at \S+: start one with npm start/);
});

it('says that another program answers', async () => {
  const other = createServer((_, response) => response.end('<html>'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const ran = await look(['agent', 'anna'], { SIGNALBOX_URL: url });
  other.close();
  expect(ran).toMatchObject({ code: 3, out: '', err: `What answers at ${url} is no Signalbox: set SIGNALBOX_URL.\n` });
});

it('uses the key of the local home, for this machine only', async () => {
  writeFileSync(join(home.path, 'admin-key'), `${ADMIN_KEY}\n`);
  const ran = await look(['agent', 'anna'], { SIGNALBOX_KEY: '' });
  expect(ran.code).toBe(0);
  const elsewhere = readSettings({ SIGNALBOX_HOME: home.path, SIGNALBOX_URL: 'https://signalbox.example' });
  expect(() => remoteOf(elsewhere)).toThrow('No key for https://signalbox.example is known');
});

it('does nothing with an option that it does not have', async () => {
  const ran = await look(['item', id, '--jsn']);
  expect(ran).toMatchObject({
    code: 1,
    out: '',
    err: 'signalbox item has no option "--jsn"; the nearest is --json.\n',
  });
});

it('names a command in its help as it is typed', async () => {
  const { out } = await look(['configuration', 'validate', '--help']);
  expect(out).toMatch(/^USAGE signalbox configuration validate \[OPTIONS\] <FILE>$/m);
});

it('shows what needs attention, and retries it', async () => {
  expect((await look(['attention'])).out.trim()).toBe('Nothing needs attention.');
  const publish = (when: string) =>
    api.engine.do({
      verb: 'publish',
      document: { ...DOCUMENT, workstreams: { ...DOCUMENT.workstreams, mail: mailWhen(when) } },
      author: 'test',
      ifMatch: '*',
      reason: null,
      reclassify: false,
    });
  await publish('item.subject == "Orders"');
  const { item } = await api.engine.create({ channel: 'email', workstream: 'mail' });
  expect((await look(['attention'])).out).toMatch(
    new RegExp(`${item.id}  [-0-9]+ [:0-9]+Z  mail  test  Needs attention for \\d+ s: no rule leads to a queue`),
  );
  expect((await look(['attention', '--retry'])).out).toContain('no rule leads to a queue');
  await publish('true');
  expect((await look(['attention', '--retry'])).out).toMatch(/waiting +mail +test +queue regular/);
  expect(JSON.parse((await look(['attention', '--json'])).out)).toEqual([]);
  await api.engine.do({ verb: 'cancel', item: item.id, reason: null });
}, 60_000);
