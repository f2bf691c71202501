import { columns } from './text.ts';

/** What the server says about an item or an agent: a sentence, and who or what was ruled out by which first condition. */
export interface Explanation {
  readonly sentence: string;
  readonly order?: { readonly position: number; readonly ahead: number } | null;
  readonly ruledOut?: readonly RuledOut[];
}

interface RuledOut {
  readonly reason: string;
  readonly count: number;
  readonly agents?: readonly string[];
  readonly items?: readonly string[];
  readonly skill?: string;
  readonly needs?: number;
  readonly group?: string;
  readonly channel?: string;
  readonly missingUnits?: number;
}

export function explained(explanation: Explanation): string {
  const { sentence, order, ruledOut = [] } = explanation;
  const place = order ? `\n  Place ${order.position} in its queue.` : '';
  const rows = ruledOut.map((one) => [String(one.count), condition(one), names(one)]);
  return `  ${sentence}${place}${rows.length === 0 ? '' : `\n${columns(rows)}`}`;
}

function condition(one: RuledOut): string {
  const reason = one.reason.replaceAll('_', ' ');
  if (one.skill !== undefined) return `${reason} ${one.skill} ≥ ${one.needs}`;
  if (one.group !== undefined) return `${reason} ${one.group}`;
  if (one.channel === undefined) return reason;
  return `${reason} on ${one.channel}${one.missingUnits ? `, ${one.missingUnits} units short` : ''}`;
}

function names(one: RuledOut): string {
  const shown = one.agents ?? one.items ?? [];
  return `${shown.join(' ')}${one.count > shown.length && shown.length > 0 ? ' …' : ''}`;
}
