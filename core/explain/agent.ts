import type { Agent, Intent } from '../agent.ts';
import { channelCap, costFor } from '../capacity.ts';
import { firstFailing, isApartFrom } from '../eligibility.ts';
import type { Item } from '../item.ts';
import type { Condition, ItemClass, Reason } from '../matching/shelf.ts';
import { type Sentence, say } from '../phrases/say.ts';
import { freeUnits, roomOf, unitsOf } from '../room.ts';
import type { World } from '../world.ts';
import { type Outlook, outlookOf } from './remedies.ts';
import type { Remedy } from './remedy.ts';

/** Waiting items of one queue and channel that one condition, the first that she fails, keeps from her. */
interface KeptFromHer {
  readonly queue: string;
  readonly channel: string;
  readonly reason: Reason;
  readonly count: number;
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
  /** 0 when the channel's cap is what is full. */
  readonly missingUnits?: number;
}

/** Why work does or does not come to an agent, now. Instants are epoch milliseconds. */
export interface AgentExplanation {
  readonly agent: string;
  readonly sentence: Sentence;
  /** All of it, sentence by sentence. */
  readonly sentences: readonly Sentence[];
  readonly presence: {
    readonly intent: Intent;
    readonly reason: string | null;
    readonly connection: Agent['connection'];
    readonly since: number;
  };
  readonly capacity: {
    readonly units: number;
    readonly freeUnits: number;
    readonly channels: Readonly<Record<string, { readonly atMost: number; readonly free: number }>>;
  };
  /** Waiting items that she could have but for a refusal of hers that is not long enough ago. */
  readonly backOffs: readonly { readonly item: string; readonly until: number }[];
  /** The bigger item that she is kept free for. */
  readonly keptFor: string | null;
  readonly waiting: number;
  /** Items that nothing keeps from her: she may pick them, or they come in the next batch. */
  readonly open: readonly {
    readonly queue: string;
    readonly channel: string;
    readonly count: number;
    readonly pick: boolean;
  }[];
  readonly ruledOut: readonly KeptFromHer[];
  /** Each of them alone would bring her that item; the smallest change first, at most 8. */
  readonly remedies: readonly { readonly remedy: Remedy; readonly item: string }[];
  /** Where no single change would bring anything: all that the item that needs the fewest would need. */
  readonly nearest: { readonly item: string; readonly needs: readonly Remedy[] } | null;
}

export function explainAgent(world: World, agent: Agent): AgentExplanation {
  const found: Found = { open: new Map(), ruledOut: new Map(), backOffs: [] };
  for (const one of world.shelf.classes.values()) look(world, one, { agent, found });
  const ruledOut = [...found.ruledOut.values()].sort((a, b) => b.count - a.count || (keyOf(a) < keyOf(b) ? -1 : 1));
  const open = [...found.open.values()].sort((a, b) => b.count - a.count || (keyOf(a) < keyOf(b) ? -1 : 1));
  const waiting = [...ruledOut, ...open].reduce((sum, { count }) => sum + count, 0);
  const outlook = outlookOf(world, agent);
  const sentence = sentenceOf(world, agent, { waiting, open, ruledOut });
  return {
    agent: agent.id,
    sentence,
    sentences: [
      sentence,
      ...outlookSentences(world, agent, { ...outlook, kept: ruledOut.length }),
      // What waits in queues of others is counted in the first sentence.
      ...ruledOut.filter(({ reason }) => reason !== 'not_in_queue').map((one) => say('agent.kept', one)),
    ],
    remedies: outlook.remedies.map(({ remedy, item }) => ({ remedy, item: item.id })),
    nearest: outlook.nearest === null ? null : { item: outlook.nearest.item.id, needs: outlook.nearest.needs },
    presence: {
      intent: agent.intent,
      reason: agent.intentReason,
      connection: agent.connection,
      since: Math.max(agent.intentSince, agent.connectionSince),
    },
    capacity: capacityOf(world, agent),
    backOffs: found.backOffs,
    keptFor: agent.keptFor,
    waiting,
    open,
    ruledOut,
  };
}

type Open = AgentExplanation['open'][number];

interface Found {
  readonly open: Map<string, Open>;
  readonly ruledOut: Map<string, KeptFromHer>;
  readonly backOffs: { item: string; until: number }[];
}

const keyOf = (one: object): string => JSON.stringify({ ...one, count: 0 });

function add<T extends { readonly count: number }>(to: Map<string, T>, one: T): void {
  const key = keyOf(one);
  to.set(key, { ...one, count: (to.get(key)?.count ?? 0) + one.count });
}

