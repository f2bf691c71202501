import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { makeHome } from '../support/home.ts';
import { bash, blocksOf, STAND_INS } from '../support/page.ts';
import { testDatabase, testTemporal } from '../support/servers.ts';

const home = makeHome('how-to');
const place = join(home.path, 'signalbox-production');

afterEach(() => {
  const run = join(place, 'run');
  // Keepers first: they would start again what they keep.
  const files = existsSync(run)
    ? readdirSync(run).sort((a, b) => Number(b.startsWith('keep-')) - Number(a.startsWith('keep-')))
    : [];
  for (const file of files) {
    try {
      process.kill(Number(readFileSync(join(run, file), 'utf8')), 'SIGKILL');
    } catch {}
  }
  home.remove();
});

const WATCH = 'docs/how-to/watch-and-back-up.md';

/** The block of a page, of the one on running without containers unless told otherwise, that holds these words. */
function block(words: string, page = 'docs/how-to/run-without-containers.md'): string {
  const found = blocksOf(page, 'sh').filter((text) => text.includes(words));
  expect(found, words).toHaveLength(1);
  return found[0]!;
}

it('starts, publishes, survives a kill -9 and stops as the page on running without containers says', async () => {
  const free = await Promise.all([1, 2, 3, 4].map(() => freePort()));
  const [one] = free;
  const ports = (text: string): string => text.replace(/\b707([0-3])\b/g, (_, nth) => String(free[Number(nth)]));
  const { address, namespace, taskQueue } = testTemporal();
  const ours = {
    DATABASE_URL: (await testDatabase()).url,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_TASK_QUEUE: taskQueue,
    SIGNALBOX_URL: `http://127.0.0.1:${one}`,
    PORT: String(one),
  };
  const script = [
    STAND_INS,
    block('> $PLACE/settings.sh'),
    ...Object.entries(ours).map(([name, value]) => `export ${name}='${value}'`),
    block('> $PLACE/bin/keep'),
    ports(block('keep worker-2')),
    'kill -9 $(cat $PLACE/run/api-1.pid) $(cat $PLACE/run/worker-1.pid)',
    `until curl -sf http://127.0.0.1:${one}/readyz; do sleep 1; done`,
    ports(block('/v1/keys', WATCH)),
    'npx signalbox verify',
    block('keep-$name.pid)\n  kill $keeper').replace(' temporal postgres', ''),
  ].join('\n');
  const { code, out } = await bash(script, { home: home.path });
  expect(code, out).toBe(0);
  expect(out).toContain('Version 1 is in force.');
  expect(out).toContain('Nothing is wrong.');
  expect(out).toMatch(/"name":"prometheus","role":"ops".*"key":"sbk_/);
  for (const name of ['api-1', 'api-2', 'worker-1', 'worker-2']) {
    const pid = Number(readFileSync(join(place, 'run', `${name}.pid`), 'utf8'));
    expect(() => process.kill(pid, 0), name).toThrow('ESRCH');
  }
}, 270_000);
