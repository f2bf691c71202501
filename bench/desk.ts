import { apply } from '../core/apply.ts';
import type { Command } from '../core/command.ts';
import { compile } from '../core/configuration/compile.ts';
import type { Configuration } from '../core/configuration/compiled.ts';
import { match } from '../core/match.ts';
import { ORDER, type Order } from '../core/order.ts';
import { tick } from '../core/tick.ts';
import { createWorld, takeChanges, type World } from '../core/world.ts';

const AGENTS = 200;
const SKILLS = ['german', 'english', 'stocks', 'loans'];
const CHANNELS = ['chat', 'voice', 'messaging', 'case'];
const QUEUES = ['regular', 'premium', 'loans', 'back-office'];
const PROFILES = ['phone', 'chat', 'office', 'all'];
const ADMIN = { kind: 'key', id: 'ke_bench', role: 'admin', agent: null, source: null } as const;

/** Rules that look at everything that there is to see, and do not apply. */
const OVERFLOW = [
  { when: { waitingOver: 1_000_000 }, then: { offerCallback: 'voice' } },
  { when: { expectedWaitOver: 'P3650D' }, then: { offerCallback: 'voice' } },
  { when: { waitedOver: 'P3650D' }, then: { offerCallback: 'voice' } },
];

/** Four kinds of work of different cost, four queues, four profiles: what a decision meets in a middling organisation. */
function organisation(overflow: boolean): object {
  const serves = (...names: string[]) => names.map((queue, place) => ({ queue, rank: place + 1 }));
  return {
    organisation: { name: 'Bench' },
    skills: Object.fromEntries(SKILLS.map((name) => [name, { name }])),
    queues: Object.fromEntries(QUEUES.map((name) => [name, { name, ...(overflow ? { overflow: OVERFLOW } : {}) }])),
    workstreams: {
      voice: { channel: 'voice', cost: 10, queue: [{ to: 'regular' }] },
      chat: { channel: 'chat', cost: 3, queue: [{ to: 'regular' }] },
      messaging: { channel: 'messaging', cost: 2, queue: [{ to: 'back-office' }] },
      case: { channel: 'case', cost: 1, queue: [{ to: 'back-office' }] },
    },
    profiles: {
      phone: { name: 'Phone', capacity: 10, channels: { voice: { atMost: 1 } }, queues: serves('regular', 'premium') },
      chat: { name: 'Chat', capacity: 10, channels: { chat: {}, messaging: {} }, queues: serves('regular', 'loans') },
      office: { name: 'Office', capacity: 10, channels: { messaging: {}, case: {} }, queues: serves('back-office') },
      all: {
        name: 'All',
        capacity: 10,
        channels: { voice: {}, chat: {}, messaging: {}, case: {} },
        queues: serves(...QUEUES),
      },
    },
  };
}

function compiled(overflow: boolean): Configuration {
  const found = compile(organisation(overflow), 1);
  if (!found.ok) throw new Error(JSON.stringify(found.findings));
  return found.configuration;
}

/** Kinds of items: channel, priority and skill in every combination, so that many items make no more classes. */
const LEVELS = [1, 2, 3];
const PRIORITIES = [0, 1, 2];
const WISHES = [{}, ...SKILLS.flatMap((skill) => LEVELS.map((level) => ({ [skill]: { level, relaxable: false } })))];
export const KINDS = CHANNELS.length * PRIORITIES.length * WISHES.length;
/** Shares no factor with the number of kinds: neighbours differ in all respects. */
const STRIDE = 61;

const START = 1_795_600_000_000;

const agentId = (place: number): string => `a${String(place).padStart(4, '0')}`;

interface DeskSettings {
  /** How many of the kinds of items come in. */
  readonly kinds?: number;
  readonly order?: Order;
  /** Whether queues have overflow rules. */
  readonly overflow?: boolean;
}

