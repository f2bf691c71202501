import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verify, verifyAll } from '../../cli/verify.ts';
import { holderAddress } from '../../db/query/lease.ts';
import { DOCUMENT, until } from '../engine/harness.ts';
import type { Answer, ApiProcess } from '../support/api-process.ts';
import { dice } from '../support/dice.ts';
import { makeHome } from '../support/home.ts';
import { Installation } from '../support/installation.ts';
import { SEED } from '../support/seed.ts';
import { testDatabase } from '../support/servers.ts';

const ROUNDS = 30;
const home = makeHome('paused');
let at: Installation;
let databaseUrl: string;

/** Who wrote what of the lease row, which every batch, renewal and takeover updates. */
const AUDIT = `
  create table audit (id bigserial, epoch bigint, seq bigint, process text);
  create function note_write() returns trigger language plpgsql as $$
    begin
      insert into audit (epoch, seq, process) values (new.epoch, new.seq, current_setting('application_name'));
      return null;
    end $$;
  create trigger note_write after update on engine_lease for each row execute function note_write()`;

beforeAll(async () => {
  databaseUrl = (await testDatabase()).url;
  at = await Installation.start({ count: 2, databaseUrl, home: home.path, leaseMs: 600 });
  await at.publish(DOCUMENT, ['anna', 'bo']);
  await at.db.sql.unsafe(AUDIT);
}, 180_000);
afterAll(async () => {
  for (const one of at?.processes ?? []) one.child?.kill('SIGCONT');
  await at?.close();
  home.remove();
});

const create = (to: ApiProcess, externalId: string): Promise<Answer | null> =>
  to.ask('POST', '/v1/work-items', { source: 'test', externalId, channel: 'chat' });

/** Asks until there is an answer, as a careful caller would. */
async function insist(to: ApiProcess, method: string, path: string, body?: unknown): Promise<Answer> {
  let answer: Answer | null = null;
  await until(`an answer to ${method} ${path}`, async () => {
    answer = await to.ask(method, path, body);
    return answer !== null && answer.status < 500;
  });
  return answer!;
}

/** What a holder said after its pause. */
const said: Answer[] = [];

/** One pause beyond the lease; returns the ids that were answered 2xx. */
async function round(n: number, roll: () => number): Promise<string[]> {
  const old = await at.leader();
  const fresh = at.other(old);
  await insist(old, 'PUT', '/v1/agents/anna/presence', { intent: 'available' });
  const held = await insist(old, 'POST', '/v1/work-items', {
    source: 'test',
    externalId: `held-${n}`,
    channel: 'chat',
  });
  const item = `/v1/work-items/${held.body.id}`;
  const [offer] = held.body.offers as { id: string }[];
  const inFlight = Array.from({ length: 8 }, (_, k) => create(old, `flight-${n}-${k}`));
  await new Promise((resolve) => setTimeout(resolve, roll() * 6));
  old.child!.kill('SIGSTOP');
  const late = {
    accept: old.ask('POST', `/v1/offers/${offer!.id}/accept`),
    agent: old.ask('GET', '/v1/agents/anna'),
    explanation: old.ask('GET', `${item}/explanation`),
    create: create(old, `late-${n}`),
  };
  // To ask the paused one whether it leads would wait for it.
  await until('the lease ran out', async () => (await holderAddress(at.db)) === fresh.url);
  expect((await insist(fresh, 'POST', `${item}/cancel`, {})).status).toBe(200);
  await insist(fresh, 'PUT', '/v1/agents/anna/presence', { intent: 'away' });
  await new Promise((resolve) => setTimeout(resolve, roll() * 200));
  old.child!.kill('SIGCONT');
  // What it answers now may come from the new holder, but never from what it remembers. A connection that was idle for long may
  // be closed as it wakes.
  const answer = { accept: await late.accept, explanation: await late.explanation, agent: await late.agent };
  expect([409, 503, undefined]).toContain(answer.accept?.status);
  expect([200, 503, undefined]).toContain(answer.explanation?.status);
  if (answer.explanation?.status === 200) expect(answer.explanation.body).toMatchObject({ state: 'cancelled' });
  if (answer.agent?.status === 200) expect(answer.agent.body).toMatchObject({ presence: { intent: 'away' } });
  said.push(...Object.values(answer).filter((one) => one !== null));
  const answers = [held, await late.create, ...(await Promise.all(inFlight))];
  for (const one of answers) {
    if (one !== null && one.status < 300 && one !== held)
      await insist(fresh, 'POST', `/v1/work-items/${one.body.id}/cancel`, {});
  }
  return answers.filter((one) => one !== null && one.status < 300).map((one) => String(one!.body.id));
}

