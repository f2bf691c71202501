import { Connection } from '@temporalio/client';
import type { TemporalAddress } from '../engine/temporal/connection.ts';
import type { Settings } from '../env.ts';
import { registerSearchAttributes } from '../scripts/search-attributes.ts';
import { runningTemporal } from '../scripts/temporal-place.ts';
import { SEARCH_ATTRIBUTES } from '../workflows/messages.ts';

/** Where a Temporal server listens when nobody says otherwise. */
const USUAL_ADDRESS = '127.0.0.1:7233';

export const temporalAddress = (settings: Settings, address = settings.TEMPORAL_ADDRESS): TemporalAddress => ({
  address: address ?? USUAL_ADDRESS,
  namespace: settings.TEMPORAL_NAMESPACE,
  taskQueue: settings.TEMPORAL_TASK_QUEUE,
});

/** The server that the environment names, or the one that `npm start` runs here; `null` when there is neither. */
export function knownTemporal(settings: Settings): TemporalAddress | null {
  const address = settings.TEMPORAL_ADDRESS ?? runningTemporal(settings.SIGNALBOX_HOME)?.address;
  return address === undefined ? null : temporalAddress(settings, address);
}

/** What a namespace needs before the first workflow; safe at every start and in several processes at once. */
export async function prepareNamespace({ address, namespace }: TemporalAddress): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 3_000, interceptors: [] });
  try {
    await connection.withDeadline(Date.now() + 5_000, () =>
      registerSearchAttributes(connection, namespace, SEARCH_ATTRIBUTES),
    );
  } finally {
    await connection.close();
  }
}