/** Items of one class differ in age alone, so what keeps them from her comes in runs by age; what she refused or is asked for is looked at apart. */
function look(world: World, of: ItemClass, at: { agent: Agent; found: Found }): void {
  const { agent, found } = at;
  const isApart = (item: Item): boolean => isApartFrom(world, item, agent);
  const note = (item: Item, count: number): void => {
    const failed = firstFailing(world, { found: of, item, agent });
    const where = { queue: of.queue, channel: of.channel, count };
    if (failed === null) add(found.open, { ...where, pick: of.pick });
    else add(found.ruledOut, { ...where, ...wordsOf(world, failed, { of, agent }) });
    if (failed?.reason === 'back_off') found.backOffs.push({ item: item.id, until: item.backOffs[agent.id]!.until });
  };
  const items = [...of.items];
  const apart = items.filter(isApart);
  for (const item of apart) note(item, 1);
  const rest = apart.length === 0 ? items : items.filter((item) => !isApart(item));
  const reason = (item: Item): Reason | null => firstFailing(world, { found: of, item, agent })?.reason ?? null;
  for (let from = 0; from < rest.length; ) {
    const to = endOfRun(rest, from, reason);
    note(rest[from]!, to - from);
    from = to;
  }
}

/** The place after the last of the run that begins at `from`, by halves. */
function endOfRun(items: readonly Item[], from: number, reason: (item: Item) => Reason | null): number {
  const same = reason(items[from]!);
  let [low, high] = [from + 1, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reason(items[middle]!) === same) low = middle + 1;
    else high = middle;
  }
  return low;
}

function wordsOf(world: World, failed: Condition, at: { of: ItemClass; agent: Agent }) {
  const { reason, skill, needs, group } = failed;
  const cost = costFor(at.of, world.configuration.profiles[at.agent.profile]);
  const missing = cost - roomOf(world, at.agent, at.of).freeUnits;
  return {
    reason,
    ...(skill === undefined ? {} : { skill }),
    ...(needs === undefined ? {} : { needs }),
    ...(group === undefined ? {} : { group }),
    ...(reason === 'full' ? { missingUnits: Math.max(0, missing) } : {}),
  };
}

function capacityOf(world: World, agent: Agent): AgentExplanation['capacity'] {
  const profile = world.configuration.profiles[agent.profile];
  const channels = Object.keys(profile?.channels ?? {}).map((channel) => {
    const atMost = channelCap({ agent, profile }, channel);
    return [channel, { atMost, free: roomOf(world, agent, { channel, ignoresMatrix: false }).freeOnChannel }] as const;
  });
  const units = unitsOf(world, agent);
  return { units, freeUnits: freeUnits(world, agent), channels: Object.fromEntries(channels) };
}

/** `kept`: of how many runs of waiting items something keeps her. */
function outlookSentences(
  world: World,
  { name }: Agent,
  { remedies, nearest, kept }: Outlook & { kept: number },
): Sentence[] {
  const at = { name, now: world.work.now, timeZone: world.configuration.organisation.timeZone };
  if (remedies.length === 0 && kept > 0)
    return [say('agent.no_remedy', { ...at, item: nearest?.item.id ?? null, needs: nearest?.needs ?? [] })];
  return remedies.map(({ remedy, item: { id, channel, enqueuedAt } }) =>
    say('agent.remedy', { ...at, remedy, item: { id, channel, waitedMs: at.now - (enqueuedAt ?? at.now) } }),
  );
}

function sentenceOf(
  world: World,
  agent: Agent,
  at: { waiting: number; open: readonly Open[]; ruledOut: readonly KeptFromHer[] },
): Sentence {
  const { name, intent } = agent;
  const { now } = world.work;
  if (agent.connection === 'lost') return say('agent.lost', { name, ms: now - agent.connectionSince });
  const ms = now - agent.intentSince;
  if (intent === 'offline') return say('agent.offline', { name, ms });
  if (intent === 'draining') return say('agent.draining', { name, ms, items: world.holdings.get(agent.id)?.size ?? 0 });
  if (at.waiting > 0) return say('agent.waiting', { name, open: at.open, ruledOut: at.ruledOut });
  const ids = [...(world.holdings.get(agent.id)?.keys() ?? [])];
  if (ids.length === 0) return say('agent.idle', { name, intent, ms });
  const offers = ids.filter((id) => world.offersOf.has(id)).length;
  return say('agent.in_hand', { name, offers, items: ids.length - offers });
}
