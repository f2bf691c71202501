import { expect } from 'vitest';
import type { Command } from '../../../../core/command.ts';
import { compile, emptyConfiguration } from '../../../../core/configuration/compile.ts';
import { diff } from '../../../../core/configuration/diff/diff.ts';
import { orphans } from '../../../../core/configuration/orphans.ts';
import type { ErrorCode } from '../../../../core/error.ts';
import type { Outcome } from '../../../../core/outcome.ts';
import { canonical } from '../../../../core/rebuild.ts';
import { newItem } from '../../fixtures.ts';
import { Run } from '../../model/run.ts';
import type { Answer, Life, Logged, Seen } from './life.ts';
import type { Putting } from './model.ts';

const ADMIN = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null } as const;
const STATUS: Readonly<Record<ErrorCode, number>> = {
  not_found: 404,
  conflict: 409,
  precondition: 412,
  invalid: 422,
  forbidden: 403,
  limit: 429,
  unavailable: 503,
};
const NOT_THERE: Answer = { status: 404 };
const IN_HAND = ['offered', 'assigned'];

/** A life in the core: each command a batch of its own, after which memory has to be what its rows make of it. */
export class CoreLife implements Life {
  private readonly run: Run;
  private log: Logged[] = [];
  private commands = 0;

  constructor() {
    this.run = new Run(emptyConfiguration(), {
      batch: (run, { events }) => {
        this.log.push(...events.map(({ type, configurationVersion }) => ({ type, version: configurationVersion })));
        expect(run.rows.canonical(run.now)).toBe(canonical(run.world));
      },
    });
  }

  async saveDraft({ document, basedOn }: Parameters<Life['saveDraft']>[0]) {
    return this.put(`dr_${this.commands}`, { rev: null, document, basedOn });
  }

  async replaceDraft(id: string, { rev, draft }: Parameters<Life['replaceDraft']>[1]) {
    const before = this.run.rows.drafts.get(id);
    return before === undefined ? NOT_THERE : this.put(id, { rev: rev === '*' ? before.rev : rev, ...draft });
  }

  async deleteDraft(id: string, rev: number | '*') {
    return answer(this.do({ verb: 'delete_draft', draft: id, rev: rev === '*' ? null : rev }));
  }

  async readDraft(id: string) {
    return this.run.rows.drafts.get(id)?.document ?? null;
  }

  async publish(document: unknown, at: Parameters<Life['publish']>[1]) {
    return this.force(document, at);
  }

  async publishDraft(id: string, { ifMatch, reclassify }: Parameters<Life['publishDraft']>[1]) {
    const found = this.run.rows.drafts.get(id);
    if (found === undefined) return NOT_THERE;
    return this.force(found.document, { ifMatch, reclassify, draft: { id, rev: found.rev } });
  }

  async rollBack(version: number, ifMatch: number | '*') {
    const found = this.run.rows.versions[version - 1];
    if (found === undefined) return { status: 422 };
    return this.force(found.document, { ifMatch, reclassify: false, restores: version });
  }

  async validate(document: unknown) {
    const { agents, items } = this.run.world;
    const compiled = compile(document, 1, { people: Object.fromEntries(agents) });
    if (!compiled.ok) return { errors: compiled.findings.length, warnings: 0 };
    const lost = orphans(compiled.configuration, { agents: agents.values(), items: items.values() });
    return { errors: lost.length, warnings: compiled.warnings.length };
  }

  async diff(from: number, to: number) {
    const { versions } = this.run.rows;
    return diff(versions[from - 1]!.document, versions[to - 1]!.document).map(({ pointer }) => pointer);
  }

  async read(version: number) {
    return this.run.rows.versions[version - 1]?.document ?? null;
  }

  async putAgent(one: Putting) {
    return answer(this.do({ verb: 'put_agent', agent: one.agent, input: inputOf(one) }));
  }

  async putAgents(all: readonly Putting[]) {
    return answer(this.do({ verb: 'put_agents', agents: all.map((one) => ({ id: one.agent, input: inputOf(one) })) }));
  }

  async removeAgent(id: string) {
    return answer(this.do({ verb: 'remove_agent', agent: id }));
  }

  async create(queue: string) {
    const id = `wi_${String(this.commands).padStart(4, '0')}`;
    return { id, ...answer(this.do({ verb: 'create', item: newItem(id, { channel: 'chat', queue }) })) };
  }

  async work() {
    this.do({ verb: 'set_presence', agent: 'anna', intent: 'available', reason: null });
    const offered = [...this.run.world.offers.values()].filter(({ agentId }) => agentId === 'anna');
    for (const { id } of offered) this.do({ verb: 'accept', offer: id });
  }

  async see(): Promise<Seen> {
    const { items, agents, drafts, versions } = this.run.rows;
    const open = [...items.values()];
    const holder = (item: (typeof open)[number]): string | null =>
      item.agentId ?? this.run.world.offersOf.get(item.id)?.[0]?.agentId ?? null;
    return {
      versions: versions.map(({ version }) => version),
      drafts: new Map([...drafts.values()].map(({ id, rev, basedOn }) => [id, { rev, basedOn }])),
      agents: new Map([...agents.values()].map(({ id, skills }) => [id, skills])),
      items: new Map(open.map(({ id, queue }) => [id, queue])),
      inHand: open
        .filter(({ state }) => IN_HAND.includes(state))
        .map((item) => `${item.id} ${item.state} ${holder(item)} at ${item.rev}`),
    };
  }

  async logged() {
    const { log } = this;
    this.log = [];
    return log;
  }

  private put(id: string, { rev, ...saving }: { rev: number | null; document: unknown; basedOn: number }): Answer {
    const input = { name: 'plan', author: ADMIN.id, ...saving };
    return answer(this.do({ verb: 'put_draft', draft: id, rev, input }));
  }

  private force(
    document: unknown,
    at: Pick<Extract<Command, { verb: 'publish' }>, 'ifMatch' | 'reclassify' | 'draft' | 'restores'>,
  ): Answer {
    return answer(this.do({ verb: 'publish', document, author: ADMIN.id, reason: null, ...at }));
  }

  /** A second later, once time alone has done what it does. What is refused changes nothing. */
  private do(command: Command): Outcome {
    this.commands += 1;
    this.run.batchAt(this.commands * 1_000, []);
    const before = canonical(this.run.world);
    const outcome = this.run.send({ id: `cm_${this.commands}`, actor: ADMIN, command, ifMatch: null });
    if (outcome.kind === 'refused') expect(canonical(this.run.world)).toBe(before);
    this.run.endBatch();
    return outcome;
  }
}

function answer(outcome: Outcome): Answer {
  switch (outcome.kind) {
    case 'refused':
      return { status: STATUS[outcome.code], current: outcome.current };
    case 'published':
      return { status: 200, version: outcome.version };
    case 'draft':
      return { status: 200, id: outcome.draft, rev: outcome.rev };
    default:
      return { status: 200 };
  }
}

const inputOf = ({ agent, profile, skills }: Putting) => ({
  name: agent,
  profile,
  skills,
  groups: [],
  attributes: {},
  capacity: null,
  limits: {},
  connectivity: 'assumed' as const,
});
