import { SignalboxError } from '../core/error.ts';
import { isId } from '../core/ids.ts';
import type { Settings } from '../env.ts';
import { type Explanation, explained } from './explained.ts';
import { type Remote, read, readOrNull, remoteOf } from './remote.ts';
import { columns, heading, shortInstant, spokenMs } from './text.ts';
import { workflowPlace } from './workflow-place.ts';

interface Item {
  readonly id: string;
  readonly rev: number;
  readonly state: string;
  readonly subject: string | null;
  readonly source: string;
  readonly externalId: string | null;
  readonly channel: string | null;
  readonly workstream: string | null;
  readonly queue: string | null;
  readonly priority: number;
  readonly cost: number;
  readonly agentId: string | null;
  readonly urgency: { readonly waitedMs: number };
  readonly offers: readonly { readonly agentId: string; readonly expiresAt: string | null }[];
  readonly pause: { readonly until: string | null; readonly for: 'time' | 'customer' } | null;
  readonly createdAt: string;
  readonly workflowId: string;
}
interface Event {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly agent: string | null;
  readonly queue: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What one item is, why it is where it is, and how it came there. @throws SignalboxError `not_found` for an unknown id */
export async function showItem(given: string, settings: Settings, json: boolean): Promise<number> {
  const id = itemId(given);
  const remote = remoteOf(settings);
  const item = await read<Item>(remote, `/v1/work-items/${id}`);
  const [events, explanation] = await Promise.all([
    history(remote, id),
    readOrNull<Explanation>(remote, `/v1/work-items/${id}/explanation`),
  ]);
  const workflow = workflowPlace(item.workflowId, settings);
  if (json) console.log(JSON.stringify({ item, explanation, events, workflow }, null, 2));
  else console.log(rendered({ item, events, explanation, workflow: workflow.url ?? workflow.sentence }));
  return 0;
}

/** With or without its prefix, as it stands in a row, a log or a link. */
function itemId(given: string): string {
  const text = given.trim().toLowerCase();
  const id = /^[0-9a-f]{8}-/.test(text) ? `wi_${text}` : text;
  if (isId('wi', id)) return id;
  throw new SignalboxError(
    'not_found',
    `${JSON.stringify(given.slice(0, 80))} is not the id of an item: one looks like wi_0192f0c1-…, with or without wi_.`,
  );
}

async function history(remote: Remote, id: string): Promise<Event[]> {
  const events: Event[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page: { data: Event[]; nextCursor: string | null } = await read(
      remote,
      `/v1/work-items/${id}/events${query}`,
    );
    events.push(...page.data);
    cursor = page.nextCursor;
  }
  return events;
}

function rendered(of: { item: Item; events: Event[]; explanation: Explanation | null; workflow: string }): string {
  const { item, events, explanation, workflow } = of;
  const route = [
    `channel ${item.channel}`,
    `workstream ${item.workstream}`,
    item.queue ? `queue ${item.queue}` : 'no queue',
  ];
  const about = [
    ['state', `${item.state.replaceAll('_', ' ')}${whose(item)}`],
    ...(item.subject === null ? [] : [['subject', item.subject]]),
    ['route', route.join(', ')],
    ['weight', `priority ${item.priority}, ${item.cost} ${item.cost === 1 ? 'unit' : 'units'}`],
    ['from', `${item.source}${item.externalId === null ? '' : ` ${item.externalId}`}, ${shortInstant(item.createdAt)}`],
    ['waited', spokenMs(item.urgency.waitedMs)],
    ['workflow', workflow],
  ];
  const why = explanation === null ? [] : [heading('Why'), explained(explanation), ''];
  return [
    heading(item.id),
    columns(about),
    '',
    ...why,
    heading('History'),
    columns(events.map((event) => [shortInstant(event.at), event.type, what(event), `by ${event.actor}`])),
  ].join('\n');
}

function whose(item: Item): string {
  const offer = item.offers[0];
  if (item.pause !== null) return paused(item, item.pause);
  if (item.agentId !== null) return ` with ${item.agentId}`;
  if (offer === undefined) return '';
  return ` to ${offer.agentId}${offer.expiresAt === null ? '' : ` until ${shortInstant(offer.expiresAt)}`}`;
}

function paused({ agentId }: Item, pause: NonNullable<Item['pause']>): string {
  const customer = pause.for === 'customer' ? ', until the customer answers' : '';
  const until = pause.until === null ? '' : ` until ${shortInstant(pause.until)}`;
  return `${agentId === null ? '' : ` by ${agentId}`}${until}${customer}`;
}

/** Whom or which queue it concerns, and of what its details say the part that tells it from others of its kind. */
function what({ agent, queue, details }: Event): string {
  const step = typeof details['step'] === 'number' ? `step ${details['step']}` : null;
  const { target, outcome, reason } = details;
  return [agent ?? queue, step, target, outcome, reason].filter((part) => typeof part === 'string').join(', ');
}
