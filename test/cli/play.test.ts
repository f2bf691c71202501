import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { presences, readCalls } from '../../cli/play/calls.ts';
import { dividedConfiguration } from '../../cli/play/divide.ts';
import { playCalls } from '../../cli/play/play.ts';
import { createScreen } from '../../cli/play/screen.ts';
import { renderTable, statistics, type Tick } from '../../cli/play/statistics.ts';
import { compile } from '../../core/configuration/compile.ts';
import { ADMIN_KEY } from '../api/harness.ts';
import { serveApi } from '../support/api-server.ts';

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
  const { document, raised, leftOut } = quick();
  expect(compile(document, 1).ok).toBe(true);
  expect(document).toMatchObject({
    queues: { regular: { order: { minutesPerPriority: 0.0125 } } },
    profiles: { phone: { rankHandicap: 'PT5S' }, multichannel: { queues: [{}, {}, {}, {}, { after: 'PT2S' }] } },
    workstreams: { calls: { offer: { timeout: 'PT1S' }, ownerGone: { after: 'PT0S' } } },
  });
  expect(document).not.toHaveProperty('queues.regular.serviceLevel');
  expect(raised).toContain('/workstreams/calls/reserveAfter');
  expect(leftOut).toContain('/queues/regular/serviceLevel');
});

it('counts only the calls of the hour', () => {
  const ends = [0, 1, 2].map((atMs) => ({ atMs, waitMs: atMs * 15_000, served: atMs !== 0 }));
  const counted = statistics(ends, 1, 3);
  expect(counted).toEqual({ served: 2, gaveUp: 0, meanWaitS: 22.5, within20s: 0.5 });
  expect(renderTable(counted, counted)).toMatch(/mean wait +22\.5 s +22\.5 s/);
});

describe('what a play shows each second', () => {
  const agents = { free: 2, offered: 1, busy: 6, away: 0, offline: 11 };
  const counts = { waiting: 3, longestWaitS: 7, offered: 1, active: 2, closed: 4, agents };
  const tick = { atMs: 16 * HOUR, progress: 0.5, ...counts };
  const line =
    '16:00:00  waiting 3 (longest 7 s)  offered 1  active 2  closed 4  agents: 2 free 1 offered 6 busy 11 offline';
  const shown = (isTTY: boolean, columns: number): string => {
    const parts: string[] = [];
    const stream = { isTTY, columns, write: (part: string) => parts.push(part) > 0 };
    const { say, show } = createScreen(stream as Parameters<typeof createScreen>[0]);
    show(tick);
    show(tick);
    say('over');
    return parts.join('');
  };

  it('is a plain line where no terminal is', () => {
    expect(shown(false, 80)).toBe(`${line}\n${line}\nover\n`);
  });

  it('is a bar and a line drawn over again on a terminal, cut to its width', () => {
    const drawn = `[${'#'.repeat(20)}${'.'.repeat(20)}] 50 %\n${line.slice(0, 79)}`;
    const back = '\r\u001b[1A\u001b[J';
    expect(shown(true, 80)).toBe(`${drawn}${back}${drawn}${back}over\n`);
  });
});

it('plays three minutes of calls over HTTP', async () => {
  const api = await serveApi();
  await api.engine.do({
    verb: 'publish',
    document: quick().document,
    author: 'test',
    ifMatch: '*',
    reason: null,
    reclassify: false,
  });
  const span = { from: 16 * HOUR, countFrom: 16 * HOUR, countTo: 16 * HOUR + 180_000 };
  const calls = readCalls(demo('calls-1999-01-10.csv'));
  const ticks: Tick[] = [];
  const firsts: string[] = [];
  const [steady] = [...presences(calls)].find(([, { fromMs, toMs }]) => fromMs < span.from && toMs > span.countTo)!;
  const onTick = (tick: Tick) => {
    if (ticks.push(tick) === 1)
      void api.engine.do({ verb: 'set_presence', agent: steady, intent: 'away', reason: 'x' });
  };
  const onFirst = (item: string) => firsts.push(item);
  const signal = AbortSignal.timeout(25_000);
  const at = { baseUrl: api.url, adminKey: ADMIN_KEY };
  const left = await api.engine.create({ source: 'anonbank', workstream: 'calls', channel: null });
  const result = await playCalls({ ...at, ...span, calls, speed: 60, signal, onTick, onFirst });
  const states = await api.engine.db.sql`
    select w.state from work_item w join work_item_payload p on p.id = w.id
    where p.source = 'anonbank' group by 1 order by 1`;
  const [others] = await api.engine.db.sql`select count(*)::int as n from work_item_payload where source = 'demo'`;
  const [first] = await api.engine.db.sql`select state from work_item where id = ${left.item.id.slice(3)}`;
  const [oldest] = await api.engine.db.sql`
    select w.id from work_item w join work_item_payload p on p.id = w.id
    where p.external_id is not null order by w.created_at, w.id limit 1`;
  const intents = await api.engine.db.sql`
    select details->>'to' as intent from event
    where agent_id = ${steady} and type = 'agent.intent_changed' order by seq`;
  await api.stop();
  // Who was taken for away says that she is back.
  expect(intents.map(({ intent }) => intent)).toEqual(['available', 'away', 'available', 'draining', 'offline']);
  expect(firsts).toEqual([`wi_${oldest?.id}`]);
  // What else came in is named, to be looked at.
  expect(others?.n).toBeGreaterThanOrEqual(3);
  expect(result.other).toHaveLength(others!.n + 1);
  const { served, gaveUp } = result.recorded;
  expect(result.played.served + result.played.gaveUp + result.unfinished).toBe(served + gaveUp);
  expect(result.played.served).toBeGreaterThan(0);
  expect(Math.max(...ticks.map((tick) => tick.agents.busy))).toBeGreaterThan(0);
  expect(ticks.every(({ agents }) => Object.values(agents).reduce((sum, n) => sum + n, 0) === 20)).toBe(true);
  // Whom an earlier play left hangs up at once, and nobody is left at the end.
  expect(first).toMatchObject({ state: 'cancelled' });
  expect(states.map((row) => row.state)).toEqual(['cancelled', 'closed']);
}, 40_000);