/** Drives a world by commands, with a chance of its own, so that each run does the same. */
export class Desk {
  readonly world: World;
  now = START;
  private readonly kinds: number;
  private readonly overflow: boolean;
  private made = 0;
  private seed = 1;
  private turn = 0;

  constructor({ kinds = KINDS, order = ORDER, overflow = false }: DeskSettings = {}) {
    this.kinds = kinds;
    this.overflow = overflow;
    this.world = createWorld(compiled(overflow), order);
    this.world.work.now = this.now;
  }

  /** A number from 0 to `below` − 1. */
  roll(below: number): number {
    this.seed = (this.seed * 48_271) % 2_147_483_647;
    return this.seed % below;
  }

  do(command: Command): void {
    const outcome = apply(this.world, { id: 'cm_bench', actor: ADMIN, command, ifMatch: null }, { now: this.now });
    if (outcome.kind === 'refused') throw new Error(outcome.detail);
  }

  /** The clock moves on, and what time alone makes possible is done, as each batch begins. */
  wait(ms: number): void {
    this.now += ms;
    tick(this.world, this.now);
  }

  waitUntil(ms: number): void {
    this.wait(START + ms - this.now);
  }

  /** The same organisation once more. */
  publish(reclassify: boolean): void {
    const document = organisation(this.overflow);
    this.do({ verb: 'publish', document, author: 'bench', ifMatch: '*', reason: null, reclassify });
  }

  match(): void {
    match(this.world, this.now);
  }

  /** The agents take turns: the next who has anything completes what she has had longest. */
  completeOne(): void {
    for (;;) {
      this.turn = (this.turn + STRIDE) % AGENTS;
      const [item] = this.world.holdings.get(agentId(this.turn))?.keys() ?? [];
      if (item === undefined) continue;
      this.do({ verb: 'complete', item, outcome: null, note: null });
      return;
    }
  }

  acceptAll(): void {
    for (const offer of [...this.world.offers.keys()]) this.do({ verb: 'accept', offer });
    this.match();
  }

  /** What a batch would write, thrown away. */
  forget(): void {
    takeChanges(this.world);
  }

  staff(agents: number): void {
    for (let place = 0; place < agents; place += 1) {
      const agent = agentId(place);
      const skills = Object.fromEntries(SKILLS.map((name) => [name, this.roll(6)]).filter(([, level]) => level !== 0));
      const profile = PROFILES[place % PROFILES.length]!;
      const input = {
        name: agent,
        profile,
        groups: [],
        skills,
        attributes: {},
        capacity: null,
        limits: {},
        connectivity: 'assumed',
      } as const;
      this.do({ verb: 'put_agent', agent, input });
      this.do({ verb: 'set_presence', agent, intent: 'available', reason: null });
    }
    this.match();
    this.forget();
  }

  create(): void {
    this.made += 1;
    const kind = (this.made * STRIDE) % this.kinds;
    this.do({
      verb: 'create',
      item: {
        id: `wi_${String(this.made).padStart(8, '0')}`,
        source: 'bench',
        externalId: null,
        follows: null,
        channel: null,
        workstream: CHANNELS[kind % CHANNELS.length]!,
        queue: null,
        subject: null,
        customerRef: null,
        priority: Math.floor(kind / CHANNELS.length) % PRIORITIES.length,
        requirements: {
          skills: WISHES[Math.floor(kind / CHANNELS.length / PRIORITIES.length)]!,
          groups: [],
          attributes: {},
          agent: null,
        },
        customer: {},
        attributes: {},
        dueAt: null,
        notBefore: null,
      },
    });
  }
}

/** A desk whose agents are all at work, with so many items waiting that came within six seconds. */
export function fullDesk(waiting: number, settings: DeskSettings = {}): Desk {
  const desk = new Desk(settings);
  desk.staff(AGENTS);
  while (desk.world.items.size - desk.world.holders.size < waiting) {
    desk.wait(25);
    for (let one = 0; one < 500; one += 1) desk.create();
    desk.match();
    desk.acceptAll();
    desk.forget();
  }
  return desk;
}
