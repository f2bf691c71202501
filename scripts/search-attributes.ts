import type { Connection } from '@temporalio/client';
import { SignalboxError } from '../core/error.ts';

export type SearchAttributes = Readonly<Record<string, 'Keyword' | 'Int'>>;

/** Temporal's own numbers of the types (temporal.api.enums.v1.IndexedValueType). */
const TYPE_NUMBERS = { Keyword: 2, Int: 3 } as const;

/**
 * Adds the attributes that the namespace lacks; safe at every boot and in several processes at once. The flag of the dev
 * server does nothing on a database file that exists, and a start with an unknown attribute fails.
 * @throws SignalboxError `precondition` when one exists with another type
 */
export async function registerSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
  attributes: SearchAttributes,
): Promise<void> {
  const existing = (await connection.operatorService.listSearchAttributes({ namespace })).customAttributes;
  const missing: Record<string, keyof typeof TYPE_NUMBERS> = {};
  for (const [name, type] of Object.entries(attributes)) {
    const found = existing[name];
    if (found === undefined || found === null) missing[name] = type;
    else if (found !== TYPE_NUMBERS[type]) throw wrongType(name, type, namespace);
  }
  if (Object.keys(missing).length === 0) return;
  try {
    await addSearchAttributes(connection, namespace, missing);
  } catch (error) {
    if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
  }
}

/** To a namespace that has none of them. */
export async function addSearchAttributes(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
  attributes: SearchAttributes,
): Promise<void> {
  const numbers = Object.entries(attributes).map(([name, type]) => [name, TYPE_NUMBERS[type]]);
  await operatorService.addSearchAttributes({ namespace, searchAttributes: Object.fromEntries(numbers) });
}

/** gRPC's status of that name: another process was faster. */
const ALREADY_EXISTS = 6;

function wrongType(name: string, type: string, namespace: string): SignalboxError {
  return new SignalboxError(
    'precondition',
    `The search attribute ${name} of namespace "${namespace}" exists, but not as ${type}; remove it with "temporal operator search-attribute remove --name ${name}" and start again.`,
  );
}
