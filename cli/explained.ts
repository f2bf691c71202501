import { columns } from './text.ts';

/** What the server says about an item or an agent: a sentence, and who or what was ruled out by which first condition. */
export interface Explanation {
  readonly sentence: string;
  /** Of an item: what has been promised, a sentence each. */
  readonly targets?: readonly string[];
  readonly order?: { readonly position: number; readonly ahead: number } | null;
  readonly ruledOut?: readonly RuledOut[];
}

interface RuledOut {
  readonly reason: string;
  readonly count: number;
  /** Who was ruled out for an item … */
  readonly agents?: readonly string[];
  /** … or the queue of the items that are ruled out for an agent. */
  readonly queue?: string;
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
  readonly channel?: string;
  readonly missingUnits?: number;
}

export function explained(explanation: Explanation): string {
  const { sentence, order, ruledOut = [], targets = [] } = explanation;
  const place = order ? `\n  Place ${order.position} in its queue.` : '';
  const rows = ruledOut.map((one) => [String(one.count), condition(one), whatOrWho(one)]);
  const promised = targets.map((one) => `\n  ${one}`).join('');
  return `  ${sentence}${place}${promised}${rows.length === 0 ? '' : `\n${columns(rows)}`}`;
}

function condition(one: RuledOut): string {
  const reason = one.reason.replaceAll('_', ' ');
  if (one.skill !== undefined) return `${reason} ${one.skill} ≥ ${one.needs}`;
  if (one.group !== undefined) return `${reason} ${one.group}`;
  return one.missingUnits ? `${reason}, ${one.missingUnits} units short` : reason;
}

function whatOrWho({ queue, channel, agents = [], count }: RuledOut): string {
  if (queue !== undefined) return `queue ${queue}, channel ${channel}`;
  return `${agents.join(' ')}${count > agents.length ? ' …' : ''}`;
}
