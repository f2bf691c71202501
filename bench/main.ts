import { printDecisions } from './decision.ts';
import { printEndToEnd } from './end-to-end.ts';
import { printExpectedWaits } from './expected-wait.ts';
import { type Server, startServer } from './installation.ts';
import { printPublish } from './publish.ts';
import { printRatios } from './ratio.ts';
import { printStatements } from './statements.ts';
import { printTakeover } from './takeover.ts';
import { printWal } from './wal.ts';

const PARTS: Readonly<Record<string, (server: Server) => Promise<void>>> = {
  decisions: async () => printDecisions(),
  'expected-waits': async () => printExpectedWaits(),
  statements: printStatements,
  wal: printWal,
  takeover: printTakeover,
  publish: printPublish,
  ratio: printRatios,
  'end-to-end': printEndToEnd,
};

/** Parts by name, all of them when none is named. */
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}
const server = await startServer();
try {
  for (const [name, print] of Object.entries(PARTS))
    if (asked.length === 0 || asked.includes(name)) await print(server);
} finally {
  await server.stop();
}
