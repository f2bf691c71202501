import type { EngineClient } from './request.ts';
import type { Writer } from './writer.ts';

/** Commands go to the engine of this process while it leads, and to the holder of the lease while it does not. */
export function createEngineClient(local: Writer, forwarder: EngineClient): EngineClient {
  const where = (): EngineClient => (local.world() === null ? forwarder : local);
  return {
    execute: (request) => where().execute(request),
    ask: (question) => where().ask(question),
  };
}

/** Whether commands would be taken right now. */
export const isReachable = (engine: EngineClient): Promise<boolean> =>
  engine.ask({ kind: 'agent', id: '' }).then(
    () => true,
    () => false,
  );
