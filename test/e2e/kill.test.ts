import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { verify } from '../../cli/verify.ts';
import { close, connect, type Database } from '../../db/client.ts';
import { freePort } from '../../scripts/ports.ts';
import { until } from '../engine/harness.ts';
import { type TestDatabase, testDatabase } from '../support/servers.ts';

const KEY = 'sbk_test_admin';
const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
const seed = Number(process.env.SIGNALBOX_SEED ?? Date.now() % 100_000);
const home = mkdtempSync(join(tmpdir(), 'signalbox-kill-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A small generator, so that a failing run can be repeated by its seed. */
function dice(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

class Installation {
  child: ChildProcess | null = null;
  private readonly port: number;
  private readonly database: TestDatabase;

  constructor(port: number, database: TestDatabase) {
    this.port = port;
    this.database = database;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'start', '--no-demo'], {
      stdio: 'ignore',
      env: {
        ...process.env,
        DATABASE_URL: this.database.url,
        PORT: String(this.port),
        SIGNALBOX_HOME: home,
        SIGNALBOX_ADMIN_KEY: KEY,
      },
    });
    await until(
      'work can be handed in',
      async () => (await this.ask('GET', '/v1/configuration'))?.status === 200,
      30_000,
    );
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const child = this.child!;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** `null` when there was no answer: the caller does not know what became of it. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> } | null> {
    try {
      const request = { method, headers, signal: AbortSignal.timeout(5_000) };
      const response = await fetch(
        `${this.url}${path}`,
        body === undefined ? request : { ...request, body: JSON.stringify(body) },
      );
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    } catch {
      return null;
    }
  }
}

/** Hands in one item and works it to its end, repeating what got no answer, as a careful caller would. */
async function live(at: Installation, externalId: string, answered: Map<string, string>): Promise<void> {
  const insist = async (method: string, path: string, body?: unknown) => {
    for (;;) {
      const answer = await at.ask(method, path, body);
      if (answer !== null && answer.status < 500) return answer;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const created = await insist('POST', '/v1/work-items', {
    source: 'test',
    externalId,
    channel: 'chat',
    workstream: 'chat',
  });
  expect([200, 201]).toContain(created.status);
  const id = String(created.body.id);
  answered.set(externalId, id);
  for (let item = created.body; item.state !== 'closed'; ) {
    const [offer] = item.offers as { id: string }[];
    if (offer !== undefined) await insist('POST', `/v1/offers/${offer.id}/accept`);
    item = (await insist('GET', `/v1/work-items/${id}`)).body;
    if (item.state === 'assigned') await insist('POST', `/v1/work-items/${id}/complete`, {});
    else if (item.state === 'wrapping_up') await insist('POST', `/v1/work-items/${id}/close`, {});
    else if (item.state === 'waiting') await new Promise((resolve) => setTimeout(resolve, 20));
    item = (await insist('GET', `/v1/work-items/${id}`)).body;
  }
}

describe('an installation that is killed again and again', () => {
  it(`loses nothing that was answered (seed ${seed})`, { timeout: 90_000 }, async () => {
    const roll = dice(seed);
    const database = await testDatabase();
    const at = new Installation(await freePort(), database);
    await at.start();
    const answered = new Map<string, string>();
    let left = 300;
    const callers = Array.from({ length: 12 }, async (_, caller) => {
      for (let n = 0; left > 0; n += 1) {
        left -= 1;
        await live(at, `${caller}-${n}`, answered);
      }
    });
    let done = false;
    const finished = Promise.all(callers).finally(() => {
      done = true;
    });
    finished.catch(() => undefined);
    let kills = 0;
    while (kills < 5) {
      await new Promise((resolve) => setTimeout(resolve, 100 + roll() * 900));
      if (done) break;
      await at.kill('SIGKILL');
      kills += 1;
      await at.start();
    }
    await finished;
    await at.kill('SIGTERM');
    const db: Database = connect(database.url);
    const found = await verify(db);
    const rows = await db.sql`select external_id, id::text as id, state from work_item`;
    await close(db);
    expect(kills).toBeGreaterThan(0);
    expect(found.violations).toEqual([]);
    expect(answered.size).toBeGreaterThanOrEqual(300);
    expect(new Map(rows.map((row) => [row.external_id, `wi_${row.id}`]))).toEqual(answered);
    expect(rows.every((row) => row.state === 'closed')).toBe(true);
  });
});
