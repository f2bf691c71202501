import { SignalboxError } from '../error.ts';
import { compile, emptyConfiguration } from './compile.ts';
import type { Configuration } from './compiled.ts';

/**
 * A stored version in the form that decides; the empty one where nothing was published.
 * @throws SignalboxError `invalid` when another release published what this one does not understand
 */
export function configurationInForce(
  stored: { version: number; document: unknown; classifiedSince: number } | null,
): Configuration {
  if (stored === null) return emptyConfiguration();
  const compiled = compile(stored.document, stored.version, { classifiedSince: stored.classifiedSince });
  if (compiled.ok) return compiled.configuration;
  throw new SignalboxError(
    'invalid',
    `The published configuration ${stored.version} does not compile with this release.`,
  );
}
