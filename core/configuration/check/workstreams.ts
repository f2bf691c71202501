import type { Of } from '../document/document.ts';
import type { Effect, QueueRule } from '../document/workstreams.ts';
import { pointer as pointerTo } from '../pointer.ts';
import type { Check } from './check.ts';

export function checkWorkstreams(check: Check): void {
  for (const [name, one] of Object.entries(check.document.workstreams)) checkWorkstream(check, name, one);
}

function checkWorkstream(check: Check, name: string, one: Of<'workstreams'>): void {
  const pointer = `/workstreams/${name}`;
  check.refer('channels', one.channel, `${pointer}/channel`);
  check.expression('condition', one.when, `${pointer}/when`);
  check.refer('calendars', one.targets?.calendar, `${pointer}/targets/calendar`);
  check.refer('queues', one.fallback, `${pointer}/fallback`);
  check.refer('escalations', one.escalation, `${pointer}/escalation`);
  check.referAll('queues', one.transfer?.to, `${pointer}/transfer/to`);
  for (const [skill, need] of Object.entries(one.require ?? {})) {
    const at = `${pointer}/require/${skill}`;
    if (typeof need === 'object') check.level(skill, need.level, { skill: at, level: `${at}/level` });
    else check.level(skill, need, { skill: at, level: at });
  }
  for (const [ruleset, rules] of Object.entries(one.classify ?? {}))
    for (const [place, { when, then }] of rules.entries()) {
      const at = `${pointer}/classify/${ruleset}/${place}`;
      check.expression('condition', when, `${at}/when`);
      checkEffect(check, then, `${at}/then`);
    }
  if (one.queue === undefined && one.fallback === undefined)
    check.add(
      'no_queue',
      `${pointer}/queue`,
      `Workstream ${name} names no queue: write queue: [{ to: … }] or fallback.`,
    );
  for (const [place, rule] of (one.queue ?? []).entries()) checkQueueRule(check, rule, `${pointer}/queue/${place}`);
}

function checkEffect(check: Check, effect: Effect, pointer: string): void {
  const { relaxable: _, ...acts } = effect;
  if (Object.values(acts).every(isNothing))
    check.add('empty_step', pointer, 'This rule does nothing: give it priority, require, queue or another effect.');
  checkComputed(check, effect, pointer);
  for (const [skill, need] of Object.entries(effect.require ?? {})) {
    const at = `${pointer}/require/${skill}`;
    if (isComputed(need)) check.refer('skills', skill, at);
    else check.level(skill, need, { skill: at, level: at });
  }
  checkSkillFrom(check, effect.requireFrom, `${pointer}/requireFrom`);
  check.referAll('groups', effect.groups, `${pointer}/groups`);
  check.expression('value', effect.prefer?.agent, `${pointer}/prefer/agent`);
  check.refer('queues', effect.queue, `${pointer}/queue`);
}

const isNothing = (act: unknown): boolean =>
  act === undefined || (typeof act === 'object' && act !== null && Object.keys(act).length === 0);

/** Every value that is written `{ value: … }`. */
function checkComputed(check: Check, effect: Effect, pointer: string): void {
  if (isComputed(effect.priority)) check.expression('value', effect.priority.value, `${pointer}/priority/value`);
  for (const section of ['require', 'agentAttributes', 'set'] as const)
    for (const [key, of] of Object.entries(effect[section] ?? {}))
      if (isComputed(of)) check.expression('value', of.value, `${pointer}/${section}${pointerTo([key, 'value'])}`);
}

const isComputed = (of: unknown): of is { value: string } => typeof of === 'object' && of !== null && 'value' in of;

function checkSkillFrom(check: Check, from: Effect['requireFrom'], pointer: string): void {
  if (from === undefined) return;
  check.expression('value', from.value, `${pointer}/value`);
  if (Object.keys(from.skills).length === 0)
    check.add('empty_step', `${pointer}/skills`, 'No value leads to a skill: write skills: { de: german }.');
  for (const [value, skill] of Object.entries(from.skills)) {
    const at = `${pointer}/skills${pointerTo([value])}`;
    check.level(skill, from.level ?? 1, { skill: at, level: from.level === undefined ? at : `${pointer}/level` });
  }
}

function checkQueueRule(check: Check, rule: QueueRule, pointer: string): void {
  check.expression('condition', rule.when, `${pointer}/when`);
  if ('to' in rule) {
    check.refer('queues', rule.to, `${pointer}/to`);
    return;
  }
  for (const queue of Object.keys(rule.split)) check.refer('queues', queue, `${pointer}/split/${queue}`);
  const total = Object.values(rule.split).reduce((sum, percent) => sum + percent, 0);
  if (total !== 100) check.add('split_total', `${pointer}/split`, `The parts of this split total ${total}, not 100.`);
}
