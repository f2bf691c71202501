import type { Metrics } from '../api/metrics.ts';
import type { Store } from '../engine/store.ts';

/** The store, with each batch measured. */
export function measured(store: Store, batch: Metrics['batch']): Store {
  return {
    ...store,
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
