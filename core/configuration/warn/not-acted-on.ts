import type { ConfigurationDocument } from '../document/document.ts';
import type { ConfigurationFinding } from '../findings.ts';
import { thing } from '../place.ts';

/** Policies that the document may already hold and that this release keeps without acting on them: each says so by itself. */
export function notActedOn(document: ConfigurationDocument): ConfigurationFinding[] {
  const kept: [pointer: string, value: unknown][] = [
    ...Object.entries(document.queues).flatMap(([name, one]): [string, unknown][] => [
      [`/queues/${name}/alerts`, one.alerts],
    ]),
  ];
  return kept
    .filter(([, value]) => value !== undefined)
    .map(([pointer]) => ({
      code: 'not_acted_on',
      pointer,
      detail: `${thing(pathOf(pointer))} is kept; this release does not act on it.`,
    }));
}

const pathOf = (pointer: string): PropertyKey[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
