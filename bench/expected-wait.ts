import { apply } from '../core/apply.ts';
import { type Command, type NewItem, NOTHING_SAID } from '../core/command.ts';
import { compile } from '../core/configuration/compile.ts';
import { expectedWait } from '../core/expected-wait.ts';
import { match } from '../core/match.ts';
import { Heap } from '../core/matching/heap.ts';
import { waitingIn } from '../core/queue-load.ts';
import { reindex } from '../core/reindex.ts';
import { tick } from '../core/tick.ts';
import { createWorld, takeChanges, type World } from '../core/world.ts';
import { median, printTable } from './table.ts';

const MINUTE = 60_000;
const HANDS = 10;
const MEAN_MS = 5 * MINUTE;
const START = 1_795_600_000_000;
const ADMIN = { kind: 'key', id: 'ke_bench', role: 'admin', agent: null, source: null } as const;

type Chance = () => number;

/** Times in hand of the same mean, the more alike the higher they stand. */
const KINDS: Readonly<Record<string, (chance: Chance) => number>> = {
  'all alike': () => 1,
  'rather alike': (chance) =>
    (exponential(chance) + exponential(chance) + exponential(chance) + exponential(chance)) / 4,
  exponential: (chance) => exponential(chance),
  'very unlike': (chance) => (chance() < 0.1 ? 5.5 : 0.5) * exponential(chance),
};

/** Arrivals a minute at a minute of the run, where two a minute are all that the hands can do. */
const LOADS: Readonly<Record<string, (minute: number) => number>> = {
  'a steady crowd': () => 1.95,
  'a rush of an hour': (minute) => (minute % 240 < 60 ? 3.2 : 1.2),
  'the first 30 min after opening': (minute) => (minute < 30 ? 4 : 0),
};

const exponential = (chance: Chance): number => -Math.log(1 - chance());

export interface Estimated {
  readonly kind: string;
  readonly load: string;
  readonly items: number;
  readonly actualMs: number;
  /** Mean of the estimate over the mean of what came; 1 is right on average. */
  readonly bias: number;
  /** The median of how far off a single estimate is, as a part of what came. */
  readonly off: number;
  /** The same of the wait of whoever is at the head of the line, the other estimate that needs no history. */
  readonly headBias: number;
  readonly headOff: number;
}

/** Estimates as items enter a queue whose hands are full, held against how long each then waited. Deterministic. */
export function estimate(kind: string, load: string, minutes: number): Estimated {
  const run = new Rush(KINDS[kind]!, LOADS[load]!);
  run.play(load.startsWith('the first') ? 30 : minutes);
  const seen = run.seen.flatMap((one) =>
    one.actual !== null && one.actual >= MINUTE ? [{ ...one, actual: one.actual }] : [],
  );
  const mean = (of: (one: (typeof seen)[number]) => number): number =>
    seen.reduce((sum, one) => sum + of(one), 0) / Math.max(1, seen.length);
  const off = (of: (one: (typeof seen)[number]) => number): number =>
    median(seen.map((one) => Math.abs(of(one) / one.actual - 1)));
  const actualMs = mean(({ actual }) => actual);
  return {
    kind,
    load,
    items: seen.length,
    actualMs,
    bias: mean(({ expected }) => expected) / actualMs,
    off: off(({ expected }) => expected),
    headBias: mean(({ head }) => head) / actualMs,
    headOff: off(({ head }) => head),
  };
}

export const estimateAll = (minutes: number): Estimated[] =>
  Object.keys(KINDS).flatMap((kind) => Object.keys(LOADS).map((load) => estimate(kind, load, minutes)));

export function printExpectedWaits(): void {
  const percent = (part: number): string => `${Math.round(part * 100)} %`;
  printTable(
    `Expected waits of items that waited a minute or more, ${HANDS} hands: mean as part of the real one, and what half of them are off by at most`,
    ['time in hand, load', 'items', 'real wait', 'place by pace', 'off', 'head of line', 'off'],
    estimateAll(24 * 60).map((one) => [
      `${one.kind}, ${one.load}`,
      one.items,
      `${(one.actualMs / MINUTE).toFixed(1)} min`,
      percent(one.bias),
      percent(one.off),
      percent(one.headBias),
      percent(one.headOff),
    ]),
  );
}

