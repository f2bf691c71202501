/** What has been promised of an item. `due`: its due time; the others are counted from intake, in the open time of their calendar. */
export const TARGET_NAMES = ['firstResponse', 'resolution', 'due'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

/** `met` in time, `late` after it was breached. */
type Stage = 'running' | 'warned' | 'breached' | 'met' | 'late';

export interface Target {
  /** Epoch milliseconds: when it is missed, and when it warns of that. Out of date while it is stopped. */
  readonly dueAt: number;
  readonly warnAt: number;
  readonly stage: Stage;
  /** Priority steps that its warning and its breach have added. */
  readonly raised: number;
  /** Set while it is stopped: open milliseconds that were left. */
  readonly left: { readonly dueMs: number; readonly warnMs: number } | null;
}

export type Targets = Readonly<Partial<Record<TargetName, Target>>>;

/** A stage that still leads to another by time alone. */
export type OpenStage = 'running' | 'warned';
export const isOpen = (target: Target): target is Target & { readonly stage: OpenStage } =>
  target.stage === 'running' || target.stage === 'warned';

/** When it warns or is missed next; `null` where neither comes. */
export function nextInstant({ stage, left, warnAt, dueAt }: Target): number | null {
  if (left !== null) return null;
  return stage === 'running' ? warnAt : stage === 'warned' ? dueAt : null;
}
