import type { Command } from './command.ts';
import { compile } from './configuration/compile.ts';
import { orphans } from './configuration/orphans.ts';
import { addAgent } from './mutate.ts';
import { type Outcome, refuse } from './outcome.ts';
import { putInForce } from './reindex.ts';
import { newAgent } from './verbs/agents.ts';
import { sentence } from './verbs/create.ts';
import { dropDraft, refuseStaleDraft } from './verbs/drafts.ts';
import { emit, type World } from './world.ts';

/** Publishes a whole document as a new version, in force for everything after it. Work in hand stays as it is. */
export function publish(world: World, command: Extract<Command, { verb: 'publish' }>): Outcome {
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
  const classifiedSince = reclassify ? version : before.classifiedSince;
  const compiled = compile(document, version, {
    countries: world.countries,
    people: Object.fromEntries(world.agents),
    classifiedSince,
  });
  if (!compiled.ok) return refuse('invalid', sentence(compiled.findings), { findings: compiled.findings });
  const lost = orphans(compiled.configuration, { agents: world.agents.values(), items: world.items.values() });
  if (lost.length > 0) return refuse('invalid', sentence(lost), { findings: lost });
  world.log.versions.push({ version, document, author, reason, classifiedSince });
  putInForce(world, compiled.configuration);
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
  for (const [id, { ...input }] of Object.entries(compiled.configuration.agents)) {
    if (world.agents.has(id)) continue;
    const agent = newAgent(id, input, world.work.now);
    addAgent(world, agent);
    emit(world, 'agent.added', { agent, details: input });
  }
  return { kind: 'published', version, warnings: compiled.warnings };
}
