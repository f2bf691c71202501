import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { SignalboxError } from '../core/error.ts';
import { putConfiguration } from './put-configuration.ts';

const FILE = fileURLToPath(new URL('../demo/organisation.yaml', import.meta.url));

/** Publishes the demo organisation where nothing is published, and brings its always-there people to work. */
export async function publishDemo(url: string, key: string): Promise<'published' | 'kept'> {
  const headers = { authorization: `Bearer ${key}` };
  const before = await fetch(`${url}/v1/configuration`, { headers });
  if (before.status === 200) return 'kept';
  const text = readFileSync(FILE, 'utf8');
  const published = await putConfiguration({ url, key }, { type: 'yaml', text });
  if (!published.ok)
    throw new SignalboxError('invalid', `The demo organisation was refused: ${await published.text()}`);
  for (const agent of alwaysThere(parse(text))) {
    await fetch(`${url}/v1/agents/${agent}/presence`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ intent: 'available' }),
    });
  }
  return 'published';
}

const alwaysThere = (document: { agents: Record<string, { connectivity?: string }> }): string[] =>
  Object.entries(document.agents)
    .filter(([, agent]) => agent.connectivity === 'assumed')
    .map(([id]) => id);
