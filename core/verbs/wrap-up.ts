import { unitsTaken } from '../capacity.ts';
import type { Command } from '../command.ts';
import type { Workstream } from '../configuration/compiled.ts';
import { withoutOwnerGone } from '../gone.ts';
import { aboutOf, type Item, type Payload } from '../item.ts';
import { changeItem } from '../mutate.ts';
import { type Outcome, type Refusal, refuse } from '../outcome.ts';
import { emit, type World } from '../world.ts';
import { noteServed } from './affinity.ts';
import { noteAdvice } from './consult.ts';
import { closeItem } from './queueing.ts';
import { met } from './targets.ts';

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;
type WrapUp = Workstream['wrapUp'];
const done = (item: Item): Outcome => ({ kind: 'item', created: false, item });
/** Of a consult none: advice is given, and that is all. */
const wrapUpOf = ({ configuration }: World, item: Item): WrapUp =>
  aboutOf(item) === null ? (configuration.workstreams[item.workstream]?.wrapUp ?? null) : null;

/** An item that closed without the outcome that its workstream asks for. */
export const NO_OUTCOME = 'no_outcome';

/** The work is done. Where its workstream has a wrap-up, the outcome may be given as late as there. */
export function complete(world: World, item: Item, command: Of<'complete'>): Outcome {
  const wrapUp = wrapUpOf(world, item);
  const wrong = unknownOutcome(wrapUp, command.outcome);
  if (wrong !== null) return wrong;
  const { now } = world.work;
  const written = { completedAt: now, flags: withoutOwnerGone(item), ...said(item, command), ...met(item) };
  const wrapping = wrapUp && ({ state: 'wrapping_up', wrapUpEndsAt: now + wrapUp.timeoutMs } as const);
  changeItem(world, item, { ...written, ...wrapping });
  const { outcome } = command;
  const seq = emit(world, 'item.completed', {
    item,
    agent: item.agentId,
    units: unitsTaken(item),
    details: { outcome },
  });
  noteServed(world, item, seq);
  if (wrapUp === null) closeItem(world, item);
  noteAdvice(world, item);
  return done(item);
}

/** A person ends the wrap-up, and may say by then what came of the item. */
export function close(world: World, item: Item, command: Of<'close'>): Outcome {
  const wrapUp = wrapUpOf(world, item);
  const wrong = unknownOutcome(wrapUp, command.outcome) ?? missingOutcome(wrapUp, item, command.outcome);
  if (wrong !== null) return wrong;
  const { outcome } = command;
  emit(world, 'item.wrap_up_ended', {
    item,
    agent: item.agentId,
    details: { by: 'person', ...(outcome === null ? {} : { outcome }) },
  });
  closeItem(world, item, said(item, command));
  return done(item);
}

/** Its time is over, or its agent is removed. What was not said by then is missing, and the item says so. */
export function endWrapUp(world: World, item: Item, by: 'timeout' | 'agent_removed'): void {
  const isMissing = wrapUpOf(world, item)?.required === true && item.payload.outcome === null;
  emit(world, 'item.wrap_up_ended', {
    item,
    agent: item.agentId,
    details: { by, ...(isMissing ? { missing: 'outcome' } : {}) },
  });
  closeItem(world, item, isMissing ? { flags: [...item.flags, NO_OUTCOME] } : {});
}

/** Moves the end of the wrap-up, as far and as often as the workstream allows. */
export function extend(world: World, item: Item, { byMs }: Of<'extend'>): Outcome {
  const extension = wrapUpOf(world, item)?.extension ?? null;
  const { wrapUpEndsAt, wrapUpExtended: times } = item;
  if (extension === null || times >= extension.times) {
    const most = extension?.times ?? 0;
    const why = most === 0 ? 'cannot be extended' : `was extended ${times} times, and cannot be any more`;
    return refuse('conflict', `The wrap-up of ${item.id} ${why}: workstream ${item.workstream} says so.`, {
      current: { extended: times, atMost: most, wrapUpEndsAt },
    });
  }
  if (byMs !== null && byMs > extension.byMs)
    return refuse(
      'invalid',
      `A wrap-up of workstream ${item.workstream} is extended by ${extension.byMs / 1000} s at most.`,
      {
        pointer: '/by',
      },
    );
  const until = wrapUpEndsAt! + (byMs ?? extension.byMs);
  changeItem(world, item, { wrapUpEndsAt: until, wrapUpExtended: times + 1 });
  emit(world, 'item.wrap_up_extended', { item, agent: item.agentId, details: { until, times: times + 1 } });
  return done(item);
}

/** What was said of the item; where nothing was, the payload is not written once more. */
function said({ payload }: Item, { outcome, note }: Pick<Payload, 'outcome' | 'note'>): { payload?: Payload } {
  if (outcome === null && note === null) return {};
  return { payload: { ...payload, outcome: outcome ?? payload.outcome, note: note ?? payload.note } };
}

function unknownOutcome(wrapUp: WrapUp, outcome: string | null): Refusal | null {
  if (wrapUp === null || wrapUp.codes.length === 0 || outcome === null || wrapUp.codes.includes(outcome)) return null;
  const detail = `Outcome ${JSON.stringify(outcome.slice(0, 80))} is not one of ${wrapUp.codes.join(', ')}.`;
  return refuse('invalid', detail, { pointer: '/outcome' });
}

function missingOutcome(wrapUp: WrapUp, item: Item, outcome: string | null): Refusal | null {
  if (wrapUp === null || !wrapUp.required || (outcome ?? item.payload.outcome) !== null) return null;
  const among = wrapUp.codes.length === 0 ? 'in your own words' : `one of ${wrapUp.codes.join(', ')}`;
  return refuse(
    'invalid',
    `Workstream ${item.workstream} asks for an outcome: say what came of ${item.id}, ${among}.`,
    {
      pointer: '/outcome',
    },
  );
}
