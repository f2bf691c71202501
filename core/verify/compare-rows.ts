import type { Item } from '../item.ts';
import type { Offer } from '../offer.ts';
import type { LogCheck } from './log-check.ts';
import type { Report, Violation } from './violation.ts';

type ItemRow = Pick<Item, 'id' | 'state' | 'agentId' | 'cost' | 'heldUnits' | 'interruptedBy'>;
type OfferRow = Pick<Offer, 'id' | 'itemId' | 'agentId' | 'units'>;

/** `items`: every row, open or settled; `offers`: those without an outcome. */
export interface StoredRows {
  readonly items: Iterable<ItemRow>;
  readonly offers: readonly OfferRow[];
}

/** What the rows say against what the log says: I1, I2, I3, I7. */
export function compareRows(log: LogCheck, rows: StoredRows): Violation[] {
  const violations: Violation[] = [];
  const report: Report = (invariant, detail) => violations.push({ invariant, detail });
  const offered = new Map<string, OfferRow[]>();
  for (const offer of rows.offers) offered.set(offer.itemId, [...(offered.get(offer.itemId) ?? []), offer]);
  const seen = new Set<string>();
  for (const item of rows.items) {
    seen.add(item.id);
    compareItem(log, item, { offers: offered.get(item.id) ?? [], report });
  }
  for (const id of log.lives.itemIds()) if (!seen.has(id)) report('I1', `${id} is in the log and has no row.`);
  return violations;
}

function compareItem(log: LogCheck, item: ItemRow, at: { offers: readonly OfferRow[]; report: Report }): void {
  const { offers, report } = at;
  const { id, state } = item;
  const logged = log.lives.stateOf(id);
  if (logged !== state) report('I7', `${id} is ${state} in its row and ${logged ?? 'unknown'} in the log.`);
  if ((state === 'offered') !== offers.length > 0) report('I2', `${id} is ${state} with ${offers.length} open offers.`);
  const owned = state === 'assigned' || state === 'wrapping_up';
  if (owned && item.agentId === null) report('I1', `${id} is ${state} without an agent.`);
  const row = owned
    ? [[item.agentId, item.heldUnits ?? item.cost] as const]
    : offers.map(({ agentId, units }) => [agentId, units] as const);
  const told = log.interruptedBy(id);
  if (told !== item.interruptedBy)
    report('I3', `${id} is interrupted by ${item.interruptedBy} in its row and by ${told} in the log.`);
  const [byRow, byLog] = [holders(row), holders([...log.holdOf(id)])];
  if (byRow !== byLog) report('I3', `${id} is held by ${byRow} in its row and by ${byLog} in the log.`);
}

function holders(of: readonly (readonly [agent: string | null, units: number])[]): string {
  const words = of.map(([agent, units]) => `${agent ?? 'nobody'} with ${units} units`);
  return words.length === 0 ? 'nobody' : words.sort().join(' and ');
}
