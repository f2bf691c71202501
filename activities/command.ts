import type { Command as EngineCommand } from '../core/command.ts';
import { isId } from '../core/ids.ts';
import type { Command } from '../workflows/messages.ts';

type Input = Readonly<Record<string, unknown>>;

/** A command signal as the engine's command, or the sentence that says what is wrong with it. */
export function toCommand(command: Command, of: { item: string; offer: string | null }): EngineCommand | string {
  const input = command.input ?? {};
  if (typeof input !== 'object' || Array.isArray(input)) return `${command.name} takes a JSON object.`;
  const fields = input as Input;
  if ('unreadable' in fields) return `The payload of ${command.name} cannot be read: ${String(fields['unreadable'])}.`;
  switch (command.name) {
    case 'accept':
    case 'decline':
      return answer(command.name, fields, of);
    case 'complete': {
      const outcome = text(fields, 'outcome', 200);
      const note = text(fields, 'note', 10_000);
      return outcome === WRONG || note === WRONG
        ? 'complete takes {"outcome"?: text, "note"?: text}.'
        : { verb: 'complete', item: of.item, outcome, note };
    }
    case 'cancel': {
      const reason = text(fields, 'reason', 1_000);
      return reason === WRONG ? 'cancel takes {"reason"?: text}.' : { verb: 'cancel', item: of.item, reason };
    }
    case 'reschedule': {
      const notBefore = instant(fields['notBefore']);
      return notBefore === null
        ? 'reschedule takes {"notBefore": an instant like 2030-01-31T09:00:00Z}.'
        : { verb: 'reschedule', item: of.item, notBefore };
    }
  }
}

function answer(
  verb: 'accept' | 'decline',
  fields: Input,
  of: { item: string; offer: string | null },
): EngineCommand | string {
  const offer = fields['offer'] ?? of.offer;
  if (offer === null) return `There is no open offer to ${verb}.`;
  if (typeof offer !== 'string' || !isId('of', offer)) return `${verb} takes {"offer"?: an offer's id}.`;
  if (verb === 'accept') return { verb, offer, onItem: of.item };
  const reason = text(fields, 'reason', 1_000);
  return reason === WRONG
    ? 'decline takes {"reason"?: text}.'
    : { verb, offer, onItem: of.item, reason, retryAfterMs: null };
}

const WRONG = Symbol('neither text nor absent');

function text(fields: Input, name: string, most: number): string | null | typeof WRONG {
  const value = fields[name] ?? null;
  if (value === null) return null;
  return typeof value === 'string' && value.length <= most && !/[\0\ud800-\udfff]/u.test(value) ? value : WRONG;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

function instant(value: unknown): number | null {
  if (typeof value !== 'string' || !INSTANT.test(value)) return null;
  const at = Date.parse(value);
  // JavaScript takes the 31st of February for the 3rd of March: the date is right when its day is still there.
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at) || Number.isNaN(day.getTime()) || !day.toISOString().startsWith(value.slice(0, 10))
    ? null
    : at;
}
