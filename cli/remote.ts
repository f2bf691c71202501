import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';

/** A Signalbox that runs somewhere, seen through its public API. */
export interface Remote {
  readonly url: string;
  readonly key: string;
  /** Where the key came from, for a sentence about a wrong one. */
  readonly keyOrigin: string;
}

/** @throws SignalboxError `invalid` when no key is set and there is no local one */
export function remoteOf(settings: Settings): Remote {
  const url = settings.SIGNALBOX_URL.replace(/\/+$/, '');
  const { SIGNALBOX_KEY, SIGNALBOX_ADMIN_KEY, SIGNALBOX_HOME } = settings;
  if (SIGNALBOX_KEY !== undefined) return { url, key: SIGNALBOX_KEY, keyOrigin: 'SIGNALBOX_KEY' };
  if (SIGNALBOX_ADMIN_KEY !== undefined) return { url, key: SIGNALBOX_ADMIN_KEY, keyOrigin: 'SIGNALBOX_ADMIN_KEY' };
  const file = join(resolve(SIGNALBOX_HOME), 'admin-key');
  // The key of this machine is for this machine: it is not sent anywhere else.
  if (isLoopback(url) && existsSync(file)) return { url, key: readFileSync(file, 'utf8').trim(), keyOrigin: file };
  throw new SignalboxError(
    'invalid',
    `No key for ${url} is known: set SIGNALBOX_KEY, or start one here with npm start.`,
  );
}

const isLoopback = (url: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

/** @throws SignalboxError as `readOrNull`, and `not_found` with the server's own sentence */
export async function read<Body>(remote: Remote, path: string): Promise<Body> {
  const { status, body } = await get(remote, path);
  if (status === 404) throw new SignalboxError('not_found', detailOf(body) ?? `There is no ${path} at ${remote.url}.`);
  return body as Body;
}

/**
 * `null` for 404.
 * @throws SignalboxError `forbidden` for a wrong key, `unavailable` when nobody answers, each with what to do
 */
export async function readOrNull<Body>(remote: Remote, path: string): Promise<Body | null> {
  const { status, body } = await get(remote, path);
  return status === 404 ? null : (body as Body);
}

const DEADLINE_MS = 10_000;

export interface Asking {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Sent as JSON, unless it is text: then `type` says what it is. */
  readonly body?: unknown;
  readonly type?: string;
  /** The version that was seen, or `*`. */
  readonly ifMatch?: number | '*';
  readonly deadlineMs?: number;
}

/** What is answered, or refused for what was sent: its status tells. */
export interface Answered {
  readonly ok: boolean;
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @throws SignalboxError `forbidden` for a wrong key, `unavailable` when nobody answers or it is too early, each with what to do */
export async function ask(remote: Remote, asking: Asking): Promise<Answered> {
  const { url, key, keyOrigin } = remote;
  const { method, path, body: sent, type = 'application/json', ifMatch, deadlineMs = DEADLINE_MS } = asking;
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(sent === undefined ? {} : { 'content-type': type }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch === '*' ? '*' : `"${ifMatch}"` }),
    },
    ...(sent === undefined ? {} : { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
    signal: AbortSignal.timeout(deadlineMs),
  }).catch((error: Error) => {
    throw nobodyAnswers(url, error);
  });
  if (response.status === 204) return { ok: true, status: 204, body: {} };
  const body = (await response.json().catch(() => null)) as Answered['body'] | null;
  if (response.ok && body !== null) return { ok: true, status: response.status, body };
  const detail = detailOf(body);
  if (detail === null || body === null)
    throw new SignalboxError('unavailable', `What answers at ${url} is no Signalbox: set SIGNALBOX_URL.`);
  if (response.status === 401)
    throw new SignalboxError(
      'forbidden',
      `${url} does not know the key from ${keyOrigin}: set SIGNALBOX_KEY to one that it knows.`,
    );
  if (response.status === 403) throw new SignalboxError('forbidden', detail);
  if (response.status === 503) throw new SignalboxError('unavailable', detail);
  return { ok: false, status: response.status, body };
}

/**
 * Says why, on stdout: the exit code.
 * @throws SignalboxError `not_found` where there is none
 */
export function refuse({ status, body }: Answered): number {
  if (status === 404) throw new SignalboxError('not_found', detailOf(body)!);
  console.log(detailOf(body));
  return 1;
}

async function get(remote: Remote, path: string): Promise<Answered> {
  const answered = await ask(remote, { method: 'GET', path });
  if (answered.ok || answered.status === 404) return answered;
  throw new SignalboxError('forbidden', detailOf(answered.body)!);
}

export const nobodyAnswers = (url: string, error: Error): SignalboxError =>
  new SignalboxError(
    'unavailable',
    error.name === 'TimeoutError'
      ? `${url} took the call but gave no answer within ${DEADLINE_MS / 1000} s: look at its log.`
      : `No Signalbox answers at ${url}: start one with npm start, or name another in SIGNALBOX_URL.`,
  );

export const detailOf = (body: unknown): string | null => {
  const detail = (body as { detail?: unknown } | null)?.detail;
  return typeof detail === 'string' ? detail : null;
};
