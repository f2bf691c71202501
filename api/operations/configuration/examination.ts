import { ConfigurationDocument } from '../../../core/configuration/document/document.ts';
import type { ApiDependencies } from '../../call.ts';
import { Diff, Validation } from '../../configuration-answers.ts';
import { DiffBody } from '../../configuration-schemas.ts';
import { DOCUMENT_TYPES } from '../../documents/jobs.ts';
import type { Api } from '../../operation.ts';
import { documentOf, MOST_BYTES_WITH_DOCUMENT, READERS, versionNamed } from './document.ts';
import { validate } from './validate.ts';

/** What a document would bring, before it is published; nothing is changed. */
export function examination(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path: '/v1/configuration/validate',
      summary: 'What is wrong with a document, and what is worth a thought',
      more: 'With the agents that there are, and with what open items and agents would lose.',
      roles: READERS,
      body: ConfigurationDocument,
      bodyTypes: DOCUMENT_TYPES,
      answers: { 200: Validation },
    },
    async (call) => call.json(await validate(to, await documentOf(call, to))),
  );
  app.operation(
    {
      method: 'post',
      path: '/v1/configuration/diff',
      summary: 'What one version has that another, or a document, has not, in words',
      roles: READERS,
      body: DiffBody,
      mostBytes: MOST_BYTES_WITH_DOCUMENT,
      answers: { 200: Diff },
    },
    async (call, { body: { from, to: other } }) => {
      const before = await versionNamed(to, from, '/from');
      const after = typeof other === 'number' ? (await versionNamed(to, other, '/to')).document : other;
      const changes = await to.documents.diff(before.document, after);
      return call.json({ from, to: typeof other === 'number' ? other : null, changes });
    },
  );
}
