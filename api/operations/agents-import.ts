import { z } from 'zod';
import { AgentsImported } from '../answers.ts';
import { type ApiDependencies, bodyText, type Call, RefusedError, send } from '../call.ts';
import { ApiError } from '../error.ts';
import type { Api } from '../operation.ts';
import { type AgentLine, readAgents } from '../read-agents.ts';

const MOST_BYTES = 2 * 1024 * 1024;

export function agentsImport(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path: '/v1/agents/import',
      summary: 'Add agents, or replace what is known of them, from CSV: all of them or none',
      more: 'At most 2,000 lines. The first names the columns: id, name and profile, and as wanted groups, skills, attributes, capacity, limits and connectivity. Several in one cell are parted by spaces: german:4 french:2. The pointer of an error is its line and column: /7/skills.',
      roles: ['supervisor', 'admin'],
      body: z.string(),
      bodyTypes: ['text/csv'],
      answers: { 200: AgentsImported },
    },
    (call) => importAgents(call, to),
  );
}

async function importAgents(call: Call, to: ApiDependencies): Promise<Response> {
  const type = call.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'text/csv') throw new ApiError('unsupported_media_type', 'Send text/csv.');
  const { agents, findings } = readAgents(await bodyText(call, MOST_BYTES));
  if (findings.length > 0) throw new ApiError('invalid', nothing(findings.length), findings.slice(0, 500));
  try {
    const command = { verb: 'put_agents', agents: agents.map(({ id, input }) => ({ id, input })) } as const;
    const reply = await send(call, to, command);
    if (reply.kind !== 'agents') throw new Error('an import answers with counts');
    return call.json({ added: reply.added, changed: reply.changed });
  } catch (error) {
    throw error instanceof RefusedError ? atLines(error, agents) : error;
  }
}

const nothing = (wrong: number): string =>
  `Nothing was taken over: ${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`;

/** The engine counts agents; whoever wrote the file counts lines. */
function atLines({ problem }: RefusedError, agents: readonly AgentLine[]): RefusedError {
  const errors = (problem.errors ?? []).map(({ pointer, detail }) => {
    const [, place = '', ...rest] = pointer.split('/');
    const line = agents[Number(place)]?.line ?? 0;
    return { pointer: `/${[line, ...rest].join('/')}`, detail: `Line ${line}: ${detail}` };
  });
  return new RefusedError({ ...problem, errors });
}