/** Each epoch has one process that writes; returns how many there were. */
async function checkEpochs(): Promise<number> {
  const epochs = await at.db.sql`select epoch, array_agg(distinct process) as processes from audit group by epoch`;
  expect(epochs.filter((one) => one.processes.length !== 1)).toEqual([]);
  return epochs.length;
}

it(`a holder that is paused beyond its lease writes and answers nothing, ${ROUNDS} times (seed ${SEED})`, {
  timeout: 180_000,
}, async () => {
  const roll = dice(SEED);
  const answered: string[] = [];
  for (let n = 0; n < ROUNDS; n += 1) answered.push(...(await round(n, roll)));
  expect(said.length).toBeGreaterThan(ROUNDS);
  expect(await checkEpochs()).toBeGreaterThanOrEqual(ROUNDS);
  const { sql } = at.db;
  const backwards = await sql`
    select id from (select id, epoch, seq, lag(epoch) over w as epoch_before, lag(seq) over w as seq_before
      from audit window w as (order by id)) one where epoch < epoch_before or seq < seq_before`;
  expect(backwards).toHaveLength(0);
  const rows = await sql`select id::text as id from work_item`;
  const kept = new Set(rows.map((row) => `wi_${row.id}`));
  expect(answered.filter((id) => !kept.has(id))).toEqual([]);
  expect((await verify(at.db)).violations).toEqual([]);
});

const PATIENT_MS = 60_000;

// From outside, a pause hardly ever falls between the look at the clock and the statement: so the holder stops itself there.
it.each([
  ['a batch', 'engine.commit.before', 1],
  ['a renewal', 'engine.renew.before', 5],
])(
  'a holder that is paused right before %s writes nothing when it wakes',
  {
    timeout: 240_000,
  },
  async (_what, point, nth) => {
    const file = join(home.path, 'failpoints');
    const stopped = (): boolean => existsSync(file) && readFileSync(file, 'utf8').includes(point);
    const fresh = await at.leader();
    const old = at.other(fresh);
    await old.end('SIGKILL');
    await old.start({ SIGNALBOX_FAILPOINT: `${point}:${nth}:stop` });
    await fresh.end('SIGKILL');
    await until('it leads', async () => (await holderAddress(at.db)) === old.url, PATIENT_MS);
    const begin = async (): Promise<void> => {
      for (; !stopped(); await new Promise((resolve) => setTimeout(resolve, 50)))
        await create(old, `unfinished-${point}`);
    };
    const begun = begin();
    await until('it stopped there', stopped, PATIENT_MS);
    await fresh.start();
    await until('the other one leads', async () => (await holderAddress(at.db)) === fresh.url, PATIENT_MS);
    old.child!.kill('SIGCONT');
    await begun;
    // It asks the other one as soon as it has given up, which is after its statement was answered.
    await until('it has given up', async () => (await old.ask('GET', '/v1/queues'))?.status === 200, PATIENT_MS);
    await checkEpochs();
    const written = await at.db.sql`
      select id from work_item_payload where external_id = 'unfinished-engine.commit.before'`;
    expect(written).toHaveLength(0);
    // Offers expire meanwhile: what moves between two readings is no violation.
    expect((await verifyAll(databaseUrl, null)).violations).toEqual([]);
  },
);
