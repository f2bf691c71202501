import type { Connectivity, Intent } from './agent.ts';
import type { BulkOperation } from './bulk.ts';
import type { AttemptOutcome, CallbackAsked, SlotAsked } from './callback/callback.ts';
import type { Requirements } from './item.ts';
import type { RecurrenceInput } from './recurrence/recurrence.ts';
import type { OpenStage, TargetName } from './target.ts';

export const ROLES = ['channel', 'agent', 'supervisor', 'admin', 'ops'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. `agent` and `source` bind the roles of the same name. */
export type Actor =
  | {
      readonly kind: 'key';
      readonly id: string;
      readonly role: Role;
      readonly agent: string | null;
      readonly source: string | null;
    }
  | { readonly kind: 'temporal'; readonly identity: string }
  | { readonly kind: 'engine' };

export interface NewItem {
  readonly id: string;
  /** `null`: that of the item that it follows. */
  readonly source: string | null;
  readonly externalId: string | null;
  /** An earlier item, settled or not, that this one goes on from. */
  readonly follows: string | null;
  readonly channel: string | null;
  readonly workstream: string | null;
  readonly queue: string | null;
  readonly subject: string | null;
  readonly customerRef: string | null;
  readonly priority: number | null;
  /** Skills may leave `relaxable` false; unknown ones are refused with a pointer. */
  readonly requirements: Requirements;
  readonly customer: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly dueAt: number | null;
  readonly notBefore: number | null;
  /** Of a call-back. Left out: now, and not beside another one. */
  readonly booking?: CallbackAsked;
}

/** An item of which nothing is said. */
export const NOTHING_SAID: Omit<NewItem, 'id' | 'source'> = {
  externalId: null,
  follows: null,
  channel: null,
  workstream: null,
  queue: null,
  subject: null,
  customerRef: null,
  priority: null,
  requirements: { skills: {}, groups: [], attributes: {}, agent: null },
  customer: {},
  attributes: {},
  dueAt: null,
  notBefore: null,
};

/** A JSON merge patch, already checked for form: absent means unchanged. */
export interface ItemPatch {
  readonly priority?: number;
  readonly customer?: Readonly<Record<string, unknown>>;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly requirements?: Requirements;
  readonly dueAt?: number | null;
  readonly subject?: string | null;
  readonly customerRef?: string | null;
}

export interface AgentInput {
  readonly name: string;
  readonly profile: string;
  readonly groups: readonly string[];
  readonly skills: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly capacity: number | null;
  /** Most items at once of a channel, where it is less than what the profile says. */
  readonly limits: Readonly<Record<string, number>>;
  readonly connectivity: Connectivity;
}

export interface NamedAgent {
  readonly id: string;
  readonly input: AgentInput;
}

/** `onItem`: an offer of another item is unknown to whoever speaks for this one. */
export type Command =
  | { readonly verb: 'create'; readonly item: NewItem }
  | {
      readonly verb: 'patch';
      readonly item: string;
      readonly patch: ItemPatch;
      /** Of a call-back that becomes another customer's. */
      readonly allowDuplicate?: boolean;
    }
  | { readonly verb: 'accept'; readonly offer: string; readonly onItem?: string }
  | {
      readonly verb: 'decline';
      readonly offer: string;
      readonly reason: string | null;
      readonly retryAfterMs: number | null;
      readonly onItem?: string;
    }
  | { readonly verb: 'expire_offer'; readonly offer: string }
  | {
      readonly verb: 'complete';
      readonly item: string;
      readonly outcome: string | null;
      readonly note: string | null;
    }
  | {
      readonly verb: 'close';
      readonly item: string;
      readonly outcome: string | null;
      readonly note: string | null;
    }
  | { readonly verb: 'end_wrap_up'; readonly item: string }
  /** `byMs`: how much longer; `null`: as much as the workstream allows. */
  | { readonly verb: 'extend'; readonly item: string; readonly byMs: number | null }
  | { readonly verb: 'cancel'; readonly item: string; readonly reason: string | null }
  | { readonly verb: 'retry'; readonly item: string }
  | { readonly verb: 'release'; readonly item: string; readonly reason: string | null }
  | { readonly verb: 'transfer'; readonly item: string; readonly queue: string | null; readonly agent: string | null }
  /** `consult`: the id that the consult will have. */
  | {
      readonly verb: 'consult';
      readonly item: string;
      readonly consult: string;
      readonly queue: string | null;
      readonly agent: string | null;
      readonly note: string | null;
    }
  | { readonly verb: 'assign'; readonly item: string; readonly agent: string; readonly offer: boolean }
  | { readonly verb: 'pick'; readonly item: string; readonly agent: string | null }
  /** One of both. `slot`: of a call-back. */
  | {
      readonly verb: 'reschedule';
      readonly item: string;
      readonly notBefore: number | null;
      readonly slot?: SlotAsked | null;
    }
  /** Ends an item that waits: its customer is called back instead. */
  | {
      readonly verb: 'call_back';
      readonly item: string;
      /** `null`: the one that its queue has offered, or the only one that takes call-backs. */
      readonly workstream: string | null;
      readonly asked: CallbackAsked;
    }
  /** What came of the call that its agent has made. */
  | {
      readonly verb: 'attempt';
      readonly item: string;
      readonly outcome: AttemptOutcome;
      readonly note: string | null;
    }
  | {
      readonly verb: 'pause';
      readonly item: string;
      /** Epoch milliseconds; `null`: until somebody resumes it. */
      readonly until: number | null;
      readonly forCustomer: boolean;
      readonly reason: string | null;
    }
  /** `agent`: its owner, who is to have it again at once; without one it waits in its queue. */
  | { readonly verb: 'resume'; readonly item: string; readonly agent: string | null }
  | { readonly verb: 'wake'; readonly item: string }
  | { readonly verb: 'respond'; readonly item: string }
  /** `stage`: where the target was when that was asked. */
  | { readonly verb: 'note_target'; readonly item: string; readonly target: TargetName; readonly stage: OpenStage }
  | { readonly verb: 'admit'; readonly item: string }
  | { readonly verb: 'escalate'; readonly item: string; readonly step: number }
  | { readonly verb: 'expire_item'; readonly item: string }
  | { readonly verb: 'overflow'; readonly item: string }
  | { readonly verb: 'put_agent'; readonly agent: string; readonly input: AgentInput }
  | { readonly verb: 'put_agents'; readonly agents: readonly NamedAgent[] }
  | { readonly verb: 'remove_agent'; readonly agent: string }
  | { readonly verb: 'set_presence'; readonly agent: string; readonly intent: Intent; readonly reason: string | null }
  | { readonly verb: 'heartbeat'; readonly agent: string }
  | { readonly verb: 'tick' }
  | {
      readonly verb: 'publish';
      readonly document: unknown;
      readonly author: string;
      readonly ifMatch: number | '*';
      /** Why, in the words of whoever publishes. */
      readonly reason: string | null;
      /** Whether what waits is classified again, before it is offered. */
      readonly reclassify: boolean;
      /** The older version whose document it is, on a roll-back. */
      readonly restores?: number;
      /** The draft whose document it is, at the revision that was read: it is gone then. */
      readonly draft?: { readonly id: string; readonly rev: number };
    }
  | {
      readonly verb: 'put_draft';
      readonly draft: string;
      /** The revision that it replaces; `null` for a new one. */
      readonly rev: number | null;
      readonly input: DraftInput;
    }
  | { readonly verb: 'delete_draft'; readonly draft: string; readonly rev: number | null }
  | {
      readonly verb: 'put_recurrence';
      readonly recurrence: string;
      readonly isNew: boolean;
      readonly input: RecurrenceInput;
    }
  | { readonly verb: 'delete_recurrence'; readonly recurrence: string }
  | { readonly verb: 'pause_recurrence'; readonly recurrence: string }
  | { readonly verb: 'resume_recurrence'; readonly recurrence: string }
  /** `nominal`: the time of the occurrence, in epoch milliseconds. */
  | { readonly verb: 'occur'; readonly recurrence: string; readonly nominal: number }
  | {
      readonly verb: 'start_bulk';
      readonly bulk: string;
      readonly input: BulkInput;
      /** How many items whoever asks has confirmed, where work is lost. */
      readonly atMost: number | null;
    }
  | { readonly verb: 'pause_bulk' | 'resume_bulk' | 'cancel_bulk'; readonly bulk: string }
  /** `position`: how many of its items have been dealt with, as far as whoever asks knows. */
  | { readonly verb: 'bulk_step'; readonly bulk: string; readonly position: number }
  | { readonly verb: 'create_key'; readonly key: NewKey }
  | { readonly verb: 'revoke_key'; readonly key: string }
  | { readonly verb: 'note_workflow_repair'; readonly item: string; readonly reason: string };

/** A document that is not in force, valid or not. */
export interface DraftInput {
  readonly name: string;
  readonly document: unknown;
  /** The version that it was made from; 0 where nothing was published. */
  readonly basedOn: number;
  readonly author: string;
}

/** What people say of a bulk operation. */
export type BulkInput = Pick<BulkOperation, 'action' | 'filter' | 'parameters' | 'reason'>;

export interface NewKey {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly agent: string | null;
  readonly source: string | null;
  readonly hash: string;
  readonly expiresAt: number | null;
}

export type Verb = Command['verb'];

/** A command on its way to the engine. `ifMatch` is the `rev` the caller saw; `id` a `cm_` id made by the edge. */
export interface Envelope {
  readonly id: string;
  readonly actor: Actor;
  readonly command: Command;
  readonly ifMatch: number | null;
}

/** The agent whose key it is: nobody's id where the key is bound to nobody, `null` for everybody else. */
export const agentOf = (actor: Actor): string | null =>
  actor.kind === 'key' && actor.role === 'agent' ? (actor.agent ?? '') : null;

export function actorName(actor: Actor): string {
  if (actor.kind === 'engine') return 'engine';
  if (actor.kind === 'temporal') return `temporal:${actor.identity}`;
  return actor.role === 'agent' ? `agent:${actor.agent}` : `key:${actor.id}`;
}
