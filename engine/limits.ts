export interface Limits {
  readonly leaseMs: number;
  /** Nothing is answered when less than this is left of the lease. */
  readonly marginMs: number;
  readonly renewMs: number;
  readonly commands: number;
  readonly items: number;
  readonly gather: number;
}

export const LIMITS: Limits = {
  leaseMs: 3_000,
  marginMs: 500,
  renewMs: 1_000,
  commands: 2_000,
  items: 2_000,
  gather: 20_000,
};

/** For a lease of another length: renewed three times in it, and with a sixth of it as margin. */
export const limitsFor = (leaseMs: number): Partial<Limits> => ({
  leaseMs,
  marginMs: Math.round(leaseMs / 6),
  renewMs: Math.round(leaseMs / 3),
});
