import type { Event } from '../../../../core/event.ts';
import { newItem } from '../../fixtures.ts';
import { CROWDED } from './overflow-queues.ts';
import { ADMIN, DAY, HOUR, MINUTE, one, SECOND, type Stage } from './stage.ts';
import { nextWork, slotAfter } from './work.ts';

/** Of so many that come in a year, some come one by one and some all at once. */
const IN_CROWDS = 0.3;
const A_CROWD = 30;

export function arrivals(stage: Stage, items: number): void {
  const crowds = Math.round((items * IN_CROWDS) / A_CROWD);
  for (let n = 0; n < crowds; n += 1)
    stage.later(arrival(stage, 0.65), () => crowd(stage, CROWDED[n % CROWDED.length]!));
  for (let n = crowds * A_CROWD; n < items; n += 1)
    stage.later(arrival(stage, 0.85), () => {
      const item = nextWork({ id: stage.newId('wi'), now: stage.now(), roll: stage.roll });
      stage.send({ verb: 'create', item });
    });
}

/** More by day than by night. */
function arrival({ roll, from, until }: Stage, byDay: number): number {
  const day = Math.floor(roll() * Math.round((until - from) / DAY));
  const hour = roll() < byDay ? 7 + roll() * 10 : roll() * 24;
  return day * DAY + hour * HOUR;
}

/** Within three minutes, as after a letter to everybody. */
function crowd(stage: Stage, to: string): void {
  for (let n = 0; n < A_CROWD; n += 1)
    stage.later(n * (5 + stage.roll()) * SECOND, () =>
      stage.send({ verb: 'create', item: newItem(stage.newId('wi'), { workstream: 'crowds', queue: to }) }),
    );
}

/** What customers do on hearing of their items. */
export function customers(stage: Stage, { type, item, details }: Event): void {
  const roll = stage.roll();
  if (type === 'item.paused' && details.for === 'customer' && roll < 0.8)
    stage.later(stage.roll() * 3 * DAY, () => stage.send({ verb: 'resume', item: item!, agent: null }));
  else if (type === 'item.callback_offered' && roll < 0.7) takeOffer(stage, item!);
  else if (type === 'item.created' && 'callback' in details) changeMind(stage, item!, roll);
  else if (type === 'item.created' && roll < 0.04) changeRequest(stage, item!);
}

/** She would rather be called back. */
function takeOffer(stage: Stage, item: string): void {
  const slot = stage.roll() < 0.5 ? slotAfter(stage.now(), stage.roll) : null;
  stage.later(MINUTE, () =>
    stage.send({ verb: 'call_back', item, workstream: null, asked: { slot, allowDuplicate: false } }),
  );
}

/** A call-back is moved, at once or when its hour is near, or is not wanted any more. */
function changeMind(stage: Stage, item: string, roll: number): void {
  const after = stage.roll() * 5 * HOUR;
  if (roll < 0.15)
    stage.later(after, () =>
      stage.send({ verb: 'reschedule', item, notBefore: null, slot: slotAfter(stage.now(), stage.roll) }),
    );
  else if (roll < 0.25)
    stage.later(after, () => stage.send({ verb: 'reschedule', item, notBefore: stage.now() + HOUR, slot: null }));
  else if (roll < 0.32) stage.later(after, () => stage.send({ verb: 'cancel', item, reason: 'changed her mind' }));
}

/** Another word on what is asked for: when, how urgent, by when. */
function changeRequest(stage: Stage, item: string): void {
  const { roll } = stage;
  const after = roll() * 2 * HOUR;
  const patch = one([{ priority: 3 }, { dueAt: stage.now() + DAY }, { attributes: { topic: 'card' } }], roll);
  if (roll() < 0.6) stage.later(after, () => stage.send({ verb: 'patch', item, patch }, ADMIN));
  else
    stage.later(after, () =>
      stage.send({ verb: 'reschedule', item, notBefore: stage.now() + Math.round((roll() - 0.2) * 2 * DAY) }),
    );
}
