import { SignalboxError } from '../core/error.ts';
import { demoOrganisation, inForce, replace } from './play/organisation.ts';
import { putConfiguration } from './put-configuration.ts';
import type { Remote } from './remote.ts';

/** Publishes the demo organisation where nothing is published, and brings its always-there people to work. */
export async function publishDemo(url: string, key: string): Promise<'published' | 'kept'> {
  const remote = { url, key, keyOrigin: 'this installation' };
  const found = await inForce(remote);
  if (found.kind !== 'nothing') return 'kept';
  const demo = demoOrganisation();
  const published = await putConfiguration(remote, { type: 'json', text: JSON.stringify(demo) });
  if (!published.ok)
    throw new SignalboxError('invalid', `The demo organisation was refused: ${await published.text()}`);
  const alwaysThere = Object.entries(demo.agents).filter(([, agent]) => agent.connectivity === 'assumed');
  for (const [agent] of alwaysThere) {
    await fetch(`${url}/v1/agents/${agent}/presence`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ intent: 'available' }),
    });
  }
  return 'published';
}

/** A play that was killed left its divided durations in force: the demo's own come back. @returns whether that was so */
export async function endKilledPlay(remote: Remote): Promise<boolean> {
  const found = await inForce(remote);
  return found.kind === 'played' && (await replace(remote, found.version, demoOrganisation())) !== null;
}
