import { type Published, readVersion } from '../../../db/query/configuration.ts';
import { type ApiDependencies, bodyText, type Call } from '../../call.ts';
import { DOCUMENT_TYPES } from '../../documents/jobs.ts';
import { ApiError } from '../../error.ts';
import { tagIn } from '../../if-match.ts';

/** Of a document alone, and of one in a body that says more. */
export const MOST_BYTES = 2 * 1024 * 1024;
export const MOST_BYTES_WITH_DOCUMENT = MOST_BYTES + 64 * 1024;

/** Whose keys may change the configuration, and whose may look at it. */
export const WRITERS = ['admin'] as const;
export const READERS = ['admin', 'supervisor'] as const;

/** The body as a document, JSON or YAML by its content type; its form is not checked yet. */
export async function documentOf(call: Call, to: ApiDependencies): Promise<unknown> {
  const named = call.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  const text = await bodyText(call, MOST_BYTES);
  const type = DOCUMENT_TYPES.find((one) => one === named);
  if (type === undefined) throw new ApiError('unsupported_media_type', 'Send application/json or application/yaml.');
  return to.documents.read(text, type);
}

/** The version that `If-Match` names; 428 without one. */
export function versionSeen(call: Call): number | '*' {
  const header = call.req.header('if-match');
  if (header !== undefined) return tagIn(header, 'the version');
  throw new ApiError('precondition_required', 'Send If-Match with the version that you read, or *.');
}

/** A version that a body names; 422 where there is none. */
export async function versionNamed(to: ApiDependencies, version: number, pointer: string): Promise<Published> {
  const found = await readVersion(to.db, version);
  if (found !== null) return found;
  const detail = `There is no version ${version}: GET /v1/configuration/versions lists them.`;
  throw new ApiError('invalid', detail, [{ pointer, detail }]);
}

export const presentVersion = <V extends { readonly publishedAt: Date }>(version: V) => ({
  ...version,
  publishedAt: version.publishedAt.toISOString(),
});
