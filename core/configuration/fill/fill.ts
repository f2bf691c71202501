import { INTENTS, type Intent } from '../../agent.ts';
import { type CountryHolidays, type Days, isHolidayOf } from '../../calendar/holidays.ts';
import type { Expression } from '../../rules/expression.ts';
import {
  type Channel,
  type Configuration,
  type EscalationStep,
  type Profile,
  type Queue,
  STRICT_STEP_MS,
} from '../compiled.ts';
import type { ConfigurationDocument, Of } from '../document/document.ts';
import { calendarOf } from './calendar.ts';
import { dictionary, mapValues } from './dictionary.ts';
import { overflowOf } from './overflow.ts';
import { workstreamOf } from './workstream.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LEVELS = ['1', '2', '3', '4', '5'];
/** Where no limit is written. */
const NO_LIMIT = 1000;

/** Channels that need not be declared; `true` where a person waits at the other end. */
export const BUILT_IN: Readonly<Record<string, boolean>> = {
  chat: true,
  voice: true,
  callback: true,
  messaging: false,
  portal: false,
  email: false,
  case: false,
  lead: false,
  scheduled: false,
};

export interface FillFrom {
  readonly version: number;
  readonly classifiedSince: number;
  /** By `expressionKey`; all that the document has. */
  readonly expressions: ReadonlyMap<string, Expression>;
  readonly holidays: ReadonlyMap<string, Days>;
  readonly countries: CountryHolidays | null;
}

/** From a checked document to what the engine decides with: every default is filled in below and nowhere else. */
export function fill(document: ConfigurationDocument, from: FillFrom): Configuration {
  const channels = channelsOf(document);
  const skills = mapValues(document.skills, (skill) => ({ name: skill.name, levels: skill.levels ?? LEVELS }));
  const timeZone = document.organisation.timeZone ?? 'UTC';
  const { expressions } = from;
  return {
    version: from.version,
    classifiedSince: from.classifiedSince,
    organisation: { name: document.organisation.name, timeZone },
    channels,
    skills,
    groups: mapValues(document.groups, (group) => group),
    calendars: mapValues(document.calendars, (one, name) =>
      calendarOf(one, { timeZone, isHoliday: isHolidayOf(from.holidays.get(name)!, from.countries) }),
    ),
    escalations: mapValues(document.escalations, (steps) => steps.map(stepOf)),
    queues: mapValues(document.queues, queueOf),
    workstreams: mapValues(document.workstreams, (one, name) =>
      workstreamOf(one, { name, channel: channels[one.channel]!, skills, expressions }),
    ),
    profiles: mapValues(document.profiles, (one) => profileOf(one, Object.keys(channels))),
    agents: mapValues(document.agents, (one) => ({
      name: one.name,
      profile: one.profile,
      groups: one.groups ?? [],
      skills: mapValues(one.skills, (level) => level),
      attributes: mapValues(one.attributes, (value) => value),
      capacity: one.capacity ?? null,
      limits: mapValues(one.limits, (limit) => limit),
      connectivity: one.connectivity ?? 'heartbeat',
    })),
  };
}

const stepOf = (step: Of<'escalations'>[number]): EscalationStep => ({
  from: step.afterDue === undefined ? 'enqueued' : 'due',
  afterMs: step.afterDue ?? step.after!,
  raisePriority: step.raisePriority ?? 0,
  relax: step.relax === true ? 'all' : step.relax === undefined ? {} : { [step.relax.skill]: step.relax.to ?? 0 },
  admit: { groups: step.admit?.groups ?? [], queues: step.admit?.queues ?? [] },
  atOnce: step.atOnce ?? 0,
  ignoresMatrix: step.ignoreInterruptionMatrix ?? false,
  moveTo: step.moveTo === undefined ? null : { queue: step.moveTo.queue, keepsAge: step.moveTo.age !== 'reset' },
  alert: step.alert !== undefined,
  supervisor: step.supervisor ?? null,
});

function channelsOf(document: ConfigurationDocument): Record<string, Channel> {
  const used = Object.values(document.workstreams).map((one) => one.channel);
  const taken = Object.values(document.profiles).flatMap((one) => Object.keys(one.channels));
  const names = new Set([...used, ...taken, ...Object.keys(document.channels ?? {})]);
  return dictionary(
    [...names].sort().map((name) => {
      const declared = document.channels?.[name];
      const live = declared?.live ?? BUILT_IN[name] ?? false;
      const usual = live ? 30 * SECOND : name === 'messaging' ? 2 * MINUTE : 15 * MINUTE;
      return [name, { live, offerTimeoutMs: declared?.offerTimeout ?? usual, cost: declared?.cost ?? 1 }];
    }),
  );
}

function queueOf(queue: Of<'queues'>): Queue {
  const { order, serviceLevel } = queue;
  return {
    name: queue.name,
    millisPerPriority: order?.by === 'strict' ? STRICT_STEP_MS : (order?.minutesPerPriority ?? 5 * MINUTE),
    newestFirstWithinMs: order?.by === 'urgency' ? (order.newestFirstWithin ?? 0) : 0,
    method: queue.assign ?? 'longest-idle',
    hours: queue.hours ?? null,
    escalation: queue.escalation ?? null,
    serviceLevel: serviceLevel ? { answerWithinMs: serviceLevel.answerWithin, target: serviceLevel.target } : null,
    alerts: alertsOf(queue.alerts),
    overflow: (queue.overflow ?? []).map(overflowOf),
    fallback: queue.fallback ?? null,
  };
}

function alertsOf(alerts: Of<'queues'>['alerts']): Queue['alerts'] {
  const { waitingOver = null, longestWaitOver = null } = alerts ?? {};
  return waitingOver === null && longestWaitOver === null ? null : { waitingOver, longestWaitOverMs: longestWaitOver };
}

function profileOf(one: Of<'profiles'>, channels: readonly string[]): Profile {
  const presence: Partial<Record<Intent, 'all' | string[]>> = { available: 'all', ...one.presence };
  return {
    name: one.name,
    capacity: one.capacity,
    atMost: one.atMost ?? NO_LIMIT,
    channels: mapValues(one.channels, ({ atMost, cost, interruptibleBy }) => ({
      atMost: atMost ?? NO_LIMIT,
      cost: cost ?? null,
      interruptibleBy: interruptibleBy ?? [],
    })),
    queues: dictionary(one.queues.map((place) => [place.queue, { rank: place.rank ?? 1, afterMs: place.after ?? 0 }])),
    rankHandicapMs: one.rankHandicap === 'strict' ? STRICT_STEP_MS : (one.rankHandicap ?? 5 * MINUTE),
    groups: one.groups ?? [],
    presence: Object.fromEntries(
      INTENTS.map((intent) => [intent, presence[intent] === 'all' ? channels : (presence[intent] ?? [])]),
    ) as unknown as Profile['presence'],
    mode: one.offer?.mode ?? null,
    shift: one.shift ?? null,
    may: {
      decline: one.may?.decline ?? true,
      pick: one.may?.pick ?? [],
      pause: one.may?.pause ?? true,
      transferTo: one.may?.transferTo ?? [],
    },
    overrides: {
      skills: one.overrides?.skills ?? false,
      capacityMax: one.overrides?.capacity?.max ?? null,
      limits: one.overrides?.limits ?? false,
    },
  };
}
