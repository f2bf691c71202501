import { Connection } from '@temporalio/client';

/** Does a server answer there, and does it know the namespace? Says no within 5 s. */
export async function isHealthy(address: string, namespace: string): Promise<boolean> {
  let connection: Connection | null = null;
  try {
    const opened = await Connection.connect({ address, connectTimeout: 3_000, interceptors: [] });
    connection = opened;
    await opened.withDeadline(Date.now() + 2_000, () => opened.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
