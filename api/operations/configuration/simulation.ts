import { setImmediate as turn } from 'node:timers/promises';
import type { z } from 'zod';
import { emptyConfiguration } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import { latestConfiguration } from '../../../db/query/configuration.ts';
import { readDraft } from '../../../db/query/drafts.ts';
import { listItems } from '../../../db/query/read-items.ts';
import { simulationSentences } from '../../../sim/sentences.ts';
import { type Simulated, Simulation } from '../../../sim/simulation.ts';
import type { ApiDependencies } from '../../call.ts';
import { Simulation as Answer } from '../../configuration-answers.ts';
import { SimulateBody } from '../../configuration-schemas.ts';
import { ApiError } from '../../error.ts';
import type { Api } from '../../operation.ts';
import { presentRequirements } from '../../present.ts';
import { MOST_BYTES_WITH_DOCUMENT, READERS } from './document.ts';

/** Items that are read at once, and that are classified between two turns of everybody else. */
const PAGE = 500;
const SLICE = 20;
/** Agents that are admitted between two turns. */
const AGENTS = 500;
const MOST_MS = 20_000;

export function simulation(app: Api, to: ApiDependencies): void {
  app.operation(
    {
      method: 'post',
      path: '/v1/configuration/simulate',
      summary: 'What a draft or a document would have made of the last items, against what is in force',
      more: "Each is taken in at the instant at which it came, from what was sent with it. Who could ever take it is judged by today's agents. Overflow is told as far as hours alone decide it. A workstream that the conditions in force would have chosen is chosen anew. After 20 s it answers with what it has, and complete is false.",
      roles: READERS,
      body: SimulateBody,
      mostBytes: MOST_BYTES_WITH_DOCUMENT,
      answers: { 200: Answer },
    },
    async (call, { body }) => call.json(await simulate(to, body)),
  );
}

async function simulate(to: ApiDependencies, { last, ...given }: z.output<typeof SimulateBody>) {
  const latest = await latestConfiguration(to.db);
  const before = latest === null ? emptyConfiguration() : await compiled(to, latest.document);
  const after = await compiled(to, await documentOf(to, given));
  const agents = await to.engine.ask({ kind: 'agents' });
  const simulation = new Simulation({ before, after });
  for (let at = 0; at < agents.length; at += AGENTS) {
    simulation.admit(agents.slice(at, at + AGENTS));
    await turn();
  }
  const complete = await feed(to, simulation, last);
  const result = simulation.result();
  const version = latest?.version ?? 0;
  const sentences = simulationSentences(result, { version, complete });
  return { version, complete, sentences, ...present(result) };
}

async function documentOf(
  to: ApiDependencies,
  { draft, document }: { draft?: string | undefined; document?: unknown },
): Promise<unknown> {
  if (draft === undefined) return document;
  const found = await readDraft(to.db, draft);
  if (found !== null) return found.document;
  const detail = `There is no draft ${draft}.`;
  throw new ApiError('invalid', detail, [{ pointer: '/draft', detail }]);
}

async function compiled(to: ApiDependencies, document: unknown): Promise<Configuration> {
  const found = await to.documents.compile(document);
  if (found.ok) return found.configuration;
  const sentences = found.findings.slice(0, 5).map(({ detail }) => detail);
  throw new ApiError('invalid', sentences.join(' '), found.findings);
}

/** The newest first. Says whether there was time for all of them. */
async function feed(to: ApiDependencies, simulation: Simulation, last: number): Promise<boolean> {
  const end = performance.now() + MOST_MS;
  let after: string | undefined;
  for (let left = last; left > 0; ) {
    const page = await listItems(to.db, {
      handedIn: true,
      limit: Math.min(PAGE, left),
      ...(after === undefined ? {} : { after }),
    });
    for (let at = 0; at < page.length; at += SLICE) {
      if (performance.now() > end) return false;
      simulation.add(page.slice(at, at + SLICE));
      await turn();
    }
    if (page.length < Math.min(PAGE, left)) return true;
    left -= page.length;
    after = page.at(-1)!.id;
  }
  return true;
}

const present = ({ requirements, ...rest }: Simulated) => ({
  ...rest,
  requirements: {
    count: requirements.count,
    examples: requirements.examples.map(({ item, before, after }) => ({
      item,
      before: presentRequirements(before),
      after: presentRequirements(after),
    })),
  },
});
