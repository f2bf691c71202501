import type { Command } from './command.ts';
import { compile } from './configuration/compile.ts';
import { orphans } from './configuration/orphans.ts';
import { addAgent } from './mutate.ts';
import { type Outcome, refuse } from './outcome.ts';
import { newAgent } from './verbs/agents.ts';
import { sentence } from './verbs/create.ts';
import { emit, reindex, type World } from './world.ts';

/** Publishes a whole document as a new version, in force for everything after it. Work in hand stays as it is. */
export function publish(world: World, command: Extract<Command, { verb: 'publish' }>): Outcome {
  const { version } = world.configuration;
  if (command.ifMatch !== '*' && command.ifMatch !== version) {
    return refuse(
      'precondition',
      `The published version is ${version}, not ${command.ifMatch}: read it and publish again.`,
      { current: { version } },
    );
  }
  const compiled = compile(command.document, version + 1);
  if (!compiled.ok) return refuse('invalid', sentence(compiled.findings), { findings: compiled.findings });
  const lost = orphans(compiled.configuration, { agents: world.agents.values(), items: world.items.values() });
  if (lost.length > 0) return refuse('invalid', sentence(lost), { findings: lost });
  world.configuration = compiled.configuration;
  world.log.configuration = { version: version + 1, document: command.document, author: command.author };
  reindex(world);
  emit(world, 'configuration.published', { details: { version: version + 1, author: command.author } });
  for (const [id, { ...input }] of Object.entries(compiled.configuration.agents)) {
    if (world.agents.has(id)) continue;
    const agent = newAgent(id, input, world.work.now);
    addAgent(world, agent);
    emit(world, 'agent.added', { agent, details: input });
  }
  return { kind: 'published', version: version + 1, warnings: compiled.warnings };
}
