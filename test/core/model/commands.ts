import { INTENTS, type Intent } from '../../../core/agent.ts';
import type { Command, Envelope } from '../../../core/command.ts';
import type { World } from '../../../core/world.ts';
import type { Act, Kind } from './acts.ts';
import { agentInput } from './agent-input.ts';
import { onBulk } from './bulks.ts';
import { onCallback } from './callbacks.ts';
import { Dice } from './dice.ts';
import { AGENTS, documentFrom } from './documents.ts';
import { aQueue, isOutdated, newItem, patchOf } from './item-input.ts';
import { onRecurrence } from './recurrences.ts';

/** Where the targets of an act are chosen from. */
export interface Place {
  readonly world: World;
  readonly now: number;
  readonly id: string;
  readonly pastOffers: readonly string[];
  readonly pastItems: readonly string[];
}

const ADMIN = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null } as const;

const NEEDS: Partial<Record<Kind, readonly string[]>> = {
  accept: ['offered'],
  decline: ['offered'],
  expire_offer: ['offered'],
  complete: ['assigned'],
  release: ['assigned'],
  pause: ['assigned'],
  resume: ['paused'],
  respond: ['assigned'],
  attempt: ['assigned'],
  call_back: ['waiting', 'offered'],
  consult: ['assigned'],
  wake: ['paused'],
  close: ['wrapping_up'],
  extend: ['wrapping_up'],
  end_wrap_up: ['wrapping_up'],
  admit: ['scheduled'],
  pick: ['waiting'],
  retry: ['needs_attention'],
  patch: ['waiting', 'scheduled'],
  transfer: ['waiting', 'offered', 'assigned', 'paused'],
  assign: ['waiting', 'offered', 'assigned', 'paused'],
};

/** What has nothing to act on is mostly turned into new work, or short runs would be made of refusals. */
function sensible({ kind, numbers }: Act, world: World): Kind {
  if (kind === 'create' && isOutdated(world)) return 'retry';
  const states = NEEDS[kind];
  const idle = states !== undefined && ![...world.items.values()].some((item) => states.includes(item.state));
  return idle && numbers.at(-1)! % 4 !== 3 ? 'create' : kind;
}

export function envelopeOf(act: Act, place: Place): Envelope {
  const { numbers, document } = act;
  const kind = sensible(act, place.world);
  const roll = new Dice(numbers);
  const command = commandOf(kind, { roll, ...place, document });
  const id = `cm_${place.id}`;
  const who = roll.roll(16);
  const item = 'item' in command && typeof command.item === 'string' ? place.world.items.get(command.item) : undefined;
  const ifMatch = item !== undefined && roll.roll(6) === 1 ? item.rev - roll.roll(2) : null;
  return { id, command, actor: actorOf(who, { kind, roll }), ifMatch };
}

function actorOf(who: number, { kind, roll }: { kind: Kind; roll: Dice }): Envelope['actor'] {
  const clock =
    /^(admit|wake|end_wrap_up|note_target|escalate|expire_item|expire_offer|overflow|occur|bulk_step)$/.test(kind);
  if (who === 1) return { ...ADMIN, id: 'ke_agent', role: 'agent', agent: roll.one(AGENTS) };
  if (who === 2) return { ...ADMIN, id: 'ke_channel', role: 'channel', source: roll.one(['web', 'shop']) };
  if (who === 3) return { ...ADMIN, id: 'ke_supervisor', role: 'supervisor' };
  if (who === 4 || (clock && who < 6)) return { kind: 'temporal', identity: 'worker' };
  if (clock && who < 12) return { kind: 'engine' };
  return ADMIN;
}

interface At extends Place {
  readonly roll: Dice;
  readonly document: readonly number[] | undefined;
}

const anItem = ({ roll, world }: At, states: readonly string[] = []): string => {
  const fitting = [...world.items.values()].filter((item) => states.includes(item.state));
  const among = roll.roll(5) === 4 || fitting.length === 0 ? [...world.items.values()] : fitting;
  return among.length === 0 || roll.roll(20) === 19 ? 'wi_unknown' : roll.one(among).id;
};
const anAgent = ({ roll }: At): string => (roll.roll(20) === 19 ? 'nobody' : roll.one(AGENTS));
const anOffer = ({ roll, world, pastOffers }: At): string => {
  const open = [...world.offers.keys()];
  const among = roll.roll(6) === 5 || open.length === 0 ? pastOffers : open;
  return among.length === 0 ? 'of_unknown' : roll.one(among);
};

const anOutcome = ({ roll }: At): string | null => roll.one(['solved', 'solved', null, 'wrong']);

const HELD = ['assigned'];
const WRAPPING = ['wrapping_up'];
const OWNED = ['assigned', 'paused'];
const QUEUED = ['waiting', 'offered', 'needs_attention'];
const CLOCKED = {
  ...{ admit: ['scheduled'], wake: ['paused'], end_wrap_up: WRAPPING, expire_item: QUEUED },
  overflow: ['waiting'],
};

