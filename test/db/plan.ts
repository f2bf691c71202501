import type { Database } from '../../db/client.ts';

export interface Plan {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Plan[];
}

/** How PostgreSQL carried out the one statement of `work`, which gets no answer to it. */
export async function planOf(db: Database, work: (explained: Database) => Promise<unknown>): Promise<Plan> {
  let plan: Plan | undefined;
  const unsafe = async (text: string, parameters: string[]): Promise<unknown[]> => {
    const [row] = await db.sql.unsafe(`explain (analyze, format json) ${text}`, parameters);
    plan = (row!['QUERY PLAN'] as [{ Plan: Plan }])[0].Plan;
    return [];
  };
  await work({ ...db, sql: { unsafe } as unknown as Database['sql'] }).catch(() => undefined);
  if (plan === undefined) throw new Error('nothing was asked of PostgreSQL');
  return plan;
}

/** Rows that a plan looked at, kept or not. */
export const looked = (plan: Plan): number =>
  plan['Actual Loops'] *
    (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Join Filter'] ?? 0)) +
  (plan.Plans ?? []).map(looked).reduce((a, b) => a + b, 0);
