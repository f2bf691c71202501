import type { Agent } from '../agent.ts';
import type { Item } from '../item.ts';
import type { Configuration } from './compiled.ts';
import type { ConfigurationFinding } from './findings.ts';

export interface InUse {
  readonly agents: Iterable<Pick<Agent, 'id' | 'profile' | 'skills' | 'groups'>>;
  readonly items: Iterable<Pick<Item, 'id' | 'queue' | 'channel' | 'workstream' | 'requirements'>>;
}

type Section = 'queues' | 'channels' | 'workstreams' | 'profiles' | 'skills' | 'groups';

/** Who still uses something that the next version lacks. */
interface Loss {
  readonly thing: string;
  readonly items: string[];
  readonly agents: string[];
}

/** Whether the next version has all that the one before has, so that it can orphan nothing of what was in use under that. */
export function keepsAll(before: Configuration, next: Configuration): boolean {
  const sections = Object.keys(WORD) as Section[];
  const isKept = sections.every((section) =>
    Object.keys(before[section]).every((name) => Object.hasOwn(next[section], name)),
  );
  return (
    isKept &&
    Object.entries(before.skills).every(([name, { levels }]) => levels.length <= next.skills[name]!.levels.length)
  );
}

/** What open items and agents still use and the next version no longer has: one finding a missing thing, with counts. */
export function orphans(next: Configuration, used: InUse): ConfigurationFinding[] {
  const losses = new Losses(next);
  for (const { id, queue, channel, workstream, requirements } of used.items) {
    const user = { kind: 'items', id } as const;
    if (queue !== null) losses.need('queues', queue, user);
    losses.need('channels', channel, user);
    losses.need('workstreams', workstream, user);
    losses.levels(requirements.skills, ({ level }) => level, user);
    for (const group of requirements.groups) losses.need('groups', group, user);
  }
  for (const { id, profile, skills, groups } of used.agents) {
    const user = { kind: 'agents', id } as const;
    losses.need('profiles', profile, user);
    losses.levels(skills, (level) => level, user);
    for (const group of groups) losses.need('groups', group, user);
  }
  return losses.findings();
}

interface User {
  readonly kind: 'items' | 'agents';
  readonly id: string;
}

class Losses {
  private readonly next: Configuration;
  private readonly found = new Map<string, Loss>();

  constructor(next: Configuration) {
    this.next = next;
  }

  need(section: Section, name: string, user: User): void {
    if (Object.hasOwn(this.next[section], name)) return;
    this.add(`/${section}/${name}`, `${WORD[section]} ${name}`, user);
  }

  /** An item that asks for a level which nobody can have any longer would wait for ever. */
  levels<T>(skills: Readonly<Record<string, T>>, levelOf: (of: T) => number, user: User): void {
    for (const skill in skills) {
      const level = levelOf(skills[skill]!);
      if (!Object.hasOwn(this.next.skills, skill)) this.need('skills', skill, user);
      else if (level > this.next.skills[skill]!.levels.length)
        this.add(`/skills/${skill}/levels`, `Level ${level} of skill ${skill}`, user);
    }
  }

  findings(): ConfigurationFinding[] {
    return [...this.found].map(([pointer, { thing, items, agents }]) => {
      const users = [counted(items, 'open item'), counted(agents, 'agent')].filter((text) => text !== null);
      return {
        code: 'orphaned',
        pointer,
        detail: `${thing} still has ${users.join(' and ')}; move them before removing it.`,
      };
    });
  }

  private add(pointer: string, thing: string, user: User): void {
    const loss = this.found.get(pointer) ?? { thing, items: [], agents: [] };
    loss[user.kind].push(user.id);
    this.found.set(pointer, loss);
  }
}

const WORD: Readonly<Record<Section, string>> = {
  queues: 'Queue',
  channels: 'Channel',
  workstreams: 'Workstream',
  profiles: 'Profile',
  skills: 'Skill',
  groups: 'Group',
};

const counted = (ids: readonly string[], noun: string): string | null =>
  ids.length === 0 ? null : `${ids.length} ${noun}${ids.length === 1 ? '' : 's'} (first ${ids[0]})`;
