import { apply } from '../core/apply.ts';
import type { Changes } from '../core/changes.ts';
import type { Command } from '../core/command.ts';
import { match } from '../core/match.ts';
import type { Outcome } from '../core/outcome.ts';
import { refuse } from '../core/outcome.ts';
import type { Settled } from '../core/settled.ts';
import { toldRow } from '../core/state-row.ts';
import { tick } from '../core/tick.ts';
import { agentView, itemView } from '../core/view.ts';
import { takeChanges, type World } from '../core/world.ts';
import type { Waiting } from './gather.ts';
import type { Reply, RowReply } from './request.ts';
import type { Found, IdempotencyRecord, Wanted } from './store.ts';

export interface Worked {
  readonly replies: readonly { readonly waiting: Waiting; readonly reply: Reply }[];
  readonly changes: Changes;
  readonly idempotency: readonly IdempotencyRecord[];
  /** Commands that did not fit in. */
  readonly rest: readonly Waiting[];
}

/** What the commands mention that memory does not hold. */
export function wanted(world: World, batch: readonly Waiting[]): Wanted {
  const need = { items: new Set<string>(), offers: new Set<string>(), scopes: new Set<string>() };
  const external: { source: string; externalId: string }[] = [];
  for (const { request } of batch) {
    const { command } = request.envelope;
    if (request.idempotency !== null) need.scopes.add(request.idempotency.scope);
    if ('offer' in command && typeof command.offer === 'string' && !world.offers.has(command.offer))
      need.offers.add(command.offer);
    if ('onItem' in command && command.onItem !== undefined && !world.items.has(command.onItem))
      need.items.add(command.onItem);
    if (!('item' in command)) continue;
    if (typeof command.item === 'string') {
      if (!world.items.has(command.item)) need.items.add(command.item);
    } else {
      const { source, externalId, follows } = command.item;
      if (source !== null && externalId !== null) external.push({ source, externalId });
      if (follows !== null && !world.items.has(follows)) need.items.add(follows);
    }
  }
  return { items: [...need.items], offers: [...need.offers], scopes: [...need.scopes], external };
}

export const isNothing = (want: Wanted): boolean =>
  want.items.length + want.offers.length + want.external.length + want.scopes.length === 0;

export interface WorkAt {
  readonly now: number;
  readonly found: Found;
  /** Items that one batch may change before the rest waits for the next. */
  readonly mostItems: number;
  /** Of the rows that workflows are answered with. */
  readonly incarnation: number;
}

/** Ticks, applies the commands in order, matches: everything of a batch but the writing. */
export function work(world: World, batch: readonly Waiting[], at: WorkAt): Worked {
  const settled = settledOf(at.found);
  const known = new Map(at.found.idempotency.map((record) => [record.scope, record]));
  const done: { waiting: Waiting; outcome: Outcome | null; scope: string | null }[] = [];
  const first = new Map<string, { bodyHash: string }>();
  tick(world, at.now);
  let taken = 0;
  for (const waiting of batch) {
    if (world.log.items.size >= at.mostItems) break;
    taken += 1;
    const idempotency = waiting.request.idempotency;
    const before = idempotency === null ? undefined : (known.get(idempotency.scope) ?? first.get(idempotency.scope));
    if (idempotency !== null && before !== undefined) {
      done.push({
        waiting,
        outcome: before.bodyHash === idempotency.bodyHash ? null : OTHER_BODY,
        scope: idempotency.scope,
      });
      continue;
    }
    const outcome = apply(world, waiting.request.envelope, { now: at.now, settled, compiled: waiting.compiled });
    if (idempotency !== null && outcome.kind !== 'refused') first.set(idempotency.scope, idempotency);
    done.push({ waiting, outcome, scope: idempotency?.scope ?? null });
  }
  match(world, at.now);
  return { ...answers(world, done, { ...at, known, first }), changes: takeChanges(world), rest: batch.slice(taken) };
}

const OTHER_BODY = refuse('invalid', 'This Idempotency-Key was used with another body; take a new one.', {
  pointer: '',
});

const settledOf = (found: Found): Settled => ({
  items: new Map(found.items.map((item) => [item.id, item])),
  offers: new Map(found.offers.map((offer) => [offer.id, offer])),
});

type Done = { waiting: Waiting; outcome: Outcome | null; scope: string | null };

function answers(
  world: World,
  done: readonly Done[],
  at: WorkAt & { known: ReadonlyMap<string, IdempotencyRecord>; first: ReadonlyMap<string, { bodyHash: string }> },
): Pick<Worked, 'replies' | 'idempotency'> {
  const records = new Map<string, IdempotencyRecord>();
  const replies = done.map(({ waiting, outcome, scope }) => {
    if (outcome === null) {
      const stored = at.known.get(scope!) ?? records.get(scope!);
      return { waiting, reply: { ...(stored!.reply as Reply), replayed: true } };
    }
    const { actor, command } = waiting.request.envelope;
    const reply =
      actor.kind === 'temporal' && !('recurrence' in command) && !('bulk' in command)
        ? rowReply(world, command, { ...at, outcome })
        : render(world, outcome);
    const body = scope === null ? undefined : at.first.get(scope);
    if (scope !== null && body !== undefined && !records.has(scope) && outcome.kind !== 'refused') {
      records.set(scope, { scope, bodyHash: body.bodyHash, reply });
    }
    return { waiting, reply };
  });
  return { replies, idempotency: [...records.values()] };
}

function render(world: World, outcome: Outcome): Reply {
  switch (outcome.kind) {
    case 'item':
      return { ...outcome, item: itemView(world, outcome.item) };
    case 'offer':
      return { kind: 'offer', offer: { ...outcome.offer }, item: outcome.item && itemView(world, outcome.item) };
    case 'agent':
      return { ...outcome, agent: agentView(world, outcome.agent) };
    default:
      return outcome;
  }
}

function rowReply(world: World, command: Command, at: WorkAt & { outcome: Outcome }): RowReply {
  const { outcome } = at;
  const id = itemOf(world, command, at.found);
  const item =
    world.items.get(id ?? '') ?? world.log.items.get(id ?? '')?.item ?? at.found.items.find((one) => one.id === id);
  return {
    kind: 'row',
    row: item === undefined ? null : toldRow(world, item, at.incarnation),
    refusal: outcome.kind === 'refused' ? { code: outcome.code, detail: outcome.detail } : null,
  };
}

function itemOf(world: World, command: Command, found: Found): string | null {
  if ('onItem' in command && command.onItem !== undefined) return command.onItem;
  if ('offer' in command && typeof command.offer === 'string') {
    const { offer: id } = command;
    const offer = world.offers.get(id) ?? world.log.offers.get(id)?.offer ?? found.offers.find((one) => one.id === id);
    return offer?.itemId ?? null;
  }
  return 'item' in command && typeof command.item === 'string' ? command.item : null;
}
