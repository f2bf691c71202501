import type { Life, Logged, Seen } from '../../core/configuration/life/life.ts';
import type { Putting } from '../../core/configuration/life/model.ts';
import type { Answer, Api } from '../harness.ts';

const DRAFTS = '/v1/configuration/drafts';
const CSV = 'id,name,profile,skills,connectivity';
const IN_HAND = ['offered', 'assigned'];

/** A life over the API, on PostgreSQL. */
export class ApiLife implements Life {
  private readonly api: Api;
  private logSeen = 0;

  constructor(api: Api) {
    this.api = api;
  }

  async saveDraft({ document, basedOn }: Parameters<Life['saveDraft']>[0]) {
    return told(await this.api.ask('POST', DRAFTS, { body: { name: 'plan', document, basedOn } }));
  }

  async replaceDraft(id: string, { rev, draft }: Parameters<Life['replaceDraft']>[1]) {
    const body = { name: 'plan', ...draft };
    return told(await this.api.ask('PUT', `${DRAFTS}/${id}`, { body, headers: ifMatch(rev) }));
  }

  async deleteDraft(id: string, rev: number | '*') {
    return told(await this.api.ask('DELETE', `${DRAFTS}/${id}`, { headers: ifMatch(rev) }));
  }

  async readDraft(id: string) {
    const { body } = await this.api.ask('GET', `${DRAFTS}/${id}`);
    return body.document ?? null;
  }

  async publish(document: unknown, at: Parameters<Life['publish']>[1]) {
    const path = `/v1/configuration?reclassify=${at.reclassify}`;
    return told(await this.api.ask('PUT', path, { body: document, headers: ifMatch(at.ifMatch) }));
  }

  async publishDraft(id: string, at: Parameters<Life['publishDraft']>[1]) {
    const body = { reclassify: at.reclassify, acknowledge: at.acknowledged ? ['starving'] : [] };
    return told(await this.api.ask('POST', `${DRAFTS}/${id}/publish`, { body, headers: ifMatch(at.ifMatch) }));
  }

  async rollBack(version: number, seen: number | '*') {
    const asked = { body: { version }, headers: ifMatch(seen) };
    return told(await this.api.ask('POST', '/v1/configuration/rollback', asked));
  }

  async validate(document: unknown) {
    const { body } = await this.api.ask('POST', '/v1/configuration/validate', { body: document });
    return { errors: body.errors.length, warnings: body.warnings.length };
  }

  async diff(from: number, to: number) {
    const { body } = await this.api.ask('POST', '/v1/configuration/diff', { body: { from, to } });
    return body.changes.map(({ pointer }: { pointer: string }) => pointer);
  }

  async read(version: number) {
    const { body } = await this.api.ask('GET', `/v1/configuration/versions/${version}`);
    return body.document ?? null;
  }

  async putAgent({ agent, profile, skills }: Putting) {
    const body = { name: agent, profile, skills, connectivity: 'assumed' };
    return told(await this.api.ask('PUT', `/v1/agents/${agent}`, { body }));
  }

  async putAgents(all: readonly Putting[]) {
    const lines = all.map(({ agent, profile, skills }) => {
      const cell = Object.entries(skills).map(([skill, level]) => `${skill}:${level}`);
      return [agent, agent, profile, cell.join(' '), 'assumed'].join(',');
    });
    const asked = { raw: [CSV, ...lines].join('\n'), headers: { 'content-type': 'text/csv' } };
    return told(await this.api.ask('POST', '/v1/agents/import', asked));
  }

  async removeAgent(id: string) {
    return told(await this.api.ask('DELETE', `/v1/agents/${id}`));
  }

  async create(queue: string) {
    return told(await this.api.create({ queue }));
  }

  async work() {
    await this.api.ask('PUT', '/v1/agents/anna/presence', { body: { intent: 'available' } });
    const { body } = await this.api.ask('GET', '/v1/agents/anna/work');
    for (const { id } of body.offers) await this.api.ask('POST', `/v1/offers/${id}/accept`, { body: {} });
  }

  async see(): Promise<Seen> {
    const [versions, drafts, agents, items] = await Promise.all(
      ['/v1/configuration/versions', DRAFTS, '/v1/agents', '/v1/work-items'].map((path) => this.all(path)),
    );
    return {
      versions: versions!.map(({ version }) => version).reverse(),
      drafts: new Map(drafts!.map(({ id, rev, basedOn }) => [id, { rev, basedOn }])),
      agents: new Map(agents!.map(({ id, skills }) => [id, skills])),
      items: new Map(items!.map(({ id, queue }) => [id, queue])),
      inHand: items!
        .filter(({ state }) => IN_HAND.includes(state))
        .map(({ id, state, agentId, offers, rev }) => `${id} ${state} ${agentId ?? offers[0].agentId} at ${rev}`),
    };
  }

  async logged(): Promise<Logged[]> {
    const rows = await this.api.engine.db.sql<{ seq: number; type: string; version: number }[]>`
      select seq::int, type, configuration_version as version from event where seq > ${this.logSeen} order by seq`;
    this.logSeen = rows.at(-1)?.seq ?? this.logSeen;
    return rows.map(({ type, version }) => ({ type, version }));
  }

  private async all(path: string): Promise<Answer['body'][]> {
    const { body } = await this.api.ask('GET', `${path}?limit=200`);
    return body.data;
  }
}

const ifMatch = (seen: number | '*') => ({ 'if-match': seen === '*' ? '*' : `"${seen}"` });

/** What was made, deleted or replaced was done, whichever of the 2xx says so. */
const told = ({ status, body }: Answer) => ({
  status: status < 300 ? 200 : status,
  current: body.current,
  id: body.id,
  rev: body.rev,
  version: body.version,
});