interface Seen {
  readonly expected: number;
  readonly head: number;
  readonly from: number;
  actual: number | null;
}

/** A queue with full hands, arrivals by chance, on the core and a clock of its own. */
class Rush {
  readonly seen: Seen[] = [];
  private readonly world: World;
  private readonly ends = new Heap<{ at: number; item: string }>((a, b) => a.at - b.at);
  private readonly waits = new Map<string, Seen>();
  private readonly timeInHand: (chance: Chance) => number;
  private readonly arrivals: (minute: number) => number;
  private state = 12_345;
  private count = 0;

  constructor(timeInHand: (chance: Chance) => number, arrivals: (minute: number) => number) {
    this.timeInHand = timeInHand;
    this.arrivals = arrivals;
    const compiled = compile(DOCUMENT, 1);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings));
    this.world = createWorld(compiled.configuration);
    this.world.work.now = START;
    reindex(this.world);
    for (let hand = 0; hand < HANDS; hand += 1) {
      const agent = `hand-${hand}`;
      this.do(START, { verb: 'put_agent', agent, input: { ...AGENT, name: agent } });
      this.do(START, { verb: 'set_presence', agent, intent: 'available', reason: null });
    }
  }

  play(minutes: number): void {
    const end = START + minutes * MINUTE;
    let next = START;
    while (next < end) {
      this.completeUntil(next);
      this.arrive(next);
      const rate = this.arrivals((next - START) / MINUTE);
      next += rate === 0 ? MINUTE : Math.max(1, Math.round((exponential(this.chance) * MINUTE) / rate));
    }
    this.completeUntil(Number.POSITIVE_INFINITY);
  }

  /** Park and Miller's minimal standard. */
  private readonly chance: Chance = () => {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state / 2_147_483_647;
  };

  private arrive(at: number): void {
    const id = `wi_${this.count}`;
    this.count += 1;
    this.do(at, { verb: 'create', item: { ...ITEM, id } });
    const waiting = this.world.items.get(id)!;
    if (waiting.state !== 'waiting') return;
    const { ms } = expectedWait(this.world, 'line', waitingIn(this.world, 'line'));
    const [found] = this.world.shelf.byQueue.get('line')!;
    const one: Seen = { expected: ms ?? 0, head: at - found!.items.first()!.enqueuedAt!, from: at, actual: null };
    this.waits.set(id, one);
    this.seen.push(one);
  }

  private completeUntil(at: number): void {
    for (let end = this.ends.peek(); end !== undefined && end.at <= at; end = this.ends.peek()) {
      this.ends.pop();
      this.do(end.at, { verb: 'complete', item: end.item, outcome: null, note: null });
    }
  }

  private do(now: number, command: Command): void {
    tick(this.world, now);
    apply(this.world, { id: 'cm_bench', actor: ADMIN, command, ifMatch: null }, { now });
    match(this.world, now);
    for (const { type, item } of takeChanges(this.world).events) {
      if (type !== 'item.assigned') continue;
      this.ends.push({ at: now + Math.max(1, Math.round(MEAN_MS * this.timeInHand(this.chance))), item: item! });
      const one = this.waits.get(item!);
      if (one !== undefined) one.actual = now - one.from;
    }
  }
}

const DOCUMENT = {
  organisation: { name: 'Rush' },
  queues: { line: { name: 'Line' } },
  workstreams: { chat: { channel: 'chat', queue: [{ to: 'line' }], offer: { mode: 'auto-accept' } } },
  profiles: { desk: { name: 'Desk', capacity: 1, channels: { chat: {} }, queues: [{ queue: 'line' }] } },
};

const AGENT = {
  profile: 'desk',
  groups: [],
  skills: {},
  attributes: {},
  capacity: null,
  limits: {},
  connectivity: 'assumed' as const,
};

const ITEM: Omit<NewItem, 'id'> = { ...NOTHING_SAID, source: 'bench', workstream: 'chat' };
