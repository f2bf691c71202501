import { type Ask, createAsk } from './ask.ts';
import { presences, type RecordedCall } from './calls.ts';
import { hangUp, SOURCE } from './hang-up.ts';
import { OtherWork } from './other-work.ts';
import { type AgentStates, type CallEnd, type CallStatistics, statistics, type Tick } from './statistics.ts';

export interface PlayOptions {
  readonly baseUrl: string;
  readonly adminKey: string;
  /** The whole day: agents' presence is derived from it. */
  readonly calls: readonly RecordedCall[];
  readonly speed: number;
  /** Instants in ms since midnight: arrivals of [from, countTo) are played, those of [countFrom, countTo) counted. */
  readonly from: number;
  readonly countFrom: number;
  readonly countTo: number;
  readonly signal: AbortSignal;
  readonly onTick: (tick: Tick) => void;
  /** Told once of the first call that was handed in, by its item's id. */
  readonly onFirst: (item: string) => void;
}
export interface PlayResult {
  readonly played: CallStatistics;
  readonly recorded: CallStatistics;
  readonly unfinished: number;
  /** What else came in, and how to look at it. */
  readonly other: readonly string[];
}
interface Item {
  readonly id: string;
  readonly state: string;
  readonly agentId: string | null;
  readonly enqueuedAt: string | null;
  readonly assignedAt: string | null;
  readonly closedAt: string | null;
  readonly offers: readonly { readonly id: string }[];
}
interface Live {
  readonly call: RecordedCall;
  item: Item;
}

const POLL_MS = 100;
const HEARTBEAT_MS = 20_000;
const DRAIN_MS = 30 * 60_000;

/**
 * Plays recorded calls over the public API; at most 30 recorded minutes after `countTo` it stops waiting for open calls. Callers
 * whom an earlier play left in the queue hang up first, and those who are left at the end hang up then.
 */
