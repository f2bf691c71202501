import { condition, defineSignal, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import { SEARCH } from '../workflows/messages.ts';

/** The least workflow with the same events as an item that is matched at once: one timer, two signals, two attributes, 17 events. */
export async function bareItem(): Promise<void> {
  const told = { accepted: false, completed: false };
  for (const name of ['accepted', 'completed'] as const) {
    setHandler(defineSignal(name), () => {
      told[name] = true;
    });
  }
  await condition(() => told.accepted, '15 minutes');
  upsertSearchAttributes([{ key: SEARCH.state, value: 'assigned' }]);
  await condition(() => told.completed);
  upsertSearchAttributes([{ key: SEARCH.state, value: 'closed' }]);
}