function commandOf(kind: Kind, at: At): Command {
  const { roll, now } = at;
  switch (kind) {
    case 'create':
      return { verb: 'create', item: newItem(at) };
    case 'accept':
    case 'expire_offer':
      return { verb: kind, offer: anOffer(at) };
    case 'decline':
      return { verb: 'decline', offer: anOffer(at), reason: null, retryAfterMs: roll.one([null, null, 0, 7000]) };
    case 'complete':
      return { verb: 'complete', item: anItem(at, HELD), outcome: anOutcome(at), note: null };
    case 'close':
      return { verb: 'close', item: anItem(at, WRAPPING), outcome: anOutcome(at), note: null };
    case 'extend':
      return { verb: 'extend', item: anItem(at, WRAPPING), byMs: roll.one([null, 2000, 9000]) };
    case 'cancel':
    case 'release':
      return { verb: kind, item: anItem(at, kind === 'cancel' ? [...OWNED, ...QUEUED] : HELD), reason: null };
    case 'retry':
      return { verb: kind, item: anItem(at, ['needs_attention']) };
    case 'transfer': {
      const item = anItem(at, [...OWNED, ...QUEUED]);
      const queue = roll.one([null, aQueue(at), aQueue(at), 'nowhere']);
      return { verb: 'transfer', item, queue, agent: roll.one([null, null, anAgent(at)]) };
    }
    case 'assign':
      return assignment(at);
    case 'pick':
      return { verb: 'pick', item: anItem(at, ['waiting']), agent: anAgent(at) };
    case 'patch':
      return { verb: 'patch', item: anItem(at, QUEUED), patch: patchOf(at), allowDuplicate: roll.roll(4) === 3 };
    case 'reschedule':
      return onCallback(kind, { ...at, item: anItem(at, [...QUEUED, 'scheduled']) });
    case 'call_back':
    case 'attempt':
      return onCallback(kind, { ...at, item: anItem(at, kind === 'attempt' ? HELD : ['waiting', 'offered']) });
    case 'pause': {
      const until = roll.one([null, now + 5000, now + 40_000, now - 1]);
      return { verb: 'pause', item: anItem(at, HELD), until, forCustomer: roll.roll(2) === 1, reason: null };
    }
    case 'resume': {
      const item = anItem(at, ['paused']);
      const owner = at.world.items.get(item)?.agentId ?? null;
      return { verb: 'resume', item, agent: roll.one([null, owner, owner, anAgent(at)]) };
    }
    case 'consult': {
      const agent = roll.one([null, anAgent(at), anAgent(at)]);
      const queue = agent === null || roll.roll(3) === 2 ? aQueue(at) : null;
      return { verb: 'consult', item: anItem(at, HELD), consult: `wi_${at.id}`, queue, agent, note: null };
    }
    case 'respond':
      return { verb: 'respond', item: anItem(at, HELD) };
    case 'note_target': {
      const target = roll.one(['due', 'firstResponse', 'resolution'] as const);
      return {
        verb: 'note_target',
        item: anItem(at, [...OWNED, ...QUEUED]),
        target,
        stage: roll.one(['running', 'warned']),
      };
    }
    case 'admit':
    case 'wake':
    case 'end_wrap_up':
    case 'expire_item':
    case 'overflow':
      return { verb: kind, item: anItem(at, CLOCKED[kind]) };
    case 'escalate': {
      const item = anItem(at, QUEUED);
      return { verb: 'escalate', item, step: (at.world.items.get(item)?.escalationStep ?? 0) + roll.one([0, 0, 1]) };
    }
    default:
      return elsewhere(kind, at);
  }
}

/** Often to whoever is asked already, whose price may be another by now. */
function assignment(at: At): Command {
  const item = anItem(at, [...OWNED, ...QUEUED]);
  const asked = at.world.holders.get(item)?.[0];
  const agent = at.roll.one([anAgent(at), anAgent(at), asked ?? anAgent(at)]);
  return { verb: 'assign', item, agent, offer: at.roll.roll(3) === 1 };
}

function elsewhere(kind: Kind, at: At): Command {
  const { roll, id } = at;
  switch (kind) {
    case 'put_agent':
      return { verb: 'put_agent', agent: roll.one(AGENTS), input: agentInput(roll) };
    case 'remove_agent':
    case 'heartbeat':
      return { verb: kind, agent: anAgent(at) };
    case 'set_presence': {
      // Whoever has something in hand is the one who leaves it. By the item's id: a takeover knows no other order.
      const held = [...at.world.holders.keys()].sort().at(-1) ?? '';
      const busy = at.world.holders.get(held)?.[0];
      const agent = roll.one([anAgent(at), busy ?? anAgent(at)]);
      const intent = roll.one<Intent>([
        'available',
        'available',
        'available',
        'available',
        'busy',
        'offline',
        ...INTENTS,
      ]);
      return { verb: 'set_presence', agent, intent, reason: null };
    }
    case 'publish': {
      const document = roll.roll(4) === 3 ? { queues: 7 } : documentFrom(at.document ?? [0]);
      return {
        verb: 'publish',
        document,
        author: 'ke_admin',
        ifMatch: roll.one(['*', '*', 1]),
        reason: null,
        reclassify: roll.one([true, false]),
      };
    }
    case 'key': {
      const key = { id: `ke_${id}`, name: 'key', role: 'ops', agent: null, source: null, hash: 'x', expiresAt: null };
      return roll.roll(2) === 1
        ? { verb: 'revoke_key', key: key.id }
        : { verb: 'create_key', key: { ...key, role: 'ops' } };
    }
    case 'put_recurrence':
    case 'pause_recurrence':
    case 'resume_recurrence':
    case 'delete_recurrence':
    case 'occur':
      return onRecurrence(kind, { ...at, item: newItem(at) });
    case 'start_bulk':
    case 'bulk_step':
    case 'steer_bulk':
      return onBulk(kind, at);
    default:
      return { verb: 'tick' };
  }
}
