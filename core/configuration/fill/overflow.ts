import type { OverflowAction, OverflowCondition, OverflowRule } from '../compiled.ts';
import type { Of } from '../document/document.ts';

type Written = NonNullable<Of<'queues'>['overflow']>[number];

export const overflowOf = ({ when, then }: Written): OverflowRule => ({
  when: conditionOf(when),
  then: actionOf(then),
});

function conditionOf(when: Written['when']): OverflowCondition {
  if (when === 'outside-hours') return { kind: 'outsideHours' };
  if ('waitingOver' in when) return { kind: 'waitingOver', over: when.waitingOver };
  if ('expectedWaitOver' in when) return { kind: 'expectedWaitOver', over: when.expectedWaitOver };
  return { kind: 'waitedOver', over: when.waitedOver };
}

function actionOf(then: Written['then']): OverflowAction {
  if ('queue' in then) return { kind: 'queue', queue: then.queue };
  if ('offerCallback' in then) return { kind: 'offerCallback', workstream: then.offerCallback };
  if ('scheduleForOpening' in then) return { kind: 'scheduleForOpening', keepsAge: then.age === 'keep' };
  if ('end' in then) return { kind: 'end', message: then.end.message };
  return { kind: 'waitForOpening' };
}
