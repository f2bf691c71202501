import type { AlertReason } from './alerts.ts';
import type { Workstream } from './configuration/compiled.ts';
import { consultsOf } from './consult.ts';
import { byText } from './order.ts';
import type { ItemView } from './outcome.ts';
import { pausedOf } from './paused.ts';
import { itemView } from './view.ts';
import type { World } from './world.ts';

export interface WorkView extends ItemView {
  /** What its agent has been alerted of and is still so; `most_urgent` is that of what she has in hand and is not done with. */
  readonly alerts: readonly AlertReason[];
}

export interface WorkList {
  /** What she is asked for, has and has paused, and the consults that she has asked for: the most urgent first, by keys that change only where something happens. */
  readonly items: readonly WorkView[];
  /** By their workstreams how they are wrapped up. */
  readonly wrapUps: Readonly<Record<string, NonNullable<Workstream['wrapUp']>>>;
}

export function workList(world: World, agentId: string): WorkList {
  const inHands = [...(world.holdings.get(agentId)?.keys() ?? [])].map((id) => world.items.get(id)!);
  const own = [...inHands, ...pausedOf(world, agentId)];
  const views = [...own, ...own.flatMap(({ id }) => consultsOf(world, id))]
    .map((item) => itemView(world, item))
    .sort((a, b) => (a.key ?? 0) - (b.key ?? 0) || byText(a.id, b.id));
  const hers = new Set(own.map(({ id }) => id));
  const first = views.find(({ id, state }) => hers.has(id) && (state === 'offered' || state === 'assigned'));
  const interrupting = new Set(views.map(({ interruptedBy }) => interruptedBy));
  const items = views.map((view) => ({ ...view, alerts: alertsOf(view, { isFirst: view === first, interrupting }) }));
  const wrapUps = [...new Set(items.map(({ workstream }) => workstream))].flatMap((name) => {
    const wrapUp = world.configuration.workstreams[name]?.wrapUp ?? null;
    return wrapUp === null ? [] : [[name, wrapUp] as const];
  });
  return { items, wrapUps: Object.fromEntries(wrapUps) };
}

function alertsOf(
  { id, targets }: ItemView,
  at: { isFirst: boolean; interrupting: ReadonlySet<string | null> },
): AlertReason[] {
  const isNear = Object.values(targets).some(({ stage }) => stage === 'warned');
  return [
    ...(isNear ? (['about_to_breach'] as const) : []),
    ...(at.isFirst ? (['most_urgent'] as const) : []),
    ...(at.interrupting.has(id) ? (['interrupting'] as const) : []),
  ];
}
