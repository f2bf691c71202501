import { apply } from '../../core/apply.ts';
import { type Calendar, WEEKDAYS } from '../../core/calendar/calendar.ts';
import { type Command, type Envelope, NOTHING_SAID } from '../../core/command.ts';
import type { Configuration, EscalationStep, Profile, Queue, Workstream } from '../../core/configuration/compiled.ts';
import { match } from '../../core/match.ts';
import type { Outcome } from '../../core/outcome.ts';
import { rebuild } from '../../core/rebuild.ts';
import { reindex } from '../../core/reindex.ts';
import { createWorld, type World } from '../../core/world.ts';

export const START = 1_795_600_000_000;
const MINUTE = 60_000;

export const queue = (change: Partial<Queue> = {}): Queue => ({
  name: 'Queue',
  millisPerPriority: 5 * MINUTE,
  newestFirstWithinMs: 0,
  method: 'longest-idle',
  hours: null,
  escalation: null,
  serviceLevel: null,
  alerts: null,
  overflow: [],
  fallback: null,
  ...change,
});

export const workstream = (change: Partial<Workstream> = {}): Workstream => ({
  name: 'Chat',
  channel: 'chat',
  when: null,
  rulesets: [],
  queueRules: [],
  fallback: 'regular',
  cost: 1,
  mode: 'offer',
  atOnce: 1,
  offerTimeoutMs: 30_000,
  reserveAfterMs: 30_000,
  backOffMs: 60_000,
  awayAfter: 3,
  wrapUp: null,
  requirements: {},
  timeToLiveMs: null,
  escalation: null,
  ownerGoneAfterMs: 0,
  ownerGoneThen: 'back-to-queue',
  ownerPreferredForMs: 45_000,
  affinity: null,
  callback: null,
  transferTo: null,
  targets: {
    firstResponseMs: null,
    resolutionMs: null,
    calendar: null,
    warnAt: 0.8,
    raise: { warned: 1, breached: 2 },
  },
  ...change,
});

/** A step of a ladder, counted from when the item was enqueued. */
export const step = (afterMs: number, change: Partial<EscalationStep> = {}): EscalationStep => ({
  from: 'enqueued',
  afterMs,
  raisePriority: 0,
  relax: {},
  admit: { groups: [], queues: [] },
  atOnce: 0,
  ignoresMatrix: false,
  moveTo: null,
  alert: false,
  supervisor: null,
  ...change,
});

export const profile = (change: Partial<Profile> = {}): Profile => ({
  name: 'Profile',
  capacity: 10,
  atMost: 1000,
  channels: { chat: { atMost: 10, cost: null, interruptibleBy: [] } },
  queues: { regular: { rank: 1, afterMs: 0 } },
  rankHandicapMs: 5 * MINUTE,
  groups: [],
  presence: { available: ['chat', 'case', 'voice'], busy: [], dnd: [], away: [], draining: [], offline: [] },
  mode: null,
  shift: null,
  may: { decline: true, pause: true, pick: [], transferTo: [] },
  overrides: { skills: true, capacityMax: 20, limits: false },
  ...change,
});

/** Minutes of the day at which the tests begin, in UTC. */
const STARTS = Math.floor((START % 86_400_000) / 60_000);

/** Open every day, from and to so many hours after the tests begin. */
export const hours = (from: number, to: number): Calendar => {
  const range = { from: STARTS + from * 60, to: STARTS + to * 60 };
  const weekly = Object.fromEntries(WEEKDAYS.map((day) => [day, [range]])) as unknown as Calendar['weekly'];
  return { timeZone: 'UTC', weekly, exceptions: {}, isHoliday: () => false };
};

const LEVELS = ['1', '2', '3', '4', '5'];

export const configuration = (change: Partial<Configuration> = {}): Configuration => ({
  version: 1,
  classifiedSince: 0,
  organisation: { name: 'Test', timeZone: 'UTC' },
  channels: { chat: { live: true, offerTimeoutMs: 30_000, cost: 1 } },
  skills: { german: { name: 'German', levels: LEVELS }, stocks: { name: 'Stocks', levels: LEVELS } },
  groups: { night: { name: 'Night' } },
  calendars: {},
  escalations: {},
  queues: { regular: queue() },
  workstreams: { chat: workstream() },
  profiles: { desk: profile() },
  agents: {},
  ...change,
});

