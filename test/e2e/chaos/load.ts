import { until } from '../../engine/harness.ts';
import type { Answer, ApiProcess } from '../../support/api-process.ts';

/** Between two lives of one caller, in milliseconds: leaves processor time for processes that start. */
const PAUSE_MS = 15;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Callers that hand in items and work them to their end at whichever process answers, until they are stopped. */
export class Load {
  /** Item ids by external id: each was answered 2xx. */
  readonly answered = new Map<string, string>();
  /** Answers that something later contradicted. */
  readonly undone: string[] = [];
  lives = 0;
  private readonly at: readonly ApiProcess[];
  private going = true;
  private readonly ended: Promise<unknown>;

  constructor(at: readonly ApiProcess[], callers: number) {
    this.at = at;
    this.ended = Promise.all(Array.from({ length: callers }, (_, caller) => this.call(caller)));
    this.ended.catch(() => undefined);
  }

  /** Resolves when each item that was begun is at its end. */
  async drain(): Promise<void> {
    this.going = false;
    await this.ended;
  }

  /** Until work flows again. */
  progress(): Promise<void> {
    const from = this.lives;
    return until('work flows', () => this.lives >= from + 30, 30_000);
  }

  private async call(caller: number): Promise<void> {
    for (let n = 0; this.going; n += 1) {
      await this.live(`${caller}-${n}`);
      this.lives += 1;
      await pause(PAUSE_MS);
    }
  }

  /** Repeats what got no answer, or one that allows it, as a careful caller would: at any process. */
  private async insist(method: string, path: string, body?: unknown): Promise<Answer> {
    for (;;) {
      const answer = await this.at[Math.floor(Math.random() * this.at.length)]!.ask(method, path, body);
      if (answer !== null && answer.status < 500) return answer;
      await pause(30);
    }
  }

  private async live(externalId: string): Promise<void> {
    const created = await this.insist('POST', '/v1/work-items', { source: 'test', externalId, channel: 'chat' });
    if (created.status > 201) throw new Error(`refused: ${JSON.stringify(created)}`);
    const id = String(created.body.id);
    this.answered.set(externalId, id);
    let item = created.body;
    const see = ({ status, body }: Answer, what: string): void => {
      if (status !== 200) return;
      if (Number(body.rev) < Number(item.rev))
        this.undone.push(`${id} was ${item.state} (${item.rev}), then ${body.state} (${body.rev}) by ${what}`);
      item = body;
    };
    while (item.state !== 'closed') {
      const [offer] = item.offers as { id: string }[];
      if (offer !== undefined) {
        const { status, body } = await this.insist('POST', `/v1/offers/${offer.id}/accept`);
        see({ status, body: (body.item ?? {}) as Answer['body'] }, 'accept');
      }
      if (item.state === 'assigned') see(await this.insist('POST', `/v1/work-items/${id}/complete`, {}), 'complete');
      if (item.state === 'wrapping_up') see(await this.insist('POST', `/v1/work-items/${id}/close`, {}), 'close');
      if (item.state === 'waiting') await pause(20);
      const read = await this.insist('GET', `/v1/work-items/${id}`);
      if (read.status === 404) {
        this.undone.push(`${id} was answered, and is not there`);
        return;
      }
      see(read, 'a read');
    }
  }
}
