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

const homes = ['tutorial', 'git', 'recurring', 'runbook', 'calls', 'overflow', 'leaving', 'hand-over'].map(makeHome);
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
  await runFromStart('docs/how-to/steer-in-temporal.md', homes[3]!.path, { TEMPORAL_CLI: cli });
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

it('work recurs, rests and goes as its page says', async () => {
  const api = await serveApi();
  try {
    await putConfiguration({ url: api.url, key: ADMIN_KEY }, { type: 'json', text: JSON.stringify(DOCUMENT) });
    const environment = { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY };
    await runPage('docs/how-to/recurring-work.md', { home: homes[2]!.path, url: api.url, environment });
  } finally {
    await api.stop();
  }
}, 120_000);

it('call-backs are booked, moved and tried as their page says', async () => {
  const api = await serveApi();
  try {
    const environment = { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY };
    await runPage('docs/how-to/call-backs.md', { home: homes[4]!.path, url: api.url, environment });
  } finally {
    await api.stop();
  }
}, 120_000);

it('a queue that is full or closed does with items what its page says', async () => {
  const api = await serveApi();
  try {
    const environment = { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY };
    await runPage('docs/how-to/full-or-closed-queues.md', { home: homes[5]!.path, url: api.url, environment });
  } finally {
    await api.stop();
  }
}, 120_000);

it('an agent logs out, drains and is removed as its page says', async () => {
  const api = await serveApi();
  try {
    const document = {
      ...DOCUMENT,
      workstreams: { ...DOCUMENT.workstreams, claims: { channel: 'case', queue: [{ to: 'regular' }] } },
      profiles: { desk: { ...DOCUMENT.profiles.desk, channels: { chat: {}, case: {} } } },
    };
    await putConfiguration({ url: api.url, key: ADMIN_KEY }, { type: 'json', text: JSON.stringify(document) });
    const environment = { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY };
    await runPage('docs/how-to/when-somebody-leaves.md', { home: homes[6]!.path, url: api.url, environment });
  } finally {
    await api.stop();
  }
}, 120_000);

it('work is handed over, advised on, followed up and done in bulk as its page says', async () => {
  const api = await serveApi();
  try {
    const environment = { SIGNALBOX_URL: api.url, SIGNALBOX_KEY: ADMIN_KEY };
    await runPage('docs/how-to/hand-work-over.md', { home: homes[7]!.path, url: api.url, environment });
  } finally {
    await api.stop();
  }
}, 270_000);
