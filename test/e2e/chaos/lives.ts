import type { TemporalClient } from '../../../engine/temporal/connection.ts';
import { type Item, pause } from './item.ts';

/** What becomes of one item. */
export interface Life {
  readonly name: string;
  readonly create: () => Record<string, unknown>;
  readonly live: (item: Item, temporal: TemporalClient) => Promise<void>;
  readonly end: 'closed' | 'expired' | 'scheduled';
  /** It takes a clock of Temporal's, or of the sweeper's where Temporal is away. */
  readonly clocked: boolean;
}

const instant = (inMs: number): string => new Date(Date.now() + inMs).toISOString();
const SOON_MS = 2_000;
const YEAR_MS = 365 * 86_400_000;

/** Offered, accepted and completed, by the API alone. */
export const ANSWERED: Life = {
  name: 'answered',
  create: () => ({ workstream: 'chat' }),
  live: (item) => item.work(),
  end: 'closed',
  clocked: false,
};

/** Its first offer is left to end. */
const UNANSWERED: Life = {
  ...ANSWERED,
  name: 'unanswered',
  create: () => ({ workstream: 'hasty' }),
  live: async (item) => {
    await item.until(() => item.offer !== null);
    const { offer } = item;
    await item.until(() => item.offer !== offer);
    await item.work();
  },
  clocked: true,
};

/** Its wrap-up is left to end. */
const WRAPPED: Life = {
  ...ANSWERED,
  name: 'wrapped',
  create: () => ({ workstream: 'wrapped' }),
  live: async (item) => {
    await item.accept();
    await item.act('complete');
    await item.until(() => item.state === 'closed');
  },
  clocked: true,
};

/** For later. */
const SCHEDULED: Life = {
  ...ANSWERED,
  name: 'scheduled',
  create: () => ({ workstream: 'chat', notBefore: instant(SOON_MS) }),
  live: async (item) => {
    await item.until(() => item.state !== 'scheduled');
    await item.work();
  },
  clocked: true,
};

/** Nobody may have it before an escalation drops what it requires. */
const ESCALATED: Life = { ...ANSWERED, name: 'escalated', create: () => ({ workstream: 'steep' }), clocked: true };

/** Laid aside for a while, and taken up again when its time has come. */
const PAUSED: Life = {
  ...ANSWERED,
  name: 'paused',
  live: async (item) => {
    await item.accept();
    while (item.state === 'assigned') {
      await item.act('pause', { until: instant(SOON_MS) });
      if (item.state === 'assigned') await item.read();
    }
    await item.until(() => item.state !== 'paused');
    await item.work();
  },
  clocked: true,
};

/** A call-back for later: the first call reaches nobody, the second one does. */
const CALLED_BACK: Life = {
  ...ANSWERED,
  name: 'called back',
  create: () => ({ workstream: 'calls', notBefore: instant(SOON_MS) }),
  live: async (item) => {
    for (const outcome of ['no_answer', 'reached']) {
      await item.until(() => item.state !== 'scheduled');
      await item.accept();
      await item.act('attempts', { outcome });
      await item.read();
    }
    await item.work();
  },
  clocked: true,
};

/** Waits too long where nobody works, and is sent on. */
const OVERFLOWED: Life = { ...ANSWERED, name: 'overflowed', create: () => ({ workstream: 'crowded' }), clocked: true };

/** What was promised of it is not kept. */
const PROMISED: Life = {
  ...ANSWERED,
  name: 'promised',
  create: () => ({ workstream: 'promised' }),
  live: async (item) => {
    await item.accept();
    while (!(await item.hasEvent('item.target_breached'))) await pause(AGAIN_MS);
    await item.work();
  },
  clocked: true,
};

/** Nobody ever comes for it. */
const BRIEF: Life = {
  name: 'brief',
  create: () => ({ workstream: 'brief' }),
  live: (item) => item.until(() => item.state === 'expired'),
  end: 'expired',
  clocked: true,
};

/** Stays open until after the kills: what a workflow waits for longest. */
const STANDING: Life = {
  name: 'standing',
  create: () => ({ workstream: 'chat', notBefore: instant(YEAR_MS) }),
  live: async () => undefined,
  end: 'scheduled',
  clocked: false,
};

/** Accepted and completed by signals to its workflow, which are repeated while nothing comes of them. */
const COMMANDED: Life = {
  ...ANSWERED,
  name: 'commanded',
  live: async (item, temporal) => {
    await command(item, { name: 'accept', temporal, while: ['waiting', 'offered'] });
    await command(item, { name: 'complete', temporal, while: ['assigned'] });
    await item.work();
  },
  clocked: true,
};

/** Loses its workflow, and is not worked on before it has another. */
const ORPHANED: Life = {
  ...ANSWERED,
  name: 'orphaned',
  live: async (item, temporal) => {
    await terminate(item, temporal);
    await item.accept();
    while (!(await item.hasEvent('repair.workflow'))) await pause(AGAIN_MS);
    await item.work();
  },
};

/** Callers go through them in this order, each from another one on. */
export const LIVES: readonly Life[] = [
  ANSWERED,
  UNANSWERED,
  WRAPPED,
  ANSWERED,
  SCHEDULED,
  COMMANDED,
  ANSWERED,
  ESCALATED,
  PAUSED,
  CALLED_BACK,
  BRIEF,
  OVERFLOWED,
  PROMISED,
  ORPHANED,
  STANDING,
];

const AGAIN_MS = 200;
/** How long a signal may take before it counts as lost. */
const SIGNAL_MS = 3_000;

async function command(
  item: Item,
  { name, temporal, while: before }: { name: string; temporal: TemporalClient; while: readonly string[] },
): Promise<void> {
  const { client, call } = temporal;
  while (before.includes(item.state)) {
    await call(() => client.workflow.getHandle(item.id).signal(name, {})).catch(() => pause(AGAIN_MS));
    const lost = performance.now() + SIGNAL_MS;
    await item.until(() => !before.includes(item.state) || performance.now() > lost);
  }
}

/** As an operator would; the workflow may not have begun yet, Temporal may be away, and an answer may be lost. */
async function terminate({ id }: Item, { client, call }: TemporalClient): Promise<void> {
  const handle = client.workflow.getHandle(id);
  for (;;) {
    try {
      if ((await call(() => handle.describe())).status.name === 'TERMINATED') return;
      await call(() => handle.terminate('by the test'));
    } catch {
      await pause(AGAIN_MS);
    }
  }
}
