import { ConfigurationDocument } from '../../../core/configuration/document/document.ts';
import { latestConfiguration } from '../../../db/query/configuration.ts';
import type { ApiDependencies, Call } from '../../call.ts';
import { Configuration, Published } from '../../configuration-answers.ts';
import { RollbackBody } from '../../configuration-schemas.ts';
import { DOCUMENT_TYPES } from '../../documents/jobs.ts';
import { ApiError } from '../../error.ts';
import type { Api } from '../../operation.ts';
import { PublishQuery } from '../../schemas.ts';
import { documentOf, presentVersion, READERS, versionNamed, versionSeen, WRITERS } from './document.ts';
import { publish } from './publish.ts';

/** What is in force, and how something else comes into force. */
export function publication(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'get',
      path: '/v1/configuration',
      summary: 'The published document, unchanged, with its version',
      roles: READERS,
      answers: { 200: Configuration },
    },
    (call) => readConfiguration(call, to),
  );
  app.operation(
    {
      method: 'put',
      path: '/v1/configuration',
      summary: 'Publish a whole document; If-Match names the version that you read, or *',
      roles: WRITERS,
      query: PublishQuery,
      body: ConfigurationDocument,
      bodyTypes: DOCUMENT_TYPES,
      answers: { 200: Published },
    },
    async (call, { query: { reason = null, reclassify } }) => {
      const document = await documentOf(call, to);
      return publish(call, to, { document, ifMatch: versionSeen(call), reason, reclassify });
    },
  );
  app.operation(
    {
      method: 'post',
      path: '/v1/configuration/rollback',
      summary: 'Publish an older version anew; If-Match names the version that you read, or *',
      more: 'It gets a new version number. What was changed about agents since stays as it is.',
      roles: WRITERS,
      body: RollbackBody,
      answers: { 200: Published },
    },
    async (call, { body: { version, reason = null, reclassify } }) => {
      const ifMatch = versionSeen(call);
      const { document } = await versionNamed(to, version, '/version');
      return publish(call, to, { document, ifMatch, reason, reclassify, restores: version });
    },
  );
}

async function readConfiguration(call: Call, to: ApiDependencies): Promise<Response> {
  const found = await latestConfiguration(to.db);
  if (found === null)
    throw new ApiError('not_found', 'Nothing is published yet: PUT /v1/configuration with If-Match: *.');
  call.header('ETag', `"${found.version}"`);
  return call.json(presentVersion(found));
}
