import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { SignalboxError } from '../../core/error.ts';
import { putConfiguration } from '../put-configuration.ts';
import { type Remote, readOrNull } from '../remote.ts';
import { type Divided, dividedConfiguration } from './divide.ts';

export interface Organisation {
  readonly organisation: { readonly name: string };
  readonly agents: Readonly<Record<string, { readonly connectivity?: string }>>;
}

const FILE = fileURLToPath(new URL('../../demo/organisation.yaml', import.meta.url));
export const demoOrganisation = (): Organisation => parse(readFileSync(FILE, 'utf8')) as Organisation;

/** The demo with every duration divided. Its name says so: whoever finds it in force knows that a play put it there. */
export function playedOrganisation(speed: number): Divided & { readonly document: Organisation } {
  const divided = dividedConfiguration(demoOrganisation(), speed);
  const played = divided.document as Organisation;
  const { organisation } = played;
  return {
    ...divided,
    document: { ...played, organisation: { ...organisation, name: `${organisation.name}${suffix(speed)}` } },
  };
}

const suffix = (speed: number): string => ` (played ${speed} times as fast)`;
const SUFFIX = / \(played ([\d.]+) times as fast\)$/;

/** What is published there: nothing, the demo, the demo as a play sped it up, or somebody's own organisation. */
export type InForce =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'demo' | 'played' | 'own'; readonly version: number; readonly name: string };

export async function inForce(remote: Remote): Promise<InForce> {
  const found = await readOrNull<{ version: number; document: Organisation }>(remote, '/v1/configuration');
  if (found === null) return { kind: 'nothing' };
  const { version, document } = found;
  const { name } = document.organisation;
  const speed = Number(SUFFIX.exec(name)?.[1] ?? Number.NaN);
  if (isDeepStrictEqual(document, demoOrganisation())) return { kind: 'demo', version, name };
  const played = speed > 0 && isDeepStrictEqual(document, playedOrganisation(speed).document);
  return { kind: played ? 'played' : 'own', version, name };
}

/**
 * Publishes over the version that was seen, so that nobody's own document is ever replaced.
 * @returns the new version, or `null` when somebody else published meanwhile
 */
export async function replace(remote: Remote, seen: number, document: Organisation): Promise<number | null> {
  const answer = await putConfiguration(remote, { type: 'json', text: JSON.stringify(document), ifMatch: seen });
  const body = (await answer.json()) as { version: number; detail?: string };
  if (answer.ok) return body.version;
  if (answer.status === 412) return null;
  throw new SignalboxError('invalid', `The configuration was refused: ${body.detail}`);
}
