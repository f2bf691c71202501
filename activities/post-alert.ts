import { createHmac } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { inEnvelope } from '../core/cloud-event.ts';
import type { AlertStart } from '../workflows/messages.ts';

/** Where alerts go, and the secret that they are signed with; `null`: unsigned. */
export interface AlertReceiver {
  readonly url: string;
  readonly secret: string | null;
}

const ANSWER_MS = 10_000;

/**
 * Posts an alert as a CloudEvent, with the headers of Standard Webhooks: `webhook-id` stays the same however often it is tried.
 * @returns the status of the answer, of the 200s
 * @throws ApplicationFailure to be tried again; or not, where the receiver says that it is gone (410)
 */
export async function postAlert(receiver: AlertReceiver | null, alert: AlertStart): Promise<{ status: number }> {
  if (receiver === null) throw ApplicationFailure.retryable('Set SIGNALBOX_ALERT_URL on this worker, as on the API.');
  const body = JSON.stringify(inEnvelope(alert, alert.item ?? alert.queue));
  const status = await post(receiver, { body, headers: headersOf(receiver, alert.id, body) });
  if (status >= 200 && status < 300) return { status };
  const said = `The receiver of alerts answered ${status}.`;
  throw status === 410 ? ApplicationFailure.nonRetryable(said, 'Gone') : ApplicationFailure.retryable(said, 'Refused');
}

async function post({ url }: AlertReceiver, how: { body: string; headers: Record<string, string> }): Promise<number> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(url, { method: 'POST', redirect: 'error', signal, ...how });
    await answer.body?.cancel();
    return answer.status;
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw ApplicationFailure.retryable(`The receiver of alerts cannot be reached: ${why}.`, 'Unreachable');
  }
}

function headersOf({ secret }: AlertReceiver, id: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const common = { 'content-type': 'application/cloudevents+json', 'webhook-id': id, 'webhook-timestamp': timestamp };
  if (secret === null) return common;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { ...common, 'webhook-signature': `v1,${signature}` };
}
