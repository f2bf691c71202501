import type { Ask } from './ask.ts';

/** The source of all that is played beside the calls. */
export const OTHER_SOURCE = 'demo';
const MINUTE_MS = 60_000;
const LOOK_EACH_MS = 500;
const TILL = 'Count the till';

interface Item {
  readonly id: string;
  readonly state: string;
  readonly assignedAt: string | null;
  readonly offers: readonly { readonly id: string }[];
}

/** A piece of work, what becomes of it, and what there is to see of it. Times are in recorded minutes. */
interface Piece {
  readonly name: string;
  /** After the beginning. */
  readonly at: number;
  readonly body: (instant: (minutes: number) => string) => object;
  /** What she does in turn, each once she has had it for a while; the last one ends it. */
  readonly acts: readonly { readonly after: number; readonly verb: string; readonly body?: object }[];
  readonly tells: string;
}

const complete = (after: number) => ({ after, verb: 'complete' });

const PIECES: readonly Piece[] = [
  {
    name: 'case',
    at: 1,
    // Who knows stocks in the back office is away, so that it waits until its ladder asks for less.
    body: () => ({
      channel: 'case',
      workstream: 'cases',
      subject: 'A statement of shares that is wrong',
      customerRef: 'c-501',
      requirements: { stocks: { level: 4, relaxable: true } },
    }),
    acts: [
      { after: 3, verb: 'respond' },
      { after: 4, verb: 'pause', body: { forCustomer: true } },
    ],
    tells:
      'a case that waited for somebody who is away, until its ladder asked for less; now it rests until its customer answers',
  },
  {
    name: 'callback',
    at: 2,
    body: (instant) => ({
      channel: 'callback',
      workstream: 'callbacks',
      subject: 'About a mortgage',
      customerRef: 'c-502',
      notBefore: instant(12),
    }),
    acts: [
      { after: 1, verb: 'attempts', body: { outcome: 'no_answer' } },
      { after: 1, verb: 'attempts', body: { outcome: 'reached' } },
      complete(6),
    ],
    tells: 'a call-back that came due, was not answered, and was tried again',
  },
  {
    name: 'scheduled',
    at: 2,
    body: (instant) => ({
      channel: 'scheduled',
      workstream: 'scheduled',
      subject: 'Order forms',
      notBefore: instant(20),
    }),
    acts: [complete(5)],
    tells: 'scheduled work that began at its time',
  },
  {
    name: 'lead',
    at: 5,
    body: () => ({ channel: 'lead', workstream: 'leads', subject: 'Asks for a savings account' }),
    acts: [complete(10)],
    tells: 'a lead',
  },
  {
    name: 'chat',
    at: 6,
    body: () => ({ channel: 'chat', workstream: 'chat', subject: 'Is my transfer through?', customerRef: 'c-503' }),
    acts: [complete(8)],
    tells: 'a chat, with its wrap-up',
  },
  {
    name: 'message',
    at: 8,
    body: () => ({ channel: 'messaging', workstream: 'messages', subject: 'A new address', customerRef: 'c-504' }),
    acts: [complete(6)],
    tells: 'a message',
  },
  {
    name: 'portal',
    at: 10,
    body: () => ({ channel: 'portal', workstream: 'portal', subject: 'Raise a limit' }),
    acts: [complete(12)],
    tells: 'a request from the portal',
  },
];

/** One piece on its way. */
interface Going {
  readonly piece: Piece;
  id: string | null;
  /** How many of its acts were done. */
  done: number;
}

/** Everything that comes in beside the calls, so that whoever looks meets each kind of work once. */
export class OtherWork {
  private readonly ask: Ask;
  private readonly run: string;
  private readonly speed: number;
  private readonly going: Going[] = PIECES.map((piece) => ({ piece, id: null, done: 0 }));
  private looked = 0;

  constructor(ask: Ask, { run, speed }: { run: string; speed: number }) {
    this.ask = ask;
    this.run = run;
    this.speed = speed;
  }

  /** Something recurs, too: once, however often it is played. */
  async prepare(): Promise<void> {
    const { status, body } = await this.ask('GET', '/v1/recurrences');
    if (status !== 200 || (body as { data: { name: string }[] }).data.some(({ name }) => name === TILL)) return;
    const start = new Date(Date.now() + 20_000).toISOString().slice(0, 19);
    const item = { channel: 'scheduled', workstream: 'scheduled', subject: TILL };
    await this.ask('POST', '/v1/recurrences', { name: TILL, item, rule: 'FREQ=DAILY', start, timeZone: 'UTC' });
  }

  /** One round: `atMs` after the beginning, in recorded time. */
  async step(atMs: number): Promise<void> {
    for (const one of this.going) if (one.id === null && atMs >= one.piece.at * MINUTE_MS) await this.arrive(one, atMs);
    if (performance.now() - this.looked < LOOK_EACH_MS) return;
    this.looked = performance.now();
    for (const one of this.going) if (one.id !== null && one.done < one.piece.acts.length) await this.move(one);
  }

  /** A line for each that came in. */
  lines(): string[] {
    const items = this.going.flatMap(({ id, piece }) =>
      id === null ? [] : [`npx signalbox item ${id}  ${piece.tells}`],
    );
    return [...items, 'npx signalbox recurrences list  what is made again each day'];
  }

  private async arrive(one: Going, atMs: number): Promise<void> {
    const instant = (minutes: number): string =>
      new Date(Date.now() + Math.max(0, (minutes * MINUTE_MS - atMs) / this.speed)).toISOString();
    const externalId = `${this.run}-${one.piece.name}`;
    const { status, body } = await this.ask('POST', '/v1/work-items', {
      source: OTHER_SOURCE,
      externalId,
      ...one.piece.body(instant),
    });
    if (status === 200 || status === 201) one.id = (body as Item).id;
  }

  private async move(one: Going): Promise<void> {
    const { status, body } = await this.ask('GET', `/v1/work-items/${one.id}`);
    if (status !== 200) return;
    const item = body as Item;
    const [offer] = item.offers;
    if (item.state === 'offered' && offer !== undefined) await this.ask('POST', `/v1/offers/${offer.id}/accept`, {});
    const act = one.piece.acts[one.done];
    if (item.state !== 'assigned' || act === undefined) return;
    const heldMs = (Date.now() - Date.parse(item.assignedAt ?? '')) * this.speed;
    if (heldMs < act.after * MINUTE_MS) return;
    const done = await this.ask('POST', `/v1/work-items/${item.id}/${act.verb}`, act.body ?? {});
    if (done.status === 200) one.done += 1;
  }
}
