import { SignalboxError } from '../error.ts';
import { compile, emptyConfiguration, type Surroundings } from './compile.ts';
import type { Configuration } from './compiled.ts';

/**
 * A stored version in the form that decides; the empty one where nothing was published.
 * @throws SignalboxError `invalid` when this process does not understand it: another release published it, or the holidays of a country are
 * not installed here
 */
export function configurationInForce(
  stored: { version: number; document: unknown; classifiedSince: number } | null,
  { countries = null }: Pick<Surroundings, 'countries'> = {},
): Configuration {
  if (stored === null) return emptyConfiguration();
  const { classifiedSince } = stored;
  const compiled = compile(stored.document, stored.version, { classifiedSince, countries });
  if (compiled.ok) return compiled.configuration;
  const { pointer, detail } = compiled.findings[0]!;
  throw new SignalboxError(
    'invalid',
    `The published configuration ${stored.version} does not compile here: ${pointer || '/'}: ${detail}`,
  );
}
