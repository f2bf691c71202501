import { USUAL_POLICY } from '../../callback/callback.ts';
import type { Expression, Kind } from '../../rules/expression.ts';
import { expressionKey } from '../check/expression-key.ts';
import type {
  Channel,
  Configuration,
  Effect,
  Given,
  QueueRule,
  Ruleset,
  TargetPolicy,
  Workstream,
} from '../compiled.ts';
import type { Of } from '../document/document.ts';
import type * as written from '../document/workstreams.ts';
import { dictionary, mapValues } from './dictionary.ts';

const MINUTE = 60_000;

interface At {
  readonly name: string;
  readonly channel: Channel;
  readonly skills: Configuration['skills'];
  readonly expressions: ReadonlyMap<string, Expression>;
}

export function workstreamOf(one: Of<'workstreams'>, at: At): Workstream {
  const offerTimeoutMs = one.offer?.timeout ?? at.channel.offerTimeoutMs;
  return {
    name: one.name ?? at.name,
    channel: one.channel,
    when: find(at, 'condition', one.when),
    rulesets: Object.entries(one.classify ?? {}).map(
      ([name, rules]): Ruleset => ({
        name,
        rules: rules.map(({ when, then }) => ({ when: find(at, 'condition', when), effect: effectOf(then, at) })),
      }),
    ),
    queueRules: (one.queue ?? []).map((rule) => queueRuleOf(rule, at)),
    fallback: one.fallback ?? null,
    cost: one.cost ?? at.channel.cost,
    mode: one.offer?.mode ?? 'offer',
    atOnce: one.offer?.atOnce ?? 1,
    offerTimeoutMs,
    reserveAfterMs: one.reserveAfter ?? offerTimeoutMs,
    backOffMs: one.decline?.backOff ?? MINUTE,
    awayAfter: one.decline?.awayAfter ?? 3,
    wrapUp: one.wrapUp === undefined ? null : wrapUpOf(one.wrapUp),
    requirements: mapValues(one.require, (need, skill) =>
      typeof need === 'object'
        ? { level: levelOf(at, skill, need.level), relaxable: need.relaxable ?? false }
        : { level: levelOf(at, skill, need), relaxable: false },
    ),
    timeToLiveMs: one.timeToLive ?? null,
    escalation: one.escalation ?? null,
    ownerGoneAfterMs: one.ownerGone?.after ?? (at.channel.live ? 0 : 30 * MINUTE),
    ownerGoneThen: one.ownerGone?.then ?? 'back-to-queue',
    targets: targetsOf(one.targets),
    callback: callbackOf(one.callback),
    ownerPreferredForMs: one.pause?.ownerPreferredFor ?? (at.channel.live ? 45_000 : 30 * MINUTE),
    affinity: one.affinity ? { withinMs: one.affinity.within, forMs: one.affinity.for } : null,
    transferTo: one.transfer?.to ?? null,
  };
}

const wrapUpOf = (given: NonNullable<Of<'workstreams'>['wrapUp']>): Workstream['wrapUp'] => ({
  timeoutMs: given.timeout,
  holdsCapacity: given.holdsCapacity ?? true,
  codes: given.codes ?? [],
  required: given.required ?? false,
  extension: given.extension === undefined ? null : { byMs: given.extension.by, times: given.extension.times ?? 1 },
});

function callbackOf(given: Of<'workstreams'>['callback']): Workstream['callback'] {
  if (given === undefined) return null;
  const { attempts, minimumGap, voicemail, slots } = given;
  return {
    attempts: attempts ?? USUAL_POLICY.attempts,
    minimumGapMs: minimumGap ?? USUAL_POLICY.minimumGapMs,
    voicemailEnds: voicemail === 'ends',
    slots: slots === undefined ? null : { everyMs: slots.every, atMost: slots.atMost },
  };
}

const targetsOf = (given: Of<'workstreams'>['targets'] = {}): TargetPolicy => ({
  firstResponseMs: given.firstResponse ?? null,
  resolutionMs: given.resolution ?? null,
  calendar: given.calendar ?? null,
  warnAt: given.warnAt ?? 0.8,
  raise: { warned: given.raisePriority?.warned ?? 1, breached: given.raisePriority?.breached ?? 2 },
});

/** The check has read every expression of the document, so it is there. */
function find(at: At, kind: Kind, source: string): Expression;
function find(at: At, kind: Kind, source: string | undefined): Expression | null;
function find(at: At, kind: Kind, source: string | undefined): Expression | null {
  return source === undefined ? null : at.expressions.get(expressionKey(kind, source))!;
}

const levelOf = (at: At, skill: string, level: number | string): number =>
  typeof level === 'number' ? level : at.skills[skill]!.levels.indexOf(level) + 1;

const isComputed = (of: unknown): of is { value: string } => typeof of === 'object' && of !== null;

const given = <T>(at: At, of: T | { value: string }): Given<T> =>
  isComputed(of) ? { from: find(at, 'value', of.value) } : { fixed: of };

function effectOf(effect: written.Effect, at: At): Effect {
  const { requireFrom, prefer } = effect;
  return {
    priority: effect.priority === undefined ? null : given(at, effect.priority),
    skills: mapValues(effect.require, (need, skill) =>
      isComputed(need) ? given<number>(at, need) : { fixed: levelOf(at, skill, need) },
    ),
    skillFrom:
      requireFrom === undefined
        ? null
        : {
            value: find(at, 'value', requireFrom.value),
            skills: dictionary(
              Object.entries(requireFrom.skills).map(([value, skill]) => [
                value,
                { skill, level: levelOf(at, skill, requireFrom.level ?? 1) },
              ]),
            ),
          },
    relaxable: effect.relaxable ?? false,
    groups: effect.groups ?? [],
    agentAttributes: mapValues(effect.agentAttributes, ({ value }) => find(at, 'value', value)),
    set: mapValues(effect.set, (value) => given(at, value)),
    cost: effect.cost ?? null,
    dueMs: effect.due ?? null,
    prefer: prefer === undefined ? null : { agent: find(at, 'value', prefer.agent), forMs: prefer.for },
    queue: effect.queue ?? null,
  };
}

function queueRuleOf(rule: written.QueueRule, at: At): QueueRule {
  const split = 'to' in rule ? { [rule.to]: 100 } : rule.split;
  return {
    when: find(at, 'condition', rule.when),
    split: Object.entries(split).map(([queue, percent]) => ({ queue, percent })),
  };
}
