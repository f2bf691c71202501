import type { Item } from '../item.ts';
import type { Offer } from '../offer.ts';
import type { LogCheck } from './log-check.ts';
import type { Report, Violation } from './violation.ts';

type ItemRow = Pick<Item, 'id' | 'state' | 'agentId' | 'cost' | 'heldUnits'>;
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
  if ((state === 'offered' ? 1 : 0) !== offers.length)
    report('I2', `${id} is ${state} with ${offers.length} open offers.`);
  const owned = state === 'assigned' || state === 'wrapping_up';
  if (owned && item.agentId === null) report('I1', `${id} is ${state} without an agent.`);
  const [offer] = offers;
  if (offer !== undefined && offer.units !== unitsOf(item))
    report('I3', `Offer ${offer.id} holds ${offer.units} units, and the row of ${id} ${unitsOf(item)}.`);
  const row = owned
    ? held(item.agentId, unitsOf(item))
    : offer === undefined
      ? 'nobody'
      : held(offer.agentId, offer.units);
  const hold = log.holdOf(id);
  const told = hold === null ? 'nobody' : held(hold.agent, hold.units);
  if (row !== told) report('I3', `${id} is held by ${row} in its row and by ${told} in the log.`);
}

const unitsOf = ({ heldUnits, cost }: ItemRow): number => heldUnits ?? cost;
const held = (agent: string | null, units: number): string => `${agent ?? 'nobody'} with ${units} units`;
