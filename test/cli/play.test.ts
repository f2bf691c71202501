import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { presences, readCalls } from '../../cli/play/calls.ts';
import { dividedConfiguration } from '../../cli/play/divide.ts';
import { playCalls } from '../../cli/play/play.ts';
import { renderLine, renderTable, statistics } from '../../cli/play/statistics.ts';
import { compile } from '../../core/configuration/compile.ts';
import { startApi } from '../api/harness.ts';

const demo = (name: string): string => readFileSync(new URL(`../../demo/${name}`, import.meta.url), 'utf8');
const HOUR = 3_600_000;
const quick = () => dividedConfiguration(parse(demo('organisation.yaml')), 60);

it('reads every call of the recorded day', () => {
  const calls = readCalls(demo('calls-1999-01-10.csv'));
  expect(calls).toHaveLength(1919);
  expect(calls[0]).toMatchObject({ row: 1, atMs: 6 * HOUR + 59 * 60_000 + 5000, skill: 'regular', agent: 'a15' });
  expect(presences(calls).size).toBe(20);
});

it('divides durations and says what it clamped', () => {
  const { document, clamped } = quick();
  expect(compile(document, 1).ok).toBe(true);
  expect(document).toMatchObject({
    queues: { regular: { order: { minutesPerPriority: 0.0125 } } },
    profiles: { phone: { rankHandicap: 'PT5S' }, multichannel: { queues: [{}, {}, {}, {}, { after: 'PT2S' }] } },
    workstreams: { calls: { offer: { timeout: 'PT1S' }, ownerGone: { after: 'PT0S' } } },
  });
  expect(document).not.toHaveProperty('queues.regular.serviceLevel');
  expect(clamped).toContain('/workstreams/calls/reserveAfter is one second, the least allowed, instead of 500 ms.');
});

it('counts only the calls of the hour', () => {
  const ends = [0, 1, 2].map((atMs) => ({ atMs, waitMs: atMs * 15_000, served: atMs !== 0 }));
  const counted = statistics(ends, 1, 3);
  expect(counted).toEqual({ served: 2, gaveUp: 0, meanWaitS: 22.5, within20s: 0.5 });
  expect(renderTable(counted, counted)).toMatch(/mean wait +22\.5 s +22\.5 s/);
});

it('shows the recorded time in one line', () => {
  const tick = {
    atMs: 16 * HOUR,
    progress: 0.5,
    waiting: 3,
    longestWaitS: 7,
    offered: 1,
    active: 2,
    closed: 4,
    agents: 9,
  };
  expect(renderLine(tick)).toContain('[##########..........] 16:00:00  waiting 3 (longest 7 s)');
});

it('plays three minutes of calls over HTTP', async () => {
  const { engine, app, close } = await startApi();
  await engine.do({ verb: 'publish', document: quick().document, author: 'test', ifMatch: '*' });
  const port = await new Promise<number>((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port));
  });
  const span = { from: 16 * HOUR, countFrom: 16 * HOUR, countTo: 16 * HOUR + 180_000 };
  const calls = readCalls(demo('calls-1999-01-10.csv'));
  const signal = AbortSignal.timeout(25_000);
  const at = { baseUrl: `http://127.0.0.1:${port}`, adminKey: 'sbk_admin' };
  const result = await playCalls({ ...at, ...span, calls, speed: 60, signal, onTick: () => {} });
  server?.close();
  await close();
  const { served, gaveUp } = result.recorded;
  expect(result.played.served + result.played.gaveUp + result.unfinished).toBe(served + gaveUp);
  expect(result.played.served).toBeGreaterThan(0);
}, 40_000);
let server: ReturnType<typeof serve> | undefined;
