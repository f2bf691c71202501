import { printDecisions } from './decision.ts';
import { startServer } from './installation.ts';
import { printStatements } from './statements.ts';
import { printWal } from './wal.ts';

printDecisions();
const server = await startServer();
try {
  await printStatements(server);
  await printWal(server);
} finally {
  await server.stop();
}
