import { createServer as createTcpServer, type Server } from 'node:net';
import { uuidv7 } from 'uuidv7';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SignalboxError } from '../../core/error.ts';
import { createEngineClient, isReachable } from '../../engine/client.ts';
import { createForwarder } from '../../engine/forward.ts';
import type { EngineClient } from '../../engine/request.ts';
import { answerForwarded } from '../../engine/wire.ts';
import { freePort } from '../../scripts/ports.ts';
import { testDatabase } from '../support/servers.ts';
import { ADMIN, type Engine, newItem, open, startEngine } from './harness.ts';
import { forwarderTo, OWN_ADDRESS, SECRET, serveEngine } from './over-http.ts';

let leader: Engine;
let standby: Engine;
let holder: Awaited<ReturnType<typeof serveEngine>>;
let known: string | null;
let lookups = 0;
let server: Server | undefined;
const closing: (() => void)[] = [];

function forwarder(secret = SECRET): EngineClient {
  const address = (): string | null => {
    lookups += 1;
    return known;
  };
  const made = forwarderTo(address, { secret });
  closing.push(made.close);
  return made.forwarder;
}

const create = (to: EngineClient, externalId: string | null = null) =>
  to.execute({
    envelope: {
      id: `cm_${uuidv7()}`,
      actor: ADMIN,
      command: { verb: 'create', item: newItem({ externalId }) },
      ifMatch: null,
    },
    idempotency: null,
  });

const failure = async (promise: Promise<unknown>): Promise<SignalboxError> => {
  const error = await promise.then(
    (value) => new Error(`answered ${JSON.stringify(value)}`),
    (reason) => reason,
  );
  if (error instanceof SignalboxError) return error;
  throw error;
};

/** A place that takes a connection and then does `act` with it. */
async function place(act: (socket: import('node:net').Socket) => void): Promise<string> {
  const listening = createTcpServer(act);
  server = listening;
  const port = await freePort();
  await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${port}`;
}

beforeAll(async () => {
  const { url } = await testDatabase();
  leader = await startEngine(url);
  await open(leader);
  standby = await startEngine(url);
  holder = await serveEngine(leader);
  known = holder.address;
});
afterEach(() => {
  known = holder.address;
  server?.close();
  server = undefined;
});
afterAll(async () => {
  for (const close of closing) close();
  holder.close();
  await standby.close();
  await leader.close();
});

describe('a standby', () => {
  it('answers as the holder would', async () => {
    const client = createEngineClient(standby.writer, forwarder());
    const item = newItem();
    const envelope = {
      id: `cm_${uuidv7()}`,
      actor: ADMIN,
      command: { verb: 'create', item },
      ifMatch: null,
    } as const;
    const created = await client.execute({ envelope, idempotency: null });
    expect(created).toMatchObject({ kind: 'item', created: true, item: { id: item.id, state: 'offered' } });
    for (const question of [
      { kind: 'agents' },
      { kind: 'agent', id: 'anna' },
      { kind: 'work', agent: 'anna' },
      { kind: 'explanation', item: item.id, actor: ADMIN },
      { kind: 'queues' },
      { kind: 'agent', id: 'nobody' },
    ] as const) {
      expect(await client.ask(question)).toEqual(await leader.writer.ask(question));
    }
  });

  it('is ready while the holder takes commands, and only then', async () => {
    const client = createEngineClient(standby.writer, forwarder());
    expect(await isReachable(client)).toBe(true);
    known = `http://127.0.0.1:${await freePort()}`;
    expect(await isReachable(createEngineClient(standby.writer, forwarder()))).toBe(false);
    expect(await isReachable(createEngineClient(leader.writer, forwarder()))).toBe(true);
  });

  it('passes a refusal on as it is', async () => {
    const refused = await forwarder().execute({
      envelope: {
        id: `cm_${uuidv7()}`,
        actor: ADMIN,
        command: { verb: 'cancel', item: newItem().id, reason: null },
        ifMatch: null,
      },
      idempotency: null,
    });
    expect(refused).toMatchObject({ kind: 'refused', code: 'not_found' });
  });

  it('asks once for the address while nothing fails', async () => {
    lookups = 0;
    const to = forwarder();
    await Promise.all([1, 2, 3].map(() => create(to)));
    await create(to);
    expect(lookups).toBe(1);
  });
});

describe('what is not forwarded', () => {
  it('has surely done nothing when the connection is refused', async () => {
    known = `http://127.0.0.1:${await freePort()}`;
    expect(await failure(create(forwarder()))).toMatchObject({ code: 'unavailable', unknownOutcome: false });
  });

  it('has surely done nothing when nobody leads', async () => {
    known = null;
    expect(await failure(create(forwarder()))).toMatchObject({ code: 'unavailable', unknownOutcome: false });
  });

  it('has surely done nothing when the lease names ourselves', async () => {
    known = OWN_ADDRESS;
    expect(await failure(create(forwarder()))).toMatchObject({ code: 'unavailable', unknownOutcome: false });
  });

  it('has an unknown outcome when the holder dies before it answers', async () => {
    known = await place((socket) => socket.once('data', () => socket.destroy()));
    expect(await failure(create(forwarder()))).toMatchObject({ code: 'unavailable', unknownOutcome: true });
  });

  it('has an unknown outcome when the holder is silent beyond the deadline', async () => {
    known = await place(() => undefined);
    expect(await failure(create(forwarder()))).toMatchObject({ code: 'unavailable', unknownOutcome: true });
  });

  it('is not sent a second time', async () => {
    let arrived = 0;
    known = await place((socket) =>
      socket.once('data', () => {
        arrived += 1;
        socket.destroy();
      }),
    );
    await failure(create(forwarder()));
    expect(arrived).toBe(1);
  });

  it('leads to a new lookup, so that the next one arrives', async () => {
    const to = forwarder();
    known = await place((socket) => socket.once('data', () => socket.destroy()));
    await failure(create(to));
    known = holder.address;
    expect(await create(to)).toMatchObject({ kind: 'item' });
  });
});

describe('the holder', () => {
  it('that leads no more does nothing and says so', async () => {
    const to = createForwarder({
      self: OWN_ADDRESS,
      secret: SECRET,
      post: async (_, { text }) => ({
        kind: 'answered',
        status: 200,
        text: await answerForwarded(standby.writer, text),
      }),
      holderAddress: async () => {
        lookups += 1;
        return known;
      },
      log: () => undefined,
    });
    lookups = 0;
    expect(await failure(create(to, 'nowhere'))).toMatchObject({ code: 'unavailable', unknownOutcome: false });
    await failure(create(to, 'nowhere'));
    expect(lookups).toBe(2);
    const rows = await leader.db.sql`select count(*)::int as n from work_item_payload where external_id = 'nowhere'`;
    expect(rows[0]?.n).toBe(0);
  });

  it.each(['wrong', '', 'sbe_of_this_tes'])('refuses the secret "%s"', async (secret) => {
    const error = await failure(create(forwarder(secret), 'forged'));
    expect(error).toMatchObject({ code: 'unavailable', unknownOutcome: false });
    expect(error.message).toMatch(/SIGNALBOX_ENGINE_SECRET/);
    const rows = await leader.db.sql`select count(*)::int as n from work_item_payload where external_id = 'forged'`;
    expect(rows[0]?.n).toBe(0);
  });
});
