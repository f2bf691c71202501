import type { RuledOut } from './explanation.ts';

const PHRASES: Readonly<Record<RuledOut['reason'], string>> = {
  offline: 'offline',
  intent: 'not available for this channel',
  not_in_queue: 'not in its queue',
  channel_not_allowed: 'not allowed this channel',
  delay: 'helping only later',
  skill: 'without the skill',
  group: 'not in the group',
  hours: 'outside the hours',
  attribute: 'without the attribute',
  preferred_agent: 'waiting for the preferred agent first',
  pick_only: 'taking it from the list only',
  named_agent: 'not the named agent',
  full: 'full',
  back_off: 'backing off from it',
  asked: 'asked already',
  kept_free: 'kept free for a bigger item',
};

/** `8 offline, 3 without the skill german ≥ 3`. */
export const inWords = (groups: readonly RuledOut[]): string =>
  groups
    .map((one) => `${one.count} ${PHRASES[one.reason]}${one.skill === undefined ? '' : ` ${one.skill} ≥ ${one.needs}`}`)
    .join(', ');

/** A span in the unit that a person would use. */
export function spoken(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 90
    ? `${seconds} s`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;
}
