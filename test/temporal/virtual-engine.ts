import { uuidv7 } from 'uuidv7';
import type { Actor, Command, NewItem } from '../../core/command.ts';
import { configurationInForce } from '../../core/configuration/in-force.ts';
import type { Event } from '../../core/event.ts';
import type { Item } from '../../core/item.ts';
import type { Offer } from '../../core/offer.ts';
import { reindex } from '../../core/reindex.ts';
import { createWorld, type World } from '../../core/world.ts';
import { answer } from '../../engine/answer.ts';
import type { Follower } from '../../engine/follower.ts';
import type { EngineClient, Reply, Request } from '../../engine/request.ts';
import type { IdempotencyRecord } from '../../engine/store.ts';
import { work } from '../../engine/work.ts';
import { toldBy } from '../../engine/writer.ts';
import { ADMIN, newItem } from '../engine/harness.ts';

/**
 * An engine by a clock that jumps: the core, and the batch that the real one works, one command each; memory instead of PostgreSQL. Its
 * sweeper looks whenever it is asked for something.
 */
export class VirtualEngine implements EngineClient {
  readonly world: World;
  readonly events: Event[] = [];
  private readonly now: () => Promise<number>;
  private readonly follower: Follower;
  private readonly items = new Map<string, Item>();
  private readonly offers = new Map<string, Offer>();
  private readonly replies = new Map<string, IdempotencyRecord>();
  private last: Promise<unknown> = Promise.resolve();

  private constructor(world: World, at: { now: () => Promise<number>; follower: Follower }) {
    this.world = world;
    this.now = at.now;
    this.follower = at.follower;
    at.follower.lead(world, { incarnation: 1, undelivered: [], alerts: [] });
  }

  static async create(at: { now: () => Promise<number>; follower: Follower }): Promise<VirtualEngine> {
    const world = createWorld(configurationInForce(null));
    world.work.now = await at.now();
    reindex(world);
    return new VirtualEngine(world, at);
  }

  readonly ask: EngineClient['ask'] = async (question) => answer(this.world, question, await this.now());

  readonly execute = (request: Request): Promise<Reply> => {
    const done = this.last.then(() => this.batch(request));
    this.last = done.catch(() => undefined);
    return done;
  };

  do(command: Command, actor: Actor = ADMIN): Promise<Reply> {
    const envelope = { id: `cm_${uuidv7()}`, actor, command, ifMatch: null };
    return this.execute({ envelope, idempotency: null });
  }

  async create(change: Partial<NewItem>): Promise<string> {
    const reply = await this.do({ verb: 'create', item: newItem(change) });
    if (reply.kind !== 'item') throw new Error(JSON.stringify(reply));
    return reply.item.id;
  }

  /** Also of what is settled. */
  item(id: string): Item {
    return this.items.get(id)!;
  }

  eventsOf(id: string): Event[] {
    return this.events.filter((event) => event.item === id);
  }

  private async batch(request: Request): Promise<Reply> {
    const { world } = this;
    const now = await this.now();
    const found = {
      items: [...this.items.values()],
      offers: [...this.offers.values()],
      idempotency: [...this.replies.values()],
    };
    return new Promise((resolve, reject) => {
      const waiting = { request, compiled: null, resolve, reject };
      const { replies, changes, idempotency } = work(world, [waiting], {
        now,
        found,
        mostItems: 2_000,
        incarnation: 1,
      });
      for (const item of [...changes.createdItems, ...changes.changedItems.map((one) => one.item)])
        this.items.set(item.id, structuredClone(item));
      for (const offer of [...changes.createdOffers, ...changes.changedOffers])
        this.offers.set(offer.id, structuredClone(offer));
      for (const record of idempotency) this.replies.set(record.scope, record);
      this.events.push(...changes.events);
      this.follower.committed(changes, toldBy(replies));
      for (const { reply } of replies) resolve(reply);
    });
  }
}
