import type { Forwarder } from './forward.ts';
import type { EngineClient } from './request.ts';
import type { Writer } from './writer.ts';

/** Commands go to the engine of this process while it leads, and to the holder of the lease while it does not. */
export function createEngineClient(local: Writer, forwarder: Forwarder): EngineClient {
  const where = (): EngineClient => (local.world() === null ? forwarder : local);
  return {
    execute: (request) => where().execute(request),
    ask: (question) => where().ask(question),
  };
}
