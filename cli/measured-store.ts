import type { Metrics } from '../api/metrics.ts';
import type { Store } from '../engine/store.ts';

/** The store, with each batch measured; `epoch` is that of the newest lease. */
export function measured(store: Store, batch: Metrics['batch']): Store & { readonly epoch: () => number } {
  let epoch = 0;
  return {
    ...store,
    epoch: () => epoch,
    takeLease: async () => {
      const lease = await store.takeLease();
      epoch = lease?.epoch ?? epoch;
      return lease;
    },
    commit: async (write) => {
      const began = performance.now();
      const told = (outcome: 'committed' | 'fenced' | 'failed'): void => {
        const byCommand = write.changes.events.filter((event) => event.actor !== 'engine');
        const commands = new Set(byCommand.map((event) => event.commandId)).size;
        batch({ outcome, commands, seconds: (performance.now() - began) / 1_000 });
      };
      try {
        const result = await store.commit(write);
        told(result.kind);
        return result;
      } catch (error) {
        told('failed');
        throw error;
      }
    },
  };
}
