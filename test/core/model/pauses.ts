import type { Intent } from '../../../core/agent.ts';
import type { Event } from '../../../core/event.ts';
import { isOpen } from './hours.ts';
import type { Snapshot } from './snapshot.ts';
import type { Report } from './violation.ts';

/** An agent by her events alone. */
export interface Person {
  intent: string;
  connection: string;
  profile: string;
}

interface Witness {
  /** Before and after the commands of a batch. */
  readonly versions: readonly Snapshot[];
  readonly people: ReadonlyMap<string, Person>;
  readonly report: Report;
}

/** Who has paused what until when: nobody else gets it back, no clock wakes it early, and she is preferred when work comes to her at all. */
export class Pauses {
  private readonly open = new Map<string, { owner: string | null; until: number | null }>();

  follow(event: Event, at: Witness): void {
    const { item, details } = event;
    if (item === null) return;
    const pause = this.open.get(item);
    if (event.type === 'item.paused')
      this.open.set(item, { owner: event.agent, until: details.until as number | null });
    else if (event.type === 'item.released' && pause !== undefined) pause.owner = null;
    else if (event.type === 'item.resumed') {
      this.open.delete(item);
      if (pause !== undefined) judge(event, pause, at);
    } else if (event.type === 'item.cancelled' || event.type === 'item.transferred') this.open.delete(item);
  }
}

function judge(event: Event, { owner, until }: { owner: string | null; until: number | null }, at: Witness): void {
  const { item, details } = event;
  if (event.agent !== owner) at.report('I10', `${item} is resumed for ${event.agent}, but ${owner} paused it`);
  if (details.by === 'clock' && (until === null || until > event.at))
    at.report('I10', `${item} is woken at ${event.at}, but is paused until ${until}`);
  if (details.by === 'owner' || event.cause === 'assign') return;
  const scene = at.versions.find(({ configuration }) => configuration.version === event.configurationVersion);
  if (scene === undefined) return;
  const expected = comesTo(event, scene, owner === null ? undefined : at.people.get(owner))
    ? { agent: owner, until: event.at + scene.configuration.workstreams[event.workstream!]!.ownerPreferredForMs }
    : null;
  if (JSON.stringify(details.preferred) !== JSON.stringify(expected))
    at.report('I8', `${item} prefers ${JSON.stringify(details.preferred)}, not ${JSON.stringify(expected)}`);
}

/** Whether work like this comes to her at all at that moment, room apart. */
function comesTo(event: Event, { configuration }: Snapshot, person: Person | undefined): boolean {
  const profile = configuration.profiles[person?.profile ?? ''];
  if (person === undefined || profile === undefined || person.connection !== 'connected') return false;
  const channel = event.channel!;
  return (
    person.intent !== 'offline' &&
    profile.presence[person.intent as Intent].includes(channel) &&
    profile.channels[channel] !== undefined &&
    profile.queues[event.queue ?? ''] !== undefined &&
    isOpen(configuration, profile.shift, event.at)
  );
}
