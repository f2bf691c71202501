import { nobodyAnswers } from './remote.ts';

/** Publishes a whole document; `ifMatch` is the version that it replaces, or `*` for whatever is in force. */
export function putConfiguration(
  to: { url: string; key: string },
  document: { type: 'json' | 'yaml'; text: string; ifMatch?: number },
): Promise<Response> {
  const { type, text, ifMatch } = document;
  const headers = {
    authorization: `Bearer ${to.key}`,
    'content-type': `application/${type}`,
    'if-match': ifMatch === undefined ? '*' : `"${ifMatch}"`,
  };
  return fetch(`${to.url}/v1/configuration`, { method: 'PUT', headers, body: text }).catch((error: Error) => {
    throw nobodyAnswers(to.url, error);
  });
}
