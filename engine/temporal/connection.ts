import { Client, Connection } from '@temporalio/client';

/** How long one call may take. A server that is away fails in milliseconds; one that hangs must not hold the relay for longer. */
const CALL_MS = 5_000;

export interface TemporalAddress {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
}

export interface TemporalClient {
  readonly client: Client;
  readonly taskQueue: string;
  /** Runs a call with a deadline of its own. */
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Connects when first used. Without the client's own retries, which hang for 20 s: whoever calls decides when to try again. */
export function connectTemporal({ address, namespace, taskQueue }: TemporalAddress): TemporalClient {
  const connection = Connection.lazy({ address, interceptors: [] });
  return {
    client: new Client({ connection, namespace }),
    taskQueue,
    call: (work) => connection.withDeadline(Date.now() + CALL_MS, work),
    close: () => connection.close(),
  };
}
