import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as apply } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
const LOCK = 7_070;

/**
 * Brings the schema up to date, on one connection under a session lock: two processes may call it at once.
 * A lease row that is missing is made anew where the log ends.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 });
  try {
    await sql`select pg_advisory_lock(${LOCK})`;
    await apply(drizzle(sql), { migrationsFolder: FOLDER });
    await sql`
      insert into engine_lease (name, epoch, holder, address, seq, now, incarnation, expires_at)
      select 'engine', 0, '', '', coalesce(max(seq), 0), coalesce(max(at), 'epoch'), 1, 'epoch' from event
      on conflict (name) do nothing`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
