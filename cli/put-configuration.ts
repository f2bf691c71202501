/** Publishes a whole document, whatever version is in force. */
export function putConfiguration(
  to: { url: string; key: string },
  document: { type: 'json' | 'yaml'; text: string },
): Promise<Response> {
  return fetch(`${to.url}/v1/configuration`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${to.key}`, 'content-type': `application/${document.type}`, 'if-match': '*' },
    body: document.text,
  });
}
