import { Connection } from '@temporalio/client';

/** Does a server answer there, and does it know the namespace? Says no within twice the timeout. */
export async function isHealthy(address: string, namespace: string, timeoutMs: number): Promise<boolean> {
  let connection: Connection | null = null;
  try {
    const opened = await Connection.connect({ address, connectTimeout: timeoutMs, interceptors: [] });
    connection = opened;
    await opened.withDeadline(Date.now() + timeoutMs, () => opened.workflowService.describeNamespace({ namespace }));
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
