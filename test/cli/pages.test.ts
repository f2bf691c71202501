import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { putConfiguration } from '../../cli/put-configuration.ts';
import { freePort } from '../../scripts/ports.ts';
import { findTemporalCli } from '../../scripts/temporal-cli.ts';
import { ADMIN_KEY } from '../api/harness.ts';
import { DOCUMENT } from '../engine/harness.ts';
import { serveApi } from '../support/api-server.ts';
import { makeHome } from '../support/home.ts';
import { blocksOf, runPage } from '../support/page.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';

const homes = ['tutorial', 'git', 'runbook'].map(makeHome);
afterAll(() => {
  for (const home of homes) home.remove();
});

/** A page that begins with `npm start`, on the servers of this run. */
async function runFromStart(page: string, home: string, environment: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const { address, namespace, taskQueue } = testTemporal();
  const url = `http://127.0.0.1:${port}`;
  await runPage(page, {
    home,
    url,
    environment: {
      DATABASE_URL: (await testDatabase()).url,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      TEMPORAL_TASK_QUEUE: taskQueue,
      SIGNALBOX_HOME: `${home}/signalbox`,
      SIGNALBOX_URL: url,
      PORT: String(port),
      ...environment,
    },
  });
}

it('the tutorial builds an organisation from nothing, and each step prints what it says', async () => {
  await runFromStart('docs/tutorial/first-organisation.md', homes[0]!.path);
}, 270_000);

it('items and schedules are found and steered in Temporal as the runbook says', async () => {
  const cli = await findTemporalCli({ cli: process.env.TEMPORAL_CLI, log: () => undefined });
  await runFromStart('docs/how-to/steer-in-temporal.md', homes[2]!.path, { TEMPORAL_CLI: cli });
}, 270_000);

it('a configuration in git is checked, published, reverted and kept from being overwritten as its page says', async () => {
  const page = 'docs/how-to/configuration-in-git.md';
  const api = await serveApi();
  try {
    const environment = { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY };
    await runPage(page, { home: homes[1]!.path, url: api.url, environment });
  } finally {
    await api.stop();
  }
  // What CI runs is what the page has run.
  const [workflow] = blocksOf(page, 'yaml').map((text) => parse(text));
  const jobs: { steps: { run?: string }[] }[] = Object.values(workflow.jobs);
  const lines = jobs.flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(blocksOf(page, 'sh').join('')).toContain(`\n${line}\n`);
}, 270_000);

const CLAIMS = {
  ...DOCUMENT,
  workstreams: { ...DOCUMENT.workstreams, claims: { channel: 'case', queue: [{ to: 'regular' }] } },
  profiles: { desk: { ...DOCUMENT.profiles.desk, channels: { chat: {}, case: {} } } },
};

/** Pages that need no worker: what each says, and what is published before it begins. */
const PAGES: readonly (readonly [says: string, page: string, document: object | null])[] = [
  ['work recurs, rests and goes', 'recurring-work', DOCUMENT],
  ['call-backs are booked, moved and tried', 'call-backs', null],
  ['a queue that is full or closed sends items on', 'full-or-closed-queues', null],
  ['an agent logs out, drains and is removed', 'when-somebody-leaves', CLAIMS],
  ['work is handed over, advised on, followed up and done in bulk', 'hand-work-over', null],
  ['live work interrupts what can wait, and a customer gets whoever served her last', 'live-work-first', null],
];

it.each(PAGES)('%s, as its page says', { timeout: 270_000 }, async (_, page, document) => {
  const home = makeHome(page);
  const api = await serveApi();
  try {
    if (document !== null)
      await putConfiguration({ url: api.url, key: ADMIN_KEY }, { type: 'json', text: JSON.stringify(document) });
    const environment = { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY };
    await runPage(`docs/how-to/${page}.md`, { home: home.path, url: api.url, environment });
  } finally {
    await api.stop();
    home.remove();
  }
});
