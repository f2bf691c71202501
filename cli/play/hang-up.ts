import type { Ask } from './ask.ts';

/** The source of all played calls. */
export const SOURCE = 'anonbank';

const OPEN = ['waiting', 'offered', 'assigned', 'wrapping_up'] as const;
const MOST_PASSES = 5;

/** Callers whom nobody will answer any longer hang up: offers to them would cost the agents their presence. */
export async function hangUp(ask: Ask): Promise<void> {
  // An offer may end between two lists, so the end is a pass that finds nobody.
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    let found = 0;
    for (const state of OPEN) found += await hangUpIn(state, ask);
    if (found === 0) return;
  }
}

async function hangUpIn(state: (typeof OPEN)[number], ask: Ask): Promise<number> {
  const { status, body } = await ask('GET', `/v1/work-items?state=${state}&source=${SOURCE}&limit=200`);
  if (status !== 200) return 0;
  const verb = state === 'wrapping_up' ? 'close' : 'cancel';
  const { data } = body as { data: { id: string }[] };
  await Promise.all(data.map(({ id }) => ask('POST', `/v1/work-items/${id}/${verb}`, {})));
  return data.length;
}
