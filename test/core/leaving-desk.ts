import type { Intent } from '../../core/agent.ts';
import type { Configuration } from '../../core/configuration/compiled.ts';
import type { Item } from '../../core/item.ts';
import { agentKey, Bench, configuration, profile, workstream } from './fixtures.ts';

/** Anna at a desk that she leaves, and what she has in hand. */
export const SECOND = 1000;
export const MINUTE = 60_000;
export const GRACE_MS = 30 * MINUTE;
const CHANNELS = {
  chat: { live: true, offerTimeoutMs: 30_000, cost: 1 },
  case: { live: false, offerTimeoutMs: 900_000, cost: 1 },
};

const settings = (change: Partial<Configuration> = {}): Configuration =>
  configuration({
    channels: CHANNELS,
    workstreams: {
      chat: workstream(),
      case: workstream({ channel: 'case', ownerGoneAfterMs: GRACE_MS, offerTimeoutMs: 900_000 }),
      own: workstream({ channel: 'case', ownerGoneAfterMs: GRACE_MS, ownerGoneThen: 'stay', offerTimeoutMs: 900_000 }),
    },
    profiles: {
      desk: profile({
        channels: {
          chat: { atMost: 10, cost: null, interruptibleBy: [] },
          case: { atMost: 10, cost: null, interruptibleBy: [] },
        },
      }),
    },
    ...change,
  });

export interface Desk {
  readonly bench: Bench;
  /** An item of a workstream that Anna has. */
  readonly hers: (workstream?: string, change?: object) => string;
  readonly row: (item: string) => Item;
  readonly set: (intent: Intent) => void;
}

export function desk(change: Partial<Configuration> = {}, connectivity: 'heartbeat' | 'assumed' = 'assumed'): Desk {
  const bench = new Bench(settings(change));
  bench.agent('anna', { connectivity });
  return {
    bench,
    hers: (name = 'chat', more = {}) => {
      const item = bench.item({ workstream: name, ...more });
      bench.accept(item);
      return item;
    },
    row: (item) => bench.world.items.get(item)!,
    set: (intent) => bench.do({ verb: 'set_presence', agent: 'anna', intent, reason: null }, agentKey('anna')),
  };
}

export const pause = (item: string) =>
  ({ verb: 'pause', item, until: null, forCustomer: false, reason: null }) as const;
export const last = (bench: Bench, type: string) =>
  bench.world.log.events.filter((event) => event.type === type).at(-1);
export const count = (bench: Bench, type: string) => bench.events(type).length;
export const intentOf = (bench: Bench) => bench.world.agents.get('anna')?.intent;
