import { SignalboxError } from '../../core/error.ts';
import { presences, type RecordedCall } from './calls.ts';
import { type CallEnd, type CallStatistics, statistics, type Tick } from './statistics.ts';

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
}
export interface PlayResult {
  readonly played: CallStatistics;
  readonly recorded: CallStatistics;
  readonly unfinished: number;
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
type Ask = (method: string, path: string, body?: object) => Promise<{ status: number; body: unknown }>;

const POLL_MS = 100;
const HEARTBEAT_MS = 20_000;
const DRAIN_MS = 30 * 60_000;

/** Plays recorded calls over the public API; at most 30 recorded minutes after `countTo` it stops waiting for open calls. */
export async function playCalls(options: PlayOptions): Promise<PlayResult> {
  const { calls, from, countFrom, countTo, speed, signal } = options;
  const ask = asker(options);
  const run = Date.now().toString(36);
  const due = calls.filter((call) => call.atMs >= from && call.atMs < countTo).sort((a, b) => a.atMs - b.atMs);
  const shifts = presences(calls);
  const here = new Set<string>();
  const live = new Map<string, Live>();
  const done: CallEnd[] = [];
  const started = performance.now();
  let next = 0;
  let beat = started;
  let told = 0;
  while (!signal.aborted) {
    const at = from + (performance.now() - started) * speed;
    await attend({ shifts, here, at, ask });
    if (performance.now() - beat >= HEARTBEAT_MS) {
      beat = performance.now();
      await Promise.all([...here].map((agent) => ask('POST', `/v1/agents/${agent}/heartbeat`, {})));
    }
    for (; next < due.length && due[next]!.atMs <= at; next++) await arrive(due[next]!, { run, live, ask });
    // Giving up comes first: a caller who hung up at once is not there to be answered.
    await finish({ live, done, at, ask, speed });
    await answer(live, ask);
    if (performance.now() - told >= 1000) {
      told = performance.now();
      options.onTick(tickOf({ live, here, at, done: done.length, progress: (at - from) / (countTo - from) }));
    }
    if ((next === due.length && live.size === 0) || at > countTo + DRAIN_MS) break;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await Promise.all([...here].map((agent) => ask('PUT', `/v1/agents/${agent}/presence`, { intent: 'offline' })));
  return {
    played: statistics(done, countFrom, countTo),
    recorded: statistics(calls, countFrom, countTo),
    unfinished: live.size + due.length - next,
  };
}

function asker({ baseUrl, adminKey }: PlayOptions): Ask {
  return async (method, path, body) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    // A lost race (409) and a moment without an engine (503) are met again in the next round.
    if (!response.ok && response.status !== 409 && response.status !== 503)
      throw new SignalboxError('invalid', `${method} ${path} was refused: ${text.slice(0, 300)}`);
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  };
}

async function attend(to: { shifts: ReturnType<typeof presences>; here: Set<string>; at: number; ask: Ask }) {
  for (const [agent, { fromMs, toMs }] of to.shifts) {
    const present = fromMs <= to.at && to.at <= toMs;
    if (present === to.here.has(agent)) continue;
    const intent = present ? 'available' : 'offline';
    if (present) await to.ask('POST', `/v1/agents/${agent}/heartbeat`, {});
    const { status } = await to.ask('PUT', `/v1/agents/${agent}/presence`, { intent });
    if (status !== 200) continue;
    if (present) to.here.add(agent);
    else to.here.delete(agent);
  }
}

async function arrive(call: RecordedCall, to: { run: string; live: Map<string, Live>; ask: Ask }): Promise<void> {
  const { status, body } = await to.ask('POST', '/v1/work-items', {
    source: 'anonbank',
    externalId: `${to.run}-${call.row}`,
    channel: 'voice',
    workstream: 'calls',
    priority: call.priority,
    requirements: { [call.skill]: 1 },
  });
  if (status === 200 || status === 201) to.live.set((body as Item).id, { call, item: body as Item });
}

async function answer(live: Map<string, Live>, ask: Ask): Promise<void> {
  const { status, body } = await ask('GET', '/v1/work-items?state=offered&source=anonbank&limit=200');
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

function tickOf(of: { live: Map<string, Live>; here: Set<string>; at: number; done: number; progress: number }): Tick {
  const all = [...of.live.values()];
  const waiting = all.filter((one) => one.item.assignedAt === null);
  return {
    atMs: of.at,
    progress: of.progress,
    waiting: waiting.length,
    longestWaitS: waiting.reduce((most, one) => Math.max(most, of.at - one.call.atMs), 0) / 1000,
    offered: waiting.filter((one) => one.item.state === 'offered').length,
    active: all.length - waiting.length,
    closed: of.done,
    agents: of.here.size,
  };
}
