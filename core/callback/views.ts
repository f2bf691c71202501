import { isTimeZone } from '../configuration/document/forms.ts';
import { type Refusal, refuse } from '../outcome.ts';
import { blankItem } from '../verbs/create.ts';
import type { World } from '../world.ts';
import { wallText } from './asked.ts';
import { bookedIn } from './bookings.ts';
import { gridFor, hoursFor } from './hours.ts';
import { slotsFrom } from './slots.ts';

const DAY_MS = 86_400_000;
const USUAL_MS = 7 * DAY_MS;
const LONGEST_MS = 31 * DAY_MS;

export interface SlotsAsked {
  readonly workstream: string;
  /** Whose hours count; `null`: of the queue that an item goes to of which nothing is known. */
  readonly queue: string | null;
  /** Epoch milliseconds; `null`: now, and a week later. */
  readonly from: number | null;
  readonly until: number | null;
  /** Only what comes after it. */
  readonly after: number | null;
  readonly timeZone: string | null;
  readonly most: number;
}

export interface SlotsView {
  readonly timeZone: string;
  readonly slots: readonly { readonly at: number; readonly local: string; readonly left: number }[];
}

/** The slots of a workstream that have not begun, in order. `now`: epoch milliseconds. */
export function slotsView(world: World, asked: SlotsAsked, now: number): SlotsView | Refusal {
  const refused = refuseAsked(world, asked, now);
  if (refused !== null) return refused;
  const { workstream } = asked;
  const slots = world.configuration.workstreams[workstream]!.callback!.slots!;
  const from = Math.max(asked.from ?? now, now + 1, (asked.after ?? 0) + 1);
  const until = untilOf(asked, now);
  const { calendar } = hoursFor(world, blankItem(world, { workstream, queue: asked.queue }), from);
  const grid = gridFor(world, calendar, slots);
  const timeZone = asked.timeZone ?? grid.calendar.timeZone;
  const found: SlotsView['slots'][number][] = [];
  for (const at of slotsFrom(grid, from)) {
    if (at >= until || found.length === asked.most) break;
    const left = slots.atMost - bookedIn(world, workstream, { from: at, to: at + slots.everyMs });
    found.push({ at, local: wallText(at, timeZone), left: Math.max(0, left) });
  }
  return { timeZone, slots: found };
}

const untilOf = ({ from, until }: SlotsAsked, now: number): number => until ?? Math.max(from ?? now, now) + USUAL_MS;

function refuseAsked({ configuration }: World, asked: SlotsAsked, now: number): Refusal | null {
  const { workstream: name, queue, from, timeZone } = asked;
  const workstream = Object.hasOwn(configuration.workstreams, name) ? configuration.workstreams[name] : undefined;
  if (workstream === undefined) return refuse('not_found', `There is no workstream ${name.slice(0, 80)}.`);
  const invalid = (pointer: string, detail: string): Refusal => refuse('invalid', detail, { pointer });
  if ((workstream.callback?.slots ?? null) === null)
    return invalid(
      '',
      `Workstream ${name} has no slots to book: they are written as callback.slots in its configuration.`,
    );
  if (queue !== null && !Object.hasOwn(configuration.queues, queue))
    return invalid('/queue', `There is no queue ${queue.slice(0, 80)}.`);
  if (timeZone !== null && !isTimeZone(timeZone))
    return invalid(
      '/timeZone',
      `${JSON.stringify(timeZone.slice(0, 80))} is no IANA time zone such as Europe/Copenhagen.`,
    );
  const until = untilOf(asked, now);
  if (until <= (from ?? now)) return invalid('/to', 'to has to come after from.');
  if (until - Math.max(from ?? now, now) > LONGEST_MS)
    return invalid('/to', 'At most 31 days are shown at a time: ask again for what comes after them.');
  return null;
}
