/** What one check found. A `note` is worth knowing and breaks nothing. */
export interface Finding {
  readonly name: string;
  readonly verdict: 'ok' | 'note' | 'wrong';
  readonly value: string;
  /** The next step; `null` when there is none to take. */
  readonly remedy: string | null;
}

export const ok = (name: string, value: string): Finding => ({ name, verdict: 'ok', value, remedy: null });
export const note = (name: string, value: string, remedy: string): Finding => ({
  name,
  verdict: 'note',
  value,
  remedy,
});
export const wrong = (name: string, value: string, remedy: string): Finding => ({
  name,
  verdict: 'wrong',
  value,
  remedy,
});
