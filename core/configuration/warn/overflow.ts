import type { Configuration, OverflowRule, Queue } from '../compiled.ts';
import type { ConfigurationDocument } from '../document/document.ts';
import type { ConfigurationFinding } from '../findings.ts';

/** Overflow that never does anything, or not what it says. */
export function warnAboutOverflow(
  { workstreams }: ConfigurationDocument,
  configuration: Configuration,
): ConfigurationFinding[] {
  return Object.entries(configuration.queues).flatMap(([name, queue]) => {
    const pointer = `/queues/${name}/overflow`;
    return [
      ...queue.overflow.flatMap((rule, place) => [
        ...withoutHours(rule, queue, { name, pointer: `${pointer}/${place}` }),
        ...hidden(configuration, queue, { place, pointer: `${pointer}/${place}` }),
        ...withoutCallback(rule, workstreams, `${pointer}/${place}`),
      ]),
      ...idleFallback(name, queue),
    ];
  });
}

function withoutHours(
  { when, then }: OverflowRule,
  { hours }: Queue,
  { name, pointer }: { name: string; pointer: string },
): ConfigurationFinding[] {
  if (hours !== null) return [];
  const add = 'give it hours, or leave this rule out.';
  if (when.kind === 'outsideHours')
    return [finding('no_hours', `${pointer}/when`, `This never applies, since queue ${name} is always open: ${add}`)];
  if (then.kind === 'scheduleForOpening')
    return [finding('no_hours', `${pointer}/then`, `This cannot act, since queue ${name} never opens anew: ${add}`)];
  return [];
}

const finding = (code: ConfigurationFinding['code'], pointer: string, detail: string): ConfigurationFinding => ({
  code,
  pointer,
  detail,
});

/** An earlier rule applies whenever this one does, and always acts. */
function hidden(
  { queues }: Configuration,
  { overflow, hours }: Queue,
  { place, pointer }: { place: number; pointer: string },
): ConfigurationFinding[] {
  const rule = overflow[place]!;
  const acts = ({ then }: OverflowRule): boolean => {
    if (then.kind === 'queue') return queues[then.queue]!.hours === null;
    return (
      then.kind === 'end' || then.kind === 'waitForOpening' || (then.kind === 'scheduleForOpening' && hours !== null)
    );
  };
  const before = overflow.findIndex((earlier, at) => at < place && covers(earlier, rule) && acts(earlier));
  if (before < 0) return [];
  const detail = `This rule never gets its turn after rule ${before + 1}, which applies whenever this one does.`;
  return [finding('unreachable_rule', pointer, detail)];
}

const covers = ({ when: earlier }: OverflowRule, { when: later }: OverflowRule): boolean =>
  earlier.kind === later.kind && (earlier.kind === 'outsideHours' || earlier.over <= (later as typeof earlier).over);

function withoutCallback(
  { then }: OverflowRule,
  workstreams: ConfigurationDocument['workstreams'],
  pointer: string,
): ConfigurationFinding[] {
  if (then.kind !== 'offerCallback' || workstreams[then.workstream]!.callback !== undefined) return [];
  const detail = `Workstream ${then.workstream} has no callback: say there how customers are called back.`;
  return [finding('no_callback', `${pointer}/then/offerCallback`, detail)];
}

function idleFallback(name: string, { overflow, fallback }: Queue): ConfigurationFinding[] {
  if (fallback === null || overflow.length > 0) return [];
  const detail = `Nothing goes from queue ${name} to its fallback: it has no overflow rule.`;
  return [finding('idle_fallback', `/queues/${name}/fallback`, detail)];
}
