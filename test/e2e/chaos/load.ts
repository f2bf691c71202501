import type { TemporalClient } from '../../../engine/temporal/connection.ts';
import { until } from '../../engine/harness.ts';
import type { Answer, ApiProcess } from '../../support/api-process.ts';
import { Item, pause } from './item.ts';
import type { Life } from './lives.ts';

/** Between two lives of one caller, in milliseconds: leaves processor time for processes that start. */
const PAUSE_MS = 100;
const AGAIN_MS = 30;

export interface LoadOptions {
  readonly at: readonly ApiProcess[];
  readonly temporal: TemporalClient;
  readonly callers: number;
  readonly lives: readonly Life[];
}

/** Callers that hand in items and see them to their end at whichever process answers, until they are stopped. */
export class Load {
  /** By external id: each was answered 2xx, and how it has to end. */
  readonly answered = new Map<string, { id: string; end: string }>();
  /** Answers that something later contradicted. */
  readonly undone: string[] = [];
  lives = 0;
  /** Of these, how many took a clock. */
  clocked = 0;
  private readonly options: LoadOptions;
  private readonly present = new Map<Item, string>();
  private going = true;
  private abandoned = false;
  private readonly ended: Promise<unknown>;

  constructor(options: LoadOptions) {
    this.options = options;
    this.ended = Promise.all(Array.from({ length: options.callers }, (_, caller) => this.call(caller)));
  }

  /** Resolves when each item that was begun is at its end. */
  async drain(): Promise<void> {
    this.going = false;
    await this.ended;
  }

  /** Callers give up whatever they are about. */
  async abandon(): Promise<void> {
    this.abandoned = true;
    await this.drain();
  }

  /** Until work flows again: what people do, and what clocks do where there are some. */
  progress(): Promise<void> {
    const { lives, clocked } = this;
    const clocks = this.options.lives.some((life) => life.clocked) ? 1 : 0;
    return until('work flows', () => this.lives >= lives + 10 && this.clocked >= clocked + clocks, 120_000);
  }

  private async call(caller: number): Promise<void> {
    const { lives } = this.options;
    for (let n = 0; this.going; n += 1) {
      const life = lives[(caller + n) % lives.length]!;
      try {
        if (caller === 0) await this.inBulk();
        await this.live(life, `${caller}-${n}`);
        this.lives += 1;
        if (life.clocked) this.clocked += 1;
      } catch (error) {
        if (!this.abandoned) this.undone.push(String(error));
      }
      await pause(PAUSE_MS);
    }
  }

  /** Changes nothing of what a life expects, and is under way while processes die. */
  private async inBulk(): Promise<void> {
    const filter = { source: 'test', state: 'waiting' };
    await this.insist('POST', '/v1/bulk-operations', { action: 'set_priority', filter, parameters: { priority: 0 } });
  }

  private async live(life: Life, externalId: string): Promise<void> {
    const body = { source: 'test', externalId, ...life.create() };
    const created = await this.insist('POST', '/v1/work-items', body);
    if (created.status > 201) throw new Error(`refused: ${JSON.stringify(created)}`);
    const item = new Item(created, (...asked) => this.insist(...asked), this.undone);
    this.answered.set(externalId, { id: item.id, end: life.end });
    this.present.set(item, `${life.name}, since ${new Date().toISOString()}`);
    await life.live(item, this.options.temporal).finally(() => this.present.delete(item));
  }

  /** What the callers are about, to find out why nothing goes on. */
  describe(): string[] {
    return [...this.present].map(([item, what]) => `${item.id} is ${item.state} (${what})`);
  }

  /** Repeats what got no answer, or one that allows it, as a careful caller would: at any process. */
  private async insist(method: string, path: string, body?: unknown): Promise<Answer> {
    const { at } = this.options;
    while (!this.abandoned) {
      const answer = await at[Math.floor(Math.random() * at.length)]!.ask(method, path, body);
      if (answer !== null && answer.status < 500) return answer;
      await pause(AGAIN_MS);
    }
    throw new Error('abandoned');
  }
}
