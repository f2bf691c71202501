import { Connection } from '@temporalio/client';
import type { Settings } from '../../env.ts';
import { waitForPort } from '../../scripts/ports.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/messages.ts';
import { knownTemporal } from '../temporal.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const TIMEOUT_MS = 3_000;
const NOT_FOUND = 5;

export async function checkTemporal(settings: Settings): Promise<Finding[]> {
  const address = knownTemporal(settings)?.address;
  if (address === undefined)
    return [note('Temporal', 'TEMPORAL_ADDRESS is not set and none runs here', 'npm start starts one.')];
  const origin = settings.TEMPORAL_ADDRESS === undefined ? 'our own' : 'TEMPORAL_ADDRESS';
  const [host = '', port = '7233'] = address.split(':');
  // The port first: after a refused connection the client waits a second before it tries again.
  if (!(await waitForPort(Number(port), { host, deadlineMs: 1_000 })))
    return [
      wrong('Temporal', `nothing listens at ${address} (${origin})`, 'Start it there, or correct TEMPORAL_ADDRESS.'),
    ];
  const connection = await Connection.connect({ address, connectTimeout: TIMEOUT_MS, interceptors: [] }).catch(
    () => null,
  );
  if (connection === null) return [wrong('Temporal', `${address} is no Temporal server`, 'Correct TEMPORAL_ADDRESS.')];
  try {
    return await connection.withDeadline(Date.now() + TIMEOUT_MS, () => ask(connection, { address, settings }));
  } catch (error) {
    return [
      wrong('Temporal', `${address} answers with "${(error as Error).message}"`, 'Look at the log of that server.'),
    ];
  } finally {
    await connection.close();
  }
}

async function ask(connection: Connection, at: { address: string; settings: Settings }): Promise<Finding[]> {
  const namespace = at.settings.TEMPORAL_NAMESPACE;
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  const found = [ok('Temporal', `${at.address} answers, server ${serverVersion}`)];
  const missing = await connection.workflowService.describeNamespace({ namespace }).then(
    () => false,
    (error: { code?: number }) => {
      if (error.code === NOT_FOUND) return true;
      throw error;
    },
  );
  if (missing) {
    const remedy = `Run: temporal operator namespace create --address ${at.address} --namespace ${namespace} --retention 7d`;
    return [...found, wrong('Temporal namespace', `${namespace} is not there`, remedy)];
  }
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const lacking = Object.keys(SEARCH_ATTRIBUTES).filter((name) => !Object.hasOwn(customAttributes ?? {}, name));
  return [...found, ok('Temporal namespace', namespace), searchAttributes(lacking)];
}

function searchAttributes(lacking: readonly string[]): Finding {
  const all = Object.keys(SEARCH_ATTRIBUTES).length;
  const value = `${all - lacking.length} of ${all}`;
  if (lacking.length === 0) return ok('Search attributes', value);
  return note(
    'Search attributes',
    `${value}, without ${lacking.join(' ')}`,
    'Every API process adds what is missing when it starts.',
  );
}
