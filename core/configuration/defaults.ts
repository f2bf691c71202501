import { INTENTS } from '../agent.ts';
import {
  type Channel,
  type Configuration,
  type Profile,
  type Queue,
  STRICT_STEP_MS,
  type Workstream,
} from './compiled.ts';
import { type ConfigurationDocument, entryQueue } from './document.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LEVELS = ['1', '2', '3', '4', '5'];

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

/** From a checked document to what the engine decides with: every default is filled in here and nowhere else. */
export function fill(document: ConfigurationDocument, version: number): Configuration {
  const channels = channelsOf(document);
  return {
    version,
    organisation: { name: document.organisation.name, timeZone: document.organisation.timeZone ?? 'UTC' },
    channels,
    skills: mapValues(document.skills, (skill) => ({ name: skill.name, levels: skill.levels ?? LEVELS })),
    groups: mapValues(document.groups, (group) => group),
    escalations: mapValues(document.escalations, (steps) =>
      steps.map((step) => ({
        afterMs: step.after,
        raisePriority: step.raisePriority ?? 0,
        relax: step.relax ?? false,
      })),
    ),
    queues: mapValues(document.queues, queueOf),
    workstreams: mapValues(document.workstreams, (one, name) =>
      workstreamOf(one, { name, channel: channels[one.channel]! }),
    ),
    profiles: mapValues(document.profiles, (one) => profileOf(one, Object.keys(channels))),
    agents: mapValues(document.agents, (one) => ({
      name: one.name,
      profile: one.profile,
      groups: one.groups ?? [],
      skills: mapValues(one.skills, (level) => level),
      capacity: one.capacity ?? null,
      connectivity: one.connectivity ?? 'heartbeat',
    })),
  };
}

function channelsOf(document: ConfigurationDocument): Record<string, Channel> {
  const used = Object.values(document.workstreams).map((one) => one.channel);
  const taken = Object.values(document.profiles).flatMap((one) => Object.keys(one.channels));
  const names = new Set([...used, ...taken, ...Object.keys(document.channels ?? {})]);
  return dictionary(
    [...names].sort().map((name) => {
      const declared = document.channels?.[name];
      const live = declared?.live ?? BUILT_IN[name] ?? false;
      const usual = live ? 30 * SECOND : name === 'messaging' ? 2 * MINUTE : 15 * MINUTE;
      return [name, { live, offerTimeoutMs: declared?.offerTimeout ?? usual }];
    }),
  );
}

function queueOf(queue: ConfigurationDocument['queues'][string]): Queue {
  const { order, serviceLevel } = queue;
  return {
    name: queue.name,
    millisPerPriority: order?.by === 'strict' ? STRICT_STEP_MS : (order?.minutesPerPriority ?? 5 * MINUTE),
    method: queue.assign ?? 'longest-idle',
    escalation: queue.escalation ?? null,
    serviceLevel: serviceLevel ? { answerWithinMs: serviceLevel.answerWithin, target: serviceLevel.target } : null,
  };
}

function workstreamOf(
  one: ConfigurationDocument['workstreams'][string],
  at: { name: string; channel: Channel },
): Workstream {
  const offerTimeoutMs = one.offer?.timeout ?? at.channel.offerTimeoutMs;
  return {
    name: one.name ?? at.name,
    channel: one.channel,
    cost: one.cost ?? 1,
    mode: one.offer?.mode ?? 'offer',
    offerTimeoutMs,
    reserveAfterMs: one.reserveAfter ?? offerTimeoutMs,
    backOffMs: one.decline?.backOff ?? MINUTE,
    awayAfter: one.decline?.awayAfter ?? 3,
    wrapUp: one.wrapUp
      ? {
          timeoutMs: one.wrapUp.timeout,
          holdsCapacity: one.wrapUp.holdsCapacity ?? true,
          codes: one.wrapUp.codes ?? [],
        }
      : null,
    requirements: mapValues(one.require, (need) =>
      typeof need === 'number'
        ? { level: need, relaxable: false }
        : { level: need.level, relaxable: need.relaxable ?? false },
    ),
    queue: entryQueue(one)!,
    timeToLiveMs: one.timeToLive ?? null,
    ownerGoneAfterMs: one.ownerGone?.after ?? (at.channel.live ? 0 : 30 * MINUTE),
  };
}

function profileOf(one: ConfigurationDocument['profiles'][string], channels: readonly string[]): Profile {
  const presence = { available: 'all' as const, ...one.presence };
  return {
    name: one.name,
    capacity: one.capacity,
    channels: mapValues(one.channels, (limit) => ({ atMost: limit.atMost ?? 1000 })),
    queues: dictionary(one.queues.map((place) => [place.queue, { rank: place.rank ?? 1, afterMs: place.after ?? 0 }])),
    rankHandicapMs: one.rankHandicap === 'strict' ? STRICT_STEP_MS : (one.rankHandicap ?? 5 * MINUTE),
    groups: one.groups ?? [],
    presence: Object.fromEntries(
      INTENTS.map((intent) => [intent, presence[intent] === 'all' ? channels : (presence[intent] ?? [])]),
    ) as unknown as Profile['presence'],
    may: { decline: one.may?.decline ?? true, pick: one.may?.pick ?? [], transferTo: one.may?.transferTo ?? [] },
    overrides: { skills: one.overrides?.skills ?? false, capacityMax: one.overrides?.capacity?.max ?? null },
  };
}

function mapValues<T, U>(
  from: Readonly<Record<string, T>> | undefined,
  change: (value: T, name: string) => U,
): Record<string, U> {
  return dictionary(Object.entries(from ?? {}).map(([name, value]) => [name, change(value, name)]));
}

/** Without a prototype: a name such as `constructor`, sent by anyone, finds nothing. */
function dictionary<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}
