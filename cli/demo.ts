import { SignalboxError } from '../core/error.ts';
import { demoOrganisation, inForce, replace } from './play/organisation.ts';
import { putConfiguration } from './put-configuration.ts';
import type { Remote } from './remote.ts';

/**
 * Publishes the demo organisation where nothing is published. Wherever it is in force, its always-there people come to work: those whom
 * nobody played left unanswered offers behind, and are away since.
 */
export async function publishDemo(url: string, key: string): Promise<'published' | 'kept'> {
  const remote = { url, key, keyOrigin: 'this installation' };
  const { kind } = await inForce(remote);
  if (kind === 'nothing') await publish(remote);
  if (kind === 'nothing' || kind === 'demo') await bringToWork(remote);
  return kind === 'nothing' ? 'published' : 'kept';
}

async function publish(remote: Remote): Promise<void> {
  const published = await putConfiguration(remote, { type: 'json', text: JSON.stringify(demoOrganisation()) });
  if (!published.ok)
    throw new SignalboxError('invalid', `The demo organisation was refused: ${await published.text()}`);
}

async function bringToWork({ url, key }: Remote): Promise<void> {
  const alwaysThere = Object.entries(demoOrganisation().agents).filter(([, agent]) => agent.connectivity === 'assumed');
  for (const [agent] of alwaysThere) {
    await fetch(`${url}/v1/agents/${agent}/presence`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ intent: 'available' }),
    });
  }
}

/** A play that was killed left its divided durations in force: the demo's own come back. @returns whether that was so */
export async function endKilledPlay(remote: Remote): Promise<boolean> {
  const found = await inForce(remote);
  return found.kind === 'played' && (await replace(remote, found.version, demoOrganisation())) !== null;
}
