import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { createDatabase } from '../../scripts/postgres.ts';

/** What the global setup hands to every test file. */
export type Provided = {
  readonly databaseUrl: string;
  readonly template: string;
  readonly address: string;
  readonly namespace: string;
  readonly workflowBundle: string;
};

declare module 'vitest' {
  export interface ProvidedContext {
    signalbox: Provided;
  }
}

export type TestDatabase = {
  readonly url: string;
  readonly name: string;
  /** Disconnects everybody. Not needed for order's sake: the server goes away with the run. */
  drop(): Promise<void>;
};

/** A migrated database of your own, empty, in about a tenth of a second. Ask once a file. */
export async function testDatabase(): Promise<TestDatabase> {
  const { databaseUrl, template } = inject('signalbox');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = await createDatabase(databaseUrl, name, template);
  const drop = async () => {
    const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
    await sql`drop database if exists ${sql(name)} with (force)`;
    await sql.end();
  };
  return { url, name, drop };
}

export type TestTemporal = {
  readonly address: string;
  readonly namespace: string;
  /** Of your own at each call. */
  readonly taskQueue: string;
  /** For the worker's `workflowBundle`. */
  readonly workflowBundle: { readonly codePath: string };
};

/** The run's Temporal server. Give each test its own task queue and workflow ids: the server is shared. */
export function testTemporal(): TestTemporal {
  const { address, namespace, workflowBundle } = inject('signalbox');
  const taskQueue = `test-${randomUUID()}`;
  return { address, namespace, taskQueue, workflowBundle: { codePath: workflowBundle } };
}
