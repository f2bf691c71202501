import { join } from 'node:path';
import type { Settings } from '../env.ts';
import { requireFreePort } from '../scripts/ports.ts';
import { startPostgres } from '../scripts/postgres.ts';
import { migrated } from './database.ts';
import { endKilledPlay, publishDemo } from './demo.ts';
import { adminKey, claimHome } from './home.ts';
import { createLog } from './log.ts';
import { DEMO_CALLS, playHour } from './play/hour.ts';
import { createScreen } from './play/screen.ts';
import { startServer } from './server.ts';
import { verifyUrl } from './verify.ts';

export interface StartOptions {
  /** Publish nothing where nothing is published. */
  readonly empty: boolean;
  /** Play the recorded hour after the demo was published. */
  readonly demo: boolean;
  readonly speed: number;
}

/** Everything in one process, on servers of its own unless the environment names some; runs until a signal. */
export async function start(settings: Settings, options: StartOptions): Promise<number> {
  const undo: (() => unknown)[] = [];
  const home = claimHome(settings.SIGNALBOX_HOME);
  undo.push(home.release);
  try {
    await requireFreePort(settings.PORT, 'the API', `choose another port: PORT=${settings.PORT + 1} npm start`);
    const databaseUrl = settings.DATABASE_URL ?? (await ownPostgres(home.path, undo));
    await migrated(databaseUrl);
    const key = adminKey(home, settings.SIGNALBOX_ADMIN_KEY);
    const logFile = join(home.path, 'signalbox.log');
    const log = createLog(settings.LOG_LEVEL, logFile);
    const server = await startServer({ databaseUrl, adminKey: key, host: settings.HOST, port: settings.PORT, log });
    undo.push(server.stop);
    const remote = { url: server.url, key, keyOrigin: home.path };
    if (await endKilledPlay(remote)) console.log('A play was killed; the demo has its own durations again.');
    const demo = options.empty ? 'kept' : await publishDemo(server.url, key);
    announce({ url: server.url, key, home: home.path, logFile, demo });
    const stopping = new AbortController();
    const stopped = interrupted().then(() => stopping.abort());
    if (options.demo && demo === 'published') {
      await playHour({
        remote,
        file: DEMO_CALLS,
        speed: options.speed,
        signal: stopping.signal,
        screen: createScreen(process.stdout),
      });
      const found = await verifyUrl(databaseUrl);
      console.log(`${found.events} events, ${found.items} items, ${found.violations.length} invariants broken.`);
      for (const { invariant, detail } of found.violations) console.log(`${invariant} ${detail}`);
      if (!stopping.signal.aborted) console.log('\nStill running; Ctrl-C stops.');
    }
    await stopped;
    console.log('Stopping ...');
    return 0;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

async function ownPostgres(home: string, undo: (() => unknown)[]): Promise<string> {
  const postgres = await startPostgres({ home, log: (line) => console.error(line) });
  undo.push(() => postgres.stop());
  return postgres.url;
}

function announce(at: { url: string; key: string; home: string; logFile: string; demo: 'published' | 'kept' }): void {
  console.log(`
  Signalbox is running.

  API        ${at.url}
  Key        ${at.key}   (admin)
  Data       ${at.home}
  Log        ${at.logFile}
  Demo       ${at.demo === 'published' ? 'Harbour Bank was published from demo/organisation.yaml' : 'the published configuration was kept'}
  Stop       Ctrl-C

  Hand in a chat:
  curl -s ${at.url}/v1/work-items -H 'Authorization: Bearer ${at.key}' \\
    -H 'Content-Type: application/json' -d '{"source":"web-shop","channel":"chat","subject":"Where is my order?"}'
`);
}

/** Ctrl-C may reach us twice, from the terminal and from the process above us: the second changes nothing. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve());
    process.on('SIGTERM', () => resolve());
  });
}
