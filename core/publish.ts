import type { Command } from './command.ts';
import type { Compiled } from './configuration/compile.ts';
import type { Configuration, ConfiguredAgent } from './configuration/compiled.ts';
import { keepsAll, orphans } from './configuration/orphans.ts';
import type { People } from './configuration/warn/staff.ts';
import { addAgent } from './mutate.ts';
import { type Outcome, refuse } from './outcome.ts';
import { putInForce } from './reindex.ts';
import { newAgent } from './verbs/agents.ts';
import { sentence } from './verbs/create.ts';
import { dropDraft, refuseStaleDraft } from './verbs/drafts.ts';
import { emit, type World } from './world.ts';

/** The people that a document's warnings are about. */
export const peopleOf = ({ agents }: World): People => Object.fromEntries(agents);

/** A publish in a batch that everybody waits for may create so many agents; more of them come by import. */
const MOST_NEW_AGENTS = 1000;

/**
 * Publishes a whole document as a new version, in force for everything after it. Work in hand stays as it is. `compiled` is what the
 * document comes to, of whatever version number.
 */
export function publish(world: World, command: Extract<Command, { verb: 'publish' }>, compiled: Compiled): Outcome {
  const { author, document, reason, reclassify, restores, draft } = command;
  const before = world.configuration;
  const version = before.version + 1;
  if (command.ifMatch !== '*' && command.ifMatch !== before.version) {
    return refuse(
      'precondition',
      `The published version is ${before.version}, not ${command.ifMatch}: read it and publish again.`,
      { current: { version: before.version } },
    );
  }
  const stale = draft === undefined ? null : refuseStaleDraft(world, draft);
  if (stale !== null) return stale;
  if (!compiled.ok) return refuse('invalid', sentence(compiled.findings), { findings: compiled.findings });
  const used = { agents: world.agents.values(), items: world.items.values() };
  // Whatever is in use is declared by the version in force.
  const lost = keepsAll(before, compiled.configuration) ? [] : orphans(compiled.configuration, used);
  if (lost.length > 0) return refuse('invalid', sentence(lost), { findings: lost });
  const missing = missingAgents(world, compiled.configuration);
  if (missing.length > MOST_NEW_AGENTS) {
    const detail = `The document would create ${missing.length} agents, and at most ${MOST_NEW_AGENTS} at once: take the others in by POST /v1/agents/import.`;
    return refuse('invalid', detail, { pointer: '/agents' });
  }
  const classifiedSince = reclassify ? version : before.classifiedSince;
  world.log.versions.push({ version, document, author, reason, classifiedSince });
  putInForce(world, { ...compiled.configuration, version, classifiedSince });
  if (draft !== undefined) dropDraft(world, draft.id);
  emit(world, 'configuration.published', {
    details: {
      version,
      author,
      reason,
      reclassify,
      ...(restores === undefined ? {} : { restores }),
      ...(draft === undefined ? {} : { draft: draft.id }),
    },
  });
  for (const [id, { ...input }] of missing) {
    const agent = newAgent(id, input, world.work.now);
    addAgent(world, agent);
    emit(world, 'agent.added', { agent, details: input });
  }
  return { kind: 'published', version, warnings: compiled.warnings };
}

/** The agents that the document names and that are not there. */
const missingAgents = (world: World, next: Configuration): readonly (readonly [string, ConfiguredAgent])[] =>
  Object.entries(next.agents).filter(([id]) => !world.agents.has(id));