type NewItem = Extract<Command, { verb: 'create' }>['item'];

/** An item of which nothing is said but its id. */
export const newItem = (id: string, change: Partial<NewItem> = {}): NewItem => ({
  ...NOTHING_SAID,
  id,
  source: 'web',
  ...change,
});

/** What a bulk operation may be told, and is not. */
export const ANY_ITEM = {
  state: null,
  queue: null,
  workstream: null,
  channel: null,
  source: null,
  agent: null,
  createdBefore: null,
};
export const NO_PARAMETERS = { queue: null, notBefore: null, priority: null };

/** A world with a clock: every step is a batch of one command, matched at once. */
export class Bench {
  readonly world: World;
  now = START;
  private counter = 0;

  constructor(settings: Configuration = configuration()) {
    this.world = createWorld(settings);
    this.world.work.now = START;
    reindex(this.world);
  }

  /** Memory as it would be after a takeover now. */
  rebuilt(): World {
    const { seq, items, offers, agents, recurrences, bulks, served, configuration: settings } = this.world;
    const rows = {
      seq,
      items: [...items.values()],
      offers: [...offers.values()],
      agents: [...agents.values()],
      drafts: [],
      recurrences: [...recurrences.values()].map(({ row }) => row),
      bulks: [...bulks.values()],
      served: [...served.values()],
      decidedAt: this.world.work.now,
    };
    return rebuild(settings, structuredClone(rows), this.now);
  }

  do(command: Command, actor: Envelope['actor'] = ADMIN): Outcome {
    const outcome = this.apply(command, actor);
    match(this.world, this.now);
    return outcome;
  }

  /** One batch of several commands, matched once. */
  together(commands: readonly Command[]): void {
    for (const command of commands) this.apply(command, ADMIN);
    match(this.world, this.now);
  }

  private apply(command: Command, actor: Envelope['actor']): Outcome {
    this.counter += 1;
    return apply(this.world, { id: `cm_${this.counter}`, actor, command, ifMatch: null }, { now: this.now });
  }

  wait(ms: number): void {
    this.now += ms;
    apply(
      this.world,
      { id: 'cm_tick', actor: { kind: 'engine' }, command: { verb: 'tick' }, ifMatch: null },
      { now: this.now },
    );
    match(this.world, this.now);
  }

  agent(id: string, change: Partial<Extract<Command, { verb: 'put_agent' }>['input']> = {}): void {
    const input = {
      name: id,
      profile: 'desk',
      groups: [],
      skills: {},
      attributes: {},
      capacity: null,
      limits: {},
      connectivity: 'assumed' as const,
      ...change,
    };
    this.do({ verb: 'put_agent', agent: id, input });
    this.do({ verb: 'set_presence', agent: id, intent: 'available', reason: null });
  }

  item(change: Partial<Extract<Command, { verb: 'create' }>['item']> = {}): string {
    this.counter += 1;
    const id = `wi_${String(this.counter).padStart(4, '0')}`;
    const outcome = this.do({ verb: 'create', item: newItem(id, { source: 'test', workstream: 'chat', ...change }) });
    if (outcome.kind === 'refused') throw new Error(outcome.detail);
    return id;
  }

  holder(item: string): string | null {
    return this.world.holders.get(item)?.[0] ?? null;
  }

  state(item: string): string {
    return this.world.items.get(item)?.state ?? 'settled';
  }

  offer(item: string): string {
    return this.world.offersOf.get(item)![0]!.id;
  }

  accept(item: string): Outcome {
    return this.do({ verb: 'accept', offer: this.offer(item) });
  }

  complete(item: string): Outcome {
    return this.do({ verb: 'complete', item, outcome: null, note: null });
  }

  events(type?: string): string[] {
    return this.world.log.events
      .filter((event) => type === undefined || event.type === type)
      .map((event) => event.type);
  }
}

export const ADMIN = { kind: 'key', id: 'ke_admin', role: 'admin', agent: null, source: null } as const;
export const agentKey = (agent: string) =>
  ({ kind: 'key', id: `ke_${agent}`, role: 'agent', agent, source: null }) as const;
export const skill = (name: string, level: number, relaxable = false) => ({
  skills: { [name]: { level, relaxable } },
  groups: [],
  attributes: {},
  agent: null,
});
