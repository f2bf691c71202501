import type { Command } from '../../../core/command.ts';
import { latestConfiguration, type Published, readVersion } from '../../../db/query/configuration.ts';
import { type ApiDependencies, type Call, RefusedError, send } from '../../call.ts';

/** How many sentences of a diff a refusal carries; `POST /v1/configuration/diff` says them all. */
const MOST_SENTENCES = 10;

export type Publishing = Omit<Extract<Command, { verb: 'publish' }>, 'verb' | 'author'>;

/** Publishes in the name of whoever calls; 412 says what somebody else published meanwhile. */
export async function publish(call: Call, to: ApiDependencies, publishing: Publishing): Promise<Response> {
  try {
    const reply = await send(call, to, { verb: 'publish', author: call.get('actor').id, ...publishing });
    if (reply.kind !== 'published') throw new Error('a publish answers with a version');
    call.header('ETag', `"${reply.version}"`);
    return call.json({ version: reply.version, warnings: reply.warnings });
  } catch (error) {
    const isOutdated = error instanceof RefusedError && typeof error.problem.current?.['version'] === 'number';
    if (isOutdated && publishing.ifMatch !== '*') throw await outdated(to, publishing.ifMatch);
    throw error;
  }
}

/** The refusal of whoever saw another version than the one in force. */
export async function outdated(to: ApiDependencies, seen: number): Promise<RefusedError> {
  const latest = await latestConfiguration(to.db);
  const current = latest === null ? { version: 0 } : await changedSince(to, seen, latest);
  const detail = `The published version is ${latest?.version ?? 0}, not ${seen}: read it and publish again.`;
  return new RefusedError({ code: 'precondition', detail, current });
}

/** What a version has that an older one has not: who published it, how much it changed, and the first sentences. */
export async function changedSince(
  to: ApiDependencies,
  seen: number,
  latest: Published,
): Promise<Readonly<Record<string, unknown>>> {
  const before = await readVersion(to.db, seen);
  const changes = before === null ? [] : await to.documents.diff(before.document, latest.document);
  const { version, author, publishedAt, reason } = latest;
  return {
    version,
    author,
    reason,
    publishedAt: publishedAt.toISOString(),
    changeCount: changes.length,
    changes: changes.slice(0, MOST_SENTENCES).map(({ sentence }) => sentence),
  };
}
