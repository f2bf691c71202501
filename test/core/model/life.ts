import type { Event } from '../../../core/event.ts';

/** Where an item is by its events alone. The extra places are between two events of one act. */
export type Place =
  | 'created'
  | 'scheduled'
  | 'admitting'
  | 'waiting'
  | 'offered'
  | 'accepted'
  | 'cancelling'
  | 'assigned'
  | 'paused'
  | 'resumed'
  | 'released'
  | 'transferred'
  | 'completed'
  | 'wrapping_up'
  | 'wrapped'
  | 'needs_attention'
  | 'misdialled'
  | 'gone';

type Move = { readonly from: readonly (Place | 'nowhere')[]; readonly to: Place | 'same' };

/** Where others are asked still, it stays offered; after an acceptance the others are told before it is assigned. */
const back: Move = { from: ['offered'], to: 'waiting' };

const MOVES: Partial<Record<Event['type'], Move>> = {
  'item.created': { from: ['nowhere'], to: 'created' },
  'item.admitted': { from: ['created', 'scheduled'], to: 'admitting' },
  'item.enqueued': {
    from: ['created', 'scheduled', 'admitting', 'released', 'resumed', 'transferred', 'needs_attention'],
    to: 'waiting',
  },
  'item.needs_attention': {
    from: ['created', 'scheduled', 'admitting', 'waiting', 'misdialled'],
    to: 'needs_attention',
  },
  'item.overflowed': { from: ['waiting'], to: 'same' },
  'item.callback_offered': { from: ['waiting'], to: 'same' },
  'item.escalated': { from: ['waiting'], to: 'same' },
  'item.classified': { from: ['waiting', 'needs_attention'], to: 'same' },
  'item.interrupted': { from: ['assigned'], to: 'same' },
  'item.continued': { from: ['assigned'], to: 'same' },
  'item.responded': { from: ['assigned'], to: 'same' },
  'item.target_warned': { from: ['waiting', 'offered', 'assigned', 'paused', 'needs_attention'], to: 'same' },
  'item.target_breached': { from: ['waiting', 'offered', 'assigned', 'paused', 'needs_attention'], to: 'same' },
  'item.patched': { from: ['created', 'scheduled', 'waiting', 'needs_attention'], to: 'same' },
  'item.paused': { from: ['assigned'], to: 'paused' },
  'item.resumed': { from: ['paused'], to: 'resumed' },
  'item.transferred': { from: ['waiting', 'assigned', 'paused', 'needs_attention'], to: 'transferred' },
  'item.released': { from: ['assigned'], to: 'released' },
  'offer.made': { from: ['waiting', 'offered'], to: 'offered' },
  'offer.accepted': { from: ['offered'], to: 'accepted' },
  'offer.declined': back,
  'offer.expired': back,
  'offer.withdrawn': back,
  'offer.agent_lost': back,
  'offer.cancelled': { from: ['offered', 'cancelling'], to: 'cancelling' },
  'item.assigned': { from: ['accepted', 'waiting', 'resumed'], to: 'assigned' },
  'item.completed': { from: ['assigned'], to: 'completed' },
  'item.wrap_up_extended': { from: ['wrapping_up', 'completed'], to: 'same' },
  'item.wrap_up_ended': { from: ['wrapping_up', 'completed'], to: 'wrapped' },
  'item.closed': { from: ['completed', 'wrapped'], to: 'gone' },
  'item.cancelled': {
    from: [
      'scheduled',
      'waiting',
      'cancelling',
      'assigned',
      'paused',
      'wrapping_up',
      'needs_attention',
      'completed',
      'created',
    ],
    to: 'gone',
  },
  'item.expired': { from: ['waiting', 'cancelling', 'needs_attention'], to: 'gone' },
};

/** Where the event leads from a place, or a sentence when no item may go that way. */
export function move(place: Place | undefined, event: Event, othersAsked = false): { to: Place } | { wrong: string } {
  if (event.type === 'offer.withdrawn' && place === 'accepted') return { to: 'accepted' };
  if (MOVES[event.type] === back && place === 'offered' && othersAsked) return { to: 'offered' };
  if (event.type === 'item.rescheduled') return reschedule(place, event);
  if (event.type === 'item.attempted') return attempt(place, event);
  // Rules that lead elsewhere move an item that waits from one queue to another, and it waits on.
  if (event.type === 'item.enqueued' && event.details.reason === 'moved' && place === 'waiting')
    return { to: 'waiting' };
  // A paused item that loses its owner stays paused.
  if (event.type === 'item.released' && place === 'paused') return { to: 'paused' };
  const rule = MOVES[event.type];
  if (rule === undefined) return place === undefined ? { wrong: 'of an unknown item' } : { to: place };
  if (!rule.from.includes(place ?? 'nowhere')) return { wrong: `from ${place ?? 'nowhere'}` };
  return { to: rule.to === 'same' ? place! : rule.to };
}

function reschedule(place: Place | undefined, event: Event): { to: Place } | { wrong: string } {
  if (place !== 'scheduled' && place !== 'waiting' && place !== 'created') return { wrong: `from ${place}` };
  return { to: (event.details.notBefore as number) > event.at ? 'scheduled' : place };
}

function attempt(place: Place | undefined, { details }: Event): { to: Place } | { wrong: string } {
  if (place !== 'assigned') return { wrong: `from ${place}` };
  if ('notBefore' in details) return { to: 'scheduled' };
  return { to: details.outcome === 'wrong_number' ? 'misdialled' : 'assigned' };
}

/** Whether rows may show an item in a place once the batch is over, and as what. */
export function settledPlace(place: Place, state: string): Place | null {
  if (place === 'created') return state === 'scheduled' || state === 'needs_attention' ? state : null;
  if (place === 'completed') return state === 'wrapping_up' ? 'wrapping_up' : null;
  return place === state ? place : null;
}
