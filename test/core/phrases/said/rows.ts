import type { Told } from '../../../../core/phrases/told.ts';

export const NOW = Date.parse('2026-11-26T12:00:00Z');
export const clock = { now: NOW, timeZone: 'UTC' };
export const soon = { ...clock, at: NOW + 20_000 };
export const group = <R extends string>(reason: R, more: object = {}) => ({
  reason,
  count: 3,
  agents: ['bo', 'cleo'],
  ...more,
});
export const offline = group('offline') as never;

export interface Said<Id extends keyof Told = keyof Told> {
  readonly id: Id;
  readonly told: Told[Id];
  readonly sentence: string;
}

export const SAID: Said[] = [];
export const row = <Id extends keyof Told>(id: Id, told: Told[Id], sentence: string): void => {
  SAID.push({ id, told, sentence } as unknown as Said);
};