export async function playCalls(options: PlayOptions): Promise<PlayResult> {
  const { calls, from, countFrom, countTo, speed, signal } = options;
  const ask = createAsk(options);
  await hangUp(ask);
  const run = Date.now().toString(36);
  const other = new OtherWork(ask, { run, speed });
  await other.prepare();
  const due = calls.filter((call) => call.atMs >= from && call.atMs < countTo).sort((a, b) => a.atMs - b.atMs);
  const shifts = presences(calls);
  const here = new Set<string>();
  const live = new Map<string, Live>();
  const done: CallEnd[] = [];
  const started = performance.now();
  let next = 0;
  let beat = started;
  let told = started;
  let first: string | undefined;
  while (!signal.aborted) {
    const at = from + (performance.now() - started) * speed;
    await attend({ shifts, here, at, ask });
    if (performance.now() - beat >= HEARTBEAT_MS) {
      beat = performance.now();
      await Promise.all([...here].map((agent) => ask('POST', `/v1/agents/${agent}/heartbeat`, {})));
    }
    while (next < due.length && due[next]!.atMs <= at && (await arrive(due[next]!, { run, live, ask }))) next += 1;
    if (first === undefined) {
      [first] = live.keys();
      if (first !== undefined) options.onFirst(first);
    }
    await other.step(at - from);
    // Giving up comes first: a caller who hung up at once is not there to be answered.
    await finish({ live, done, at, ask, speed });
    await answer(live, ask);
    if (performance.now() - told >= 1000) {
      told = performance.now();
      const agents = await lookAround({ shifts, here, ask });
      const progress = (at - from) / (countTo - from);
      if (agents !== null) options.onTick({ ...countsOf(live, at), closed: done.length, agents, progress });
    }
    if ((next === due.length && live.size === 0) || at > countTo + DRAIN_MS) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await Promise.all([...here].map((agent) => ask('PUT', `/v1/agents/${agent}/presence`, { intent: 'offline' })));
  await hangUp(ask);
  return {
    played: statistics(done, countFrom, countTo),
    recorded: statistics(calls, countFrom, countTo),
    unfinished: live.size + due.length - next,
    other: other.lines(),
  };
}

async function attend(to: { shifts: ReturnType<typeof presences>; here: Set<string>; at: number; ask: Ask }) {
  for (const [agent, { fromMs, toMs }] of to.shifts) {
    const present = fromMs <= to.at && to.at <= toMs;
    if (present === to.here.has(agent)) continue;
    // Whoever is on the line when her hour ends finishes that call.
    const intent = present ? 'available' : 'draining';
    if (present) await to.ask('POST', `/v1/agents/${agent}/heartbeat`, {});
    const { status } = await to.ask('PUT', `/v1/agents/${agent}/presence`, { intent });
    if (status !== 200) continue;
    if (present) to.here.add(agent);
    else to.here.delete(agent);
  }
}

/** A repeat after an outage gives the item that exists already. @returns false when it has to be repeated */
async function arrive(call: RecordedCall, to: { run: string; live: Map<string, Live>; ask: Ask }): Promise<boolean> {
  const { status, body } = await to.ask('POST', '/v1/work-items', {
    source: SOURCE,
    externalId: `${to.run}-${call.row}`,
    channel: 'voice',
    workstream: 'calls',
    priority: call.priority,
    requirements: { [call.skill]: 1 },
  });
  const taken = status === 200 || status === 201;
  if (taken) to.live.set((body as Item).id, { call, item: body as Item });
  return taken;
}

async function answer(live: Map<string, Live>, ask: Ask): Promise<void> {
  const { status, body } = await ask('GET', `/v1/work-items?state=offered&source=${SOURCE}&limit=200`);
  if (status !== 200) return;
  for (const item of (body as { data: Item[] }).data) {
    const one = live.get(item.id);
    const offer = item.offers[0];
    if (one === undefined || offer === undefined) continue;
    one.item = item;
    const accepted = await ask('POST', `/v1/offers/${offer.id}/accept`, {});
    const after = (accepted.body as { item?: Item } | null)?.item;
    if (accepted.status === 200 && after) one.item = after;
    else {
      const read = await ask('GET', `/v1/work-items/${item.id}`);
      if (read.status === 200) one.item = read.body as Item;
    }
  }
}

async function finish(to: { live: Map<string, Live>; done: CallEnd[]; at: number; ask: Ask; speed: number }) {
  for (const [id, { call, item }] of to.live) {
    const held = item.assignedAt !== null;
    const elapsed = (Date.now() - Date.parse(item.assignedAt ?? item.enqueuedAt ?? '')) * to.speed;
    if (held ? elapsed < call.serviceMs : call.served || elapsed < call.waitMs) continue;
    const { status, body } = await to.ask('POST', `/v1/work-items/${id}/${held ? 'complete' : 'cancel'}`, {});
    if (status !== 200) continue;
    const ended = body as Item;
    const until = Date.parse(ended.assignedAt ?? ended.closedAt ?? '');
    const waitMs = (until - Date.parse(ended.enqueuedAt ?? '')) * to.speed;
    to.done.push({ atMs: call.atMs, waitMs, served: held });
    to.live.delete(id);
  }
}

type Counts = Omit<Tick, 'closed' | 'agents' | 'progress'>;

function countsOf(live: Map<string, Live>, at: number): Counts {
  const all = [...live.values()];
  const waiting = all.filter((one) => one.item.assignedAt === null);
  return {
    atMs: at,
    waiting: waiting.length,
    longestWaitS: waiting.reduce((most, one) => Math.max(most, at - one.call.atMs), 0) / 1000,
    offered: waiting.filter((one) => one.item.state === 'offered').length,
    active: all.length - waiting.length,
  };
}

interface Agent {
  readonly id: string;
  readonly presence: { readonly intent: string; readonly connection: string };
  readonly load: { readonly held: { readonly offered: number; readonly active: number; readonly wrappingUp: number } };
}

/**
 * The states of those who take calls; `null` while nobody answers. Who is here and was taken for away, since an offer was answered too
 * late, says that she is back.
 */
async function lookAround(to: {
  shifts: ReadonlyMap<string, unknown>;
  here: ReadonlySet<string>;
  ask: Ask;
}): Promise<AgentStates | null> {
  const { status, body } = await to.ask('GET', '/v1/agents');
  if (status !== 200) return null;
  const agents = (body as { data: Agent[] }).data.filter((agent) => to.shifts.has(agent.id));
  const states = { free: 0, offered: 0, busy: 0, away: 0, offline: 0 };
  for (const agent of agents) states[stateOf(agent)] += 1;
  const away = agents.filter(({ id, presence }) => to.here.has(id) && presence.intent === 'away');
  await Promise.all(away.map(({ id }) => to.ask('PUT', `/v1/agents/${id}/presence`, { intent: 'available' })));
  return states;
}

function stateOf({ presence, load }: Agent): keyof AgentStates {
  if (presence.intent === 'offline' || presence.connection === 'lost') return 'offline';
  if (load.held.active + load.held.wrappingUp > 0) return 'busy';
  if (presence.intent !== 'available') return 'away';
  return load.held.offered > 0 ? 'offered' : 'free';
}
