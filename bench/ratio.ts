import { inFlight, ROUNDS, ratios, summary } from './in-flight.ts';
import { live, openDesk, type Server, startEngine } from './installation.ts';
import { startRival } from './rival.ts';
import { printTable } from './table.ts';

/** Fewer than the thousand units of those who speak German. */
const SETTINGS = [
  { callers: 1, lives: 40 },
  { callers: 128, lives: 768 },
  { callers: 900, lives: 1800 },
];

/** The engine against one careful transaction a step, on the same server: as a ratio, since the machine is anyone's. */
export async function printRatios(server: Server): Promise<void> {
  const engine = await startEngine(await server.fresh());
  const rival = await startRival(await server.fresh());
  await openDesk(engine);
  const rows: (string | number)[][] = [];
  for (const { callers, lives } of SETTINGS) {
    const found = await ratios({
      ours: () => inFlight({ callers, lives, live: () => live(engine) }),
      theirs: () => inFlight({ callers, lives, live: rival.live }),
    });
    rows.push([`${callers} in flight`, ...summary(found)]);
  }
  await engine.stop();
  await rival.stop();
  printTable(
    `Engine against one SQL transaction a step: lives a second, as a ratio, by turns, ${ROUNDS} rounds`,
    ['callers', 'median', 'least', 'most'],
    rows,
  );
}
