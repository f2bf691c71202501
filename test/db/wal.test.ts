import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, startServer } from '../../bench/installation.ts';
import { bytesOf, type LedgerLine, ofState, walOfALife } from '../../bench/wal.ts';

/** Of state rows, offers, agents and the fence, with their indexes: docs/decisions/0002. */
const MOST_BYTES = 900;
/** A page that splits is a record more, now and then. */
const ABOUT_ONE = 0.05;

let server: Server;
let ledger: LedgerLine[];

beforeAll(async () => {
  server = await startServer();
  ledger = await walOfALife(server, { warmUp: 6, counted: 6 });
}, 120_000);
afterAll(() => server.stop());

const line = (relation: string): LedgerLine => ledger.find((one) => one.relation === relation)!;

describe('the WAL of a life from create to complete, 128 at a time', () => {
  it(`takes at most ${MOST_BYTES} bytes for what decides`, () => {
    expect(bytesOf(ofState(ledger))).toBeLessThanOrEqual(MOST_BYTES);
  });

  it('is told by relation, with nothing left out and no page image', () => {
    expect(ledger.map(({ relation }) => relation)).toEqual(expect.arrayContaining(['event', 'work_item_payload']));
    expect(ofState(ledger).map(({ owner }) => owner)).toEqual(
      expect.arrayContaining(['work_item', 'offer', 'agent', 'engine_lease']),
    );
    expect(ledger.map(({ images }) => images).filter((images) => images > 0)).toEqual([]);
    expect(ledger.map(({ relation }) => relation)).not.toContain('?');
  });

  it.each([
    'work_item_open',
    'work_item_closed',
    'offer_item_id_id_pk',
    'work_item_external',
    'work_item_payload_pkey',
  ])('writes each index once: %s', (index) => {
    expect(Math.abs(line(index).records - 1)).toBeLessThan(ABOUT_ONE);
  });

  it('writes the item three times, the offer twice and what people wrote once', () => {
    const written = ['work_item', 'offer', 'work_item_payload'].map((table) => Math.floor(line(table).records));
    expect(written).toEqual([3, 2, 1]);
  });
});
