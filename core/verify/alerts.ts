import type { Replay } from './replay.ts';
import { type Scene, urgencyOf } from './rules.ts';
import type { LoggedEvent, Report } from './violation.ts';
import type { Work } from './work.ts';

/**
 * What agents are told of what is in their hands: of each warning, of a bump that makes an item their most urgent one, and of what they
 * have to leave something for; each once, right after its cause, and nothing else. An earlier release told nobody: judged from the first alert on.
 */
export class Alerts {
  private readonly replay: Replay;
  private readonly report: Report;
  private toldEver = false;
  private bump: { work: Work; warns: boolean; led: readonly string[] } | null = null;
  /** Item, agent and reason of what has to be told next. */
  private expected = new Set<string>();

  constructor(replay: Replay, report: Report) {
    this.replay = replay;
    this.report = report;
  }

  /** Before the event is followed, and after the one before it was. */
  judge(event: LoggedEvent): void {
    this.afterBump();
    if (event.type === 'agent.alerted') this.tell(event);
    else {
      this.end();
      this.expect(event);
    }
  }

  /** After the last event, too. */
  end(): void {
    this.afterBump();
    if (this.toldEver) for (const missing of this.expected) this.report('I6', `Nobody was told: ${missing}.`);
    this.expected.clear();
  }

  private tell({ item, agent, details }: LoggedEvent): void {
    this.toldEver = true;
    const told = wordsOf(item ?? '', agent ?? '', String(details['reason']));
    if (!this.expected.delete(told)) this.report('I6', `There is no cause to tell: ${told}.`);
  }

  private expect({ type, item, agent, details }: LoggedEvent): void {
    const { scene, works } = this.replay;
    const given = type === 'offer.made' || (type === 'item.assigned' && details['by'] === 'assign');
    if (given && details['interrupts'] !== undefined)
      this.expected.add(wordsOf(item ?? '', agent ?? '', 'interrupting'));
    const work = works.get(item ?? '');
    if (work === undefined || scene === null || !type.startsWith('item.target_')) return;
    this.bump = { work, warns: type === 'item.target_warned', led: this.leadsFor(scene, work) };
  }

  private afterBump(): void {
    const { bump } = this;
    const { scene } = this.replay;
    this.bump = null;
    if (bump === null || scene === null) return;
    const { work, warns, led } = bump;
    const owner = work.pausedBy === null ? [] : [work.pausedBy];
    for (const agent of warns ? [...work.held.keys(), ...owner] : [])
      this.expected.add(wordsOf(work.id, agent, 'about_to_breach'));
    for (const agent of this.leadsFor(scene, work))
      if (!led.includes(agent)) this.expected.add(wordsOf(work.id, agent, 'most_urgent'));
  }

  private leadsFor(scene: Scene, work: Work): string[] {
    const isLater = (other: Work): boolean => {
      const later = urgencyOf(scene, other) - urgencyOf(scene, work);
      return other === work || other.state === 'wrapping_up' || later > 0 || (later === 0 && other.id > work.id);
    };
    return [...work.held.keys()].filter((agent) =>
      [...(this.replay.people.get(agent)?.hands.values() ?? [])].every(isLater),
    );
  }
}

const wordsOf = (item: string, agent: string, reason: string): string => `${agent} of ${item}, ${reason}`;
