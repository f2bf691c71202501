import type { Answer } from '../../support/api-process.ts';

/** Asks until there is an answer that may not be asked for again. */
export type Insist = (method: string, path: string, body?: unknown) => Promise<Answer>;

const LOOK_MS = 100;
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One item as its caller sees it, who notes every answer that a later one contradicts. */
export class Item {
  readonly id: string;
  private body: Answer['body'];
  private readonly insist: Insist;
  private readonly undone: string[];

  constructor(created: Answer, insist: Insist, undone: string[]) {
    this.id = String(created.body.id);
    this.body = created.body;
    this.insist = insist;
    this.undone = undone;
  }

  get state(): string {
    return String(this.body.state);
  }

  get offer(): string | null {
    return (this.body.offers as { id: string }[])[0]?.id ?? null;
  }

  async read(): Promise<void> {
    const answer = await this.insist('GET', `/v1/work-items/${this.id}`);
    if (answer.status === 404) throw new Error(`${this.id} was answered, and is not there`);
    this.see(answer, 'a read');
  }

  /** Looks again and again until this holds. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await pause(LOOK_MS);
      await this.read();
    }
  }

  /** Until it is assigned, by whatever offer; or settled without it. */
  async accept(): Promise<void> {
    while (this.state === 'waiting' || this.state === 'offered') {
      if (this.offer !== null) {
        const { status, body } = await this.insist('POST', `/v1/offers/${this.offer}/accept`);
        this.see({ status, body: (body.item ?? {}) as Answer['body'] }, 'accept');
      }
      if (this.state !== 'waiting' && this.state !== 'offered') return;
      await pause(LOOK_MS);
      await this.read();
    }
  }

  /** Accepts, completes and closes it. */
  async work(): Promise<void> {
    while (this.state !== 'closed') {
      await this.accept();
      if (this.state === 'assigned') await this.act('complete');
      if (this.state === 'wrapping_up') await this.act('close');
      if (this.state !== 'closed') await this.read();
    }
  }

  async act(verb: 'complete' | 'close' | 'pause' | 'attempts', body: object = {}): Promise<void> {
    this.see(await this.insist('POST', `/v1/work-items/${this.id}/${verb}`, body), verb);
  }

  async hasEvent(type: string): Promise<boolean> {
    const { body } = await this.insist('GET', `/v1/work-items/${this.id}/events`);
    return (body.data as { type: string }[]).some((event) => event.type === type);
  }

  private see({ status, body }: Answer, what: string): void {
    if (status !== 200) return;
    const { rev, state } = this.body;
    if (Number(body.rev) < Number(rev))
      this.undone.push(`${this.id} was ${state} (${rev}), then ${body.state} (${body.rev}) by ${what}`);
    this.body = body;
  }
}
