/**
 * What the issue and the page of the API say of a configuration's life, as plainly as it can be said. Nothing here is shared with the code.
 */

/** What a document of these runs may say. Two of them say the same exactly when their settings are equal. */
export interface Settings {
  readonly capacity: number;
  /** A queue in strict order, which is warned of. */
  readonly strict: boolean;
  readonly german: boolean;
  readonly vip: boolean;
  /** Whether the document names a third agent. */
  readonly cleo: boolean;
  /** A document that can never be published. */
  readonly broken: boolean;
}

const STREAM = { channel: 'chat', offer: { timeout: 'PT15M' }, queue: [{ to: 'regular' }] };
const cleo = (german: boolean) => ({ name: 'Cleo', profile: 'desk', ...(german ? { skills: { german: 2 } } : {}) });
const person = (name: string) => ({ name, profile: 'desk', connectivity: 'assumed' });

export const documentOf = (of: Settings): Record<string, unknown> => ({
  organisation: { name: 'Test' },
  ...(of.german ? { skills: { german: { name: 'German' } } } : {}),
  queues: of.broken
    ? 7
    : {
        regular: { name: 'Regular', ...(of.strict ? { order: { by: 'strict' } } : {}) },
        ...(of.vip ? { vip: { name: 'Important' } } : {}),
      },
  workstreams: { chat: STREAM },
  profiles: {
    desk: {
      name: 'Desk',
      capacity: of.capacity,
      channels: { chat: {} },
      queues: [{ queue: 'regular' }, ...(of.vip ? [{ queue: 'vip' }] : [])],
    },
  },
  agents: { anna: person('Anna'), bo: person('Bo'), ...(of.cleo ? { cleo: cleo(of.german) } : {}) },
});

/** Where a difference of a setting has to show. */
export const PLACES: Readonly<Partial<Record<keyof Settings, string>>> = {
  capacity: '/profiles/desk/capacity',
  strict: '/queues/regular/order',
  german: '/skills',
  vip: '/queues/vip',
  cleo: '/agents/cleo',
};

export interface Draft {
  readonly rev: number;
  readonly of: Settings;
  readonly basedOn: number;
}

export type Skills = Readonly<Record<string, number>>;

/** `nobody`: what is asked for needs no agent of this name. */
export interface Putting {
  readonly agent: string;
  readonly profile: string;
  readonly skills: Skills;
}

export interface Publishing {
  readonly of: Settings;
  readonly ifMatch: number | '*';
}

/** An HTTP status, since it stands for the same in the core and over the wire. */
export type Verdict = 200 | 404 | 409 | 412 | 422;

export class Model {
  readonly versions: Settings[] = [];
  readonly drafts = new Map<string, Draft>();
  readonly agents = new Map<string, Skills>();
  /** The queue of each item that is open; none is ever finished here. */
  readonly items = new Map<string, string>();
  /** Whether drafts are held against their base, and warnings have to be acknowledged: over the API they are. */
  readonly guarded: boolean;

  constructor(guarded: boolean) {
    this.guarded = guarded;
  }

  get version(): number {
    return this.versions.length;
  }

  get inForce(): Settings | undefined {
    return this.versions.at(-1);
  }

  /** An error, whoever acknowledges what: it does not make sense, or it takes away what somebody uses. */
  hasErrors(of: Settings): boolean {
    const speaksGerman = [...this.agents.values()].some((skills) => Object.hasOwn(skills, 'german'));
    return of.broken || (!of.german && speaksGerman) || (!of.vip && [...this.items.values()].includes('vip'));
  }

  publish({ of, ifMatch }: Publishing): Verdict {
    if (ifMatch !== '*' && ifMatch !== this.version) return 412;
    if (this.hasErrors(of)) return 422;
    this.versions.push(of);
    const named: Record<string, Skills> = {
      anna: {},
      bo: {},
      ...(of.cleo ? { cleo: cleo(of.german).skills ?? {} } : {}),
    };
    for (const [id, skills] of Object.entries(named)) if (!this.agents.has(id)) this.agents.set(id, skills);
    return 200;
  }

  publishDraft(id: string, at: { ifMatch: number | '*'; acknowledged: boolean }): Verdict {
    const draft = this.drafts.get(id);
    if (draft === undefined) return 404;
    if (at.ifMatch !== '*' && at.ifMatch !== this.version) return 412;
    if (this.guarded && this.version > 0 && draft.basedOn !== this.version) return 409;
    if (this.guarded && !this.hasErrors(draft.of) && draft.of.strict && !at.acknowledged) return 422;
    const verdict = this.publish({ of: draft.of, ifMatch: at.ifMatch });
    if (verdict === 200) this.drafts.delete(id);
    return verdict;
  }

  rollBack(version: number, ifMatch: number | '*'): Verdict {
    const of = this.versions[version - 1];
    return of === undefined ? 422 : this.publish({ of, ifMatch });
  }

  replaceDraft(id: string, at: { rev: number | '*'; draft: Omit<Draft, 'rev'> }): Verdict {
    const before = this.drafts.get(id);
    if (before === undefined) return 404;
    if (at.rev !== '*' && at.rev !== before.rev) return 412;
    if (at.draft.basedOn > this.version) return 422;
    this.drafts.set(id, { ...at.draft, rev: before.rev + 1 });
    return 200;
  }

  deleteDraft(id: string, rev: number | '*'): Verdict {
    const before = this.drafts.get(id);
    if (before === undefined) return 404;
    if (rev !== '*' && rev !== before.rev) return 412;
    this.drafts.delete(id);
    return 200;
  }

  /** All of them or none. */
  putAgents(all: readonly Putting[]): Verdict {
    const { inForce } = this;
    const isGood = ({ profile, skills }: Putting): boolean =>
      inForce !== undefined && profile === 'desk' && (inForce.german || !Object.hasOwn(skills, 'german'));
    if (!all.every(isGood)) return 422;
    for (const { agent, skills } of all) this.agents.set(agent, skills);
    return 200;
  }

  removeAgent(id: string): Verdict {
    return this.agents.delete(id) ? 200 : 404;
  }

  canTake(queue: string): boolean {
    return this.inForce !== undefined && (queue === 'regular' || this.inForce.vip);
  }
}
