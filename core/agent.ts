/** A person or bot who takes work. Instants are epoch milliseconds by the engine's clock. */

/** `draining`: she finishes what she has, gets nothing new, and is offline once her hands are empty. */
export const INTENTS = ['available', 'busy', 'dnd', 'away', 'draining', 'offline'] as const;
export type Intent = (typeof INTENTS)[number];
/** Those in which work may come to her. */
export const WORKING_INTENTS = INTENTS.filter((intent) => intent !== 'draining');

/** `heartbeat`: lapses after 60 s without a call; `assumed`: a bot that is always there. */
export type Connectivity = 'heartbeat' | 'assumed';

export interface Agent {
  readonly id: string;
  rev: number;
  name: string;
  profile: string;
  groups: readonly string[];
  skills: Readonly<Record<string, number>>;
  /** What rules compare with attributes of items. */
  attributes: Readonly<Record<string, string>>;
  /** Units of her own; `null`: what the profile says. */
  capacity: number | null;
  /** Most items at once of a channel, where it is less than what the profile says. */
  limits: Readonly<Record<string, number>>;
  connectivity: Connectivity;
  intent: Intent;
  intentReason: string | null;
  intentSince: number;
  connection: 'connected' | 'lost';
  connectionSince: number;
  /** Since when she holds no work; the longest idle is first. Kept while she holds work, set anew when the last leaves. */
  idleSince: number;
  /** Offers in a row that she left unanswered. */
  unanswered: number;
  /** `seq` of the event that made her last offer: the round-robin cursor. */
  lastOfferSeq: number;
  /** The waiting item that she is kept free for. */
  keptFor: string | null;
}
