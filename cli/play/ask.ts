import { SignalboxError } from '../../core/error.ts';
import { nobodyAnswers } from '../remote.ts';

/** `body` is `null` where there was none, and with status 503 where nobody answered. */
export type Ask = (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;

const TIMEOUT_MS = 10_000;
/** Longer than an engine takes to take over, or a server to start again. */
const OUTAGE_MS = 30_000;

/** A play outlives an outage: what got no answer is met again in its next round. @throws SignalboxError when it lasts too long */
export function createAsk(at: { baseUrl: string; adminKey: string }): Ask {
  let silentSince: number | null = null;
  return async (method, path, body) => {
    const request = {
      method,
      headers: { authorization: `Bearer ${at.adminKey}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const answer = await fetch(`${at.baseUrl}${path}`, request)
      .then(async (response) => ({ response, text: await response.text() }))
      .catch((error: Error) => error);
    if (answer instanceof Error) {
      silentSince ??= performance.now();
      if (performance.now() - silentSince > OUTAGE_MS) throw nobodyAnswers(at.baseUrl, answer);
      return { status: 503, body: null };
    }
    silentSince = null;
    const { response, text } = answer;
    if (!response.ok && response.status !== 409 && response.status !== 503)
      throw new SignalboxError('invalid', `${method} ${path} was refused: ${text.slice(0, 300)}`);
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
}
