import { type ConfigurationFinding, severityOf } from '../../../core/configuration/findings.ts';
import { orphans } from '../../../core/configuration/orphans.ts';
import { openItemsInUse } from '../../../db/query/in-use.ts';
import type { ApiDependencies } from '../../call.ts';

interface Judged extends ConfigurationFinding {
  readonly severity: 'error' | 'warning';
}

export interface Validation {
  readonly errors: readonly Judged[];
  readonly warnings: readonly Judged[];
}

/** Judged with the people that there are; what it would orphan is asked once it makes sense by itself. */
export async function validate(to: ApiDependencies, document: unknown): Promise<Validation> {
  const agents = await to.engine.ask({ kind: 'agents' });
  const people = Object.fromEntries(agents.map((agent) => [agent.id, agent]));
  const compiled = await to.documents.compile(document, people);
  if (!compiled.ok) return { errors: compiled.findings.map(judged), warnings: [] };
  const lost = orphans(compiled.configuration, { agents, items: await openItemsInUse(to.db) });
  return { errors: lost.map(judged), warnings: compiled.warnings.map(judged) };
}

const judged = (finding: ConfigurationFinding): Judged => ({ ...finding, severity: severityOf(finding) });
