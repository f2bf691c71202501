import type { NewItem } from '../../../../core/command.ts';
import { newItem } from '../../fixtures.ts';
import { about, DAY, HOUR, MINUTE, one, type Roll } from './stage.ts';

/** A kind of work: how much of all there is, and what it is made of. */
interface Kind {
  readonly share: number;
  readonly make: (at: { id: string; now: number; roll: Roll }) => NewItem;
}

const customer = (roll: Roll): string => `c-${Math.floor(roll() * 40)}`;
const topic = (roll: Roll) => ({ topic: one(['card', 'card', 'stocks', 'anna'], roll) });

const KINDS: readonly Kind[] = [
  {
    share: 0.24,
    make: ({ id, roll }) => newItem(id, { workstream: 'calls', priority: one([0, 0, 0, 2], roll) }),
  },
  {
    share: 0.24,
    make: ({ id, roll }) => newItem(id, { workstream: 'chat', attributes: topic(roll), customerRef: customer(roll) }),
  },
  {
    share: 0.17,
    make: ({ id, now, roll }) =>
      newItem(id, { workstream: 'cases', dueAt: one([null, null, now + 3 * DAY], roll), customerRef: customer(roll) }),
  },
  { share: 0.07, make: ({ id }) => newItem(id, { workstream: 'leads' }) },
  {
    share: 0.1,
    make: ({ id, now, roll }) =>
      newItem(id, { workstream: 'scheduled', notBefore: now + Math.round(roll() ** 3 * 90 * DAY) }),
  },
  {
    share: 0.12,
    make: ({ id, now, roll }) => {
      const slot = roll() < 0.6 ? slotAfter(now, roll) : null;
      return newItem(id, {
        ...{ workstream: 'callbacks', customerRef: customer(roll) },
        booking: { slot, allowDuplicate: roll() < 0.3 },
      });
    },
  },
  { share: 0.03, make: ({ id }) => newItem(id, { workstream: 'picked-work' }) },
  {
    share: 0.03,
    make: ({ id, roll }) => newItem(id, { workstream: 'portal', channel: 'case', attributes: topic(roll) }),
  },
];

/** A quarter of an hour of the next days, by the clock of the customer: some of them are closed or full. */
export function slotAfter(now: number, roll: Roll): { at: string; timeZone: string } {
  const day = new Date(now + Math.floor(roll() * 4) * DAY).toISOString().slice(0, 10);
  const hour = String(8 + Math.floor(roll() * 10)).padStart(2, '0');
  return { at: `${day}T${hour}:${one(['00', '15', '30', '45'], roll)}`, timeZone: 'Europe/Copenhagen' };
}

export function nextWork(at: { id: string; now: number; roll: Roll }): NewItem {
  let left = at.roll() * KINDS.reduce((sum, { share }) => sum + share, 0);
  for (const kind of KINDS) {
    left -= kind.share;
    if (left < 0) return kind.make(at);
  }
  return KINDS[0]!.make(at);
}

const LASTS: Readonly<Record<string, (roll: Roll) => number>> = {
  calls: about(4 * MINUTE),
  chat: about(8 * MINUTE),
  cases: about(HOUR),
  leads: about(20 * MINUTE),
  scheduled: about(30 * MINUTE),
  callbacks: about(4 * MINUTE),
  crowds: about(6 * MINUTE),
};

/** How long whoever has it works on it. */
export const workMs = (workstream: string, roll: Roll): number => (LASTS[workstream] ?? about(10 * MINUTE))(roll);
