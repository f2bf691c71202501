import postgres from 'postgres';
import { uuidv7 } from 'uuidv7';
import { agentIds, germanLevel, newItem, UNITS } from './installation.ts';
import { ACCEPT, COMPLETE, CREATE, SCHEMA } from './rival-statements.ts';

/** Connections: more brought no more on two cores. */
const CONNECTIONS = 16;
/** Agents whose row somebody else has locked are skipped, so that with everybody locked an item may find nobody: asked again. */
const AGAIN_MS = 2;

/**
 * The usual way to do the same: PostgreSQL decides, in one statement a step, which is one transaction. Counters of free units on the
 * agents' rows, `skip locked` instead of waiting, an index on what waits, and the same events and explanations.
 */
export interface Rival {
  /** One item from creation to close. */
  readonly live: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startRival(url: string): Promise<Rival> {
  const sql = postgres(url, { max: CONNECTIONS, onnotice: () => undefined });
  await sql.unsafe(SCHEMA);
  await sql`insert into rival.agent ${sql(agentIds.map((id) => ({ id, skills: { german: germanLevel(id) }, capacity: UNITS, free: UNITS })) as never)}`;
  await sql`analyze rival.agent`;
  const ask = async <Row>(text: string, parameters: (string | number)[]): Promise<Row | undefined> => {
    const [row] = await sql.unsafe(text, parameters, { prepare: true });
    return row as Row | undefined;
  };
  const create = async (): Promise<{ item: string; offer: string }> => {
    const { id, externalId, source, subject, customerRef } = newItem();
    const made = { item: id.slice(3), offer: uuidv7() };
    const facts = [made.item, source!, externalId!, subject!, customerRef!, made.offer, `cm_${uuidv7()}`];
    for (;;) {
      if ((await ask(CREATE, facts)) !== undefined) return made;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  };
  return {
    live: async () => {
      const { item, offer } = await create();
      if ((await ask(ACCEPT, [offer, `cm_${uuidv7()}`])) === undefined)
        throw new Error('the offer could not be accepted');
      if ((await ask(COMPLETE, [item, uuidv7(), `cm_${uuidv7()}`])) === undefined) throw new Error('not completed');
    },
    stop: () => sql.end({ timeout: 2 }),
  };
}
