import type { Command as EngineCommand } from '../core/command.ts';
import {
  AcceptSignal,
  CompleteForm,
  DeclineSignal,
  EmptyForm,
  formed,
  PauseForm,
  ReasonForm,
  RescheduleForm,
  ResumeForm,
} from '../core/forms.ts';
import type { Command } from '../workflows/messages.ts';
import type { CommandSent } from './index.ts';

/** A command signal as the engine's command, or the sentence that says what is wrong with it. */
export function toCommand(command: Command, of: Pick<CommandSent, 'item' | 'offer' | 'asked'>): EngineCommand | string {
  const input = command.input ?? {};
  if (typeof input === 'object' && 'unreadable' in input) return `The payload cannot be read: ${input.unreadable}.`;
  const { item } = of;
  switch (command.name) {
    case 'accept':
      return formed(AcceptSignal, input, ({ offer }) =>
        onOffer({ ...of, offer: offer ?? of.offer }, (id) => ({ verb: 'accept', offer: id, onItem: item })),
      );
    case 'decline':
      return formed(DeclineSignal, input, ({ offer, reason, retryAfter }) =>
        onOffer({ ...of, offer: offer ?? of.offer }, (id) => ({
          verb: 'decline',
          offer: id,
          onItem: item,
          reason: reason ?? null,
          retryAfterMs: retryAfter ?? null,
        })),
      );
    case 'complete':
      return formed(CompleteForm, input, ({ outcome, note }) => ({
        verb: 'complete',
        item,
        outcome: outcome ?? null,
        note: note ?? null,
      }));
    case 'pause':
      return formed(PauseForm, input, ({ until, forCustomer, reason }) => ({
        verb: 'pause',
        item,
        until: until ?? null,
        forCustomer,
        reason: reason ?? null,
      }));
    case 'resume':
      return formed(ResumeForm, input, ({ agent }) => ({ verb: 'resume', item, agent: agent ?? null }));
    case 'retry':
      return formed(EmptyForm, input, () => ({ verb: 'retry', item }));
    case 'cancel':
      return formed(ReasonForm, input, ({ reason }) => ({ verb: 'cancel', item, reason: reason ?? null }));
    case 'reschedule':
      return formed(RescheduleForm, input, ({ notBefore, slot }) => ({
        verb: 'reschedule',
        item,
        notBefore: notBefore ?? null,
        slot: slot ?? null,
      }));
  }
}

function onOffer(
  { offer, asked }: Pick<CommandSent, 'offer' | 'asked'>,
  command: (offer: string) => EngineCommand,
): EngineCommand | string {
  if (offer !== null) return command(offer);
  return asked === undefined
    ? 'There is no open offer.'
    : `Several agents are asked: name the offer, one of ${asked.map(({ offer: id }) => id).join(', ')}.`;
}
