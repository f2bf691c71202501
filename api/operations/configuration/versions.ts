import { listVersions, readVersion } from '../../../db/query/configuration.ts';
import * as answers from '../../answers.ts';
import type { ApiDependencies } from '../../call.ts';
import { Configuration, Version } from '../../configuration-answers.ts';
import { ApiError } from '../../error.ts';
import type { Api } from '../../operation.ts';
import { idOfCursor, pageBy } from '../../paging.ts';
import { ListQuery } from '../../schemas.ts';
import { presentVersion, READERS } from './document.ts';

/** Everything that was ever published. */
export function versions(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'get',
      path: '/v1/configuration/versions',
      summary: 'Published versions, the newest first, without their documents',
      roles: READERS,
      query: ListQuery,
      answers: { 200: answers.pageOf(Version) },
    },
    async (call, { query: { cursor, limit } }) => {
      const before = cursor === undefined ? null : Number(idOfCursor(cursor, 'version'));
      const found = await listVersions(to.db, { before, limit: limit + 1 });
      return call.json(pageBy(found.map(presentVersion), { limit, idOf: ({ version }) => String(version) }));
    },
  );
  app.operation(
    {
      method: 'get',
      path: '/v1/configuration/versions/:version',
      summary: 'A published version with its document, unchanged',
      roles: READERS,
      answers: { 200: Configuration },
    },
    async (call) => {
      const named = call.req.param('version') ?? '';
      const found = /^[1-9]\d{0,8}$/.test(named) ? await readVersion(to.db, Number(named)) : null;
      if (found === null) throw new ApiError('not_found', `There is no version ${JSON.stringify(named.slice(0, 80))}.`);
      call.header('ETag', `"${found.version}"`);
      return call.json(presentVersion(found));
    },
  );
}
