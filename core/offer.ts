/** A timed hold of an agent's capacity that the agent may accept or decline. Exactly one outcome, nothing after it. */
export const OFFER_STATES = [
  'pending',
  'accepted',
  'declined',
  'expired',
  'withdrawn',
  'cancelled',
  'agent_lost',
] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export interface Offer {
  readonly id: string;
  readonly itemId: string;
  readonly agentId: string;
  state: OfferState;
  readonly units: number;
  readonly offeredAt: number;
  readonly expiresAt: number;
  endedAt: number | null;
  /** Made by hand by a supervisor (`assign` with `offer: true`). */
  readonly manual: boolean;
}
