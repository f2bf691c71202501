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
  readonly section: Section;
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
    this.add({ section, pointer: `/${section}/${name}`, thing: `${WORD[section]} ${name}` }, user);
  }

  /** An item that asks for a level which nobody can have any longer would wait for ever. */
  levels<T>(skills: Readonly<Record<string, T>>, levelOf: (of: T) => number, user: User): void {
    for (const skill in skills) {
      const level = levelOf(skills[skill]!);
      if (!Object.hasOwn(this.next.skills, skill)) this.need('skills', skill, user);
      else if (level > this.next.skills[skill]!.levels.length)
        this.add(
          { section: 'skills', pointer: `/skills/${skill}/levels`, thing: `Level ${level} of skill ${skill}` },
          user,
        );
    }
  }

  findings(): ConfigurationFinding[] {
    return [...this.found].map(([pointer, { section, thing, items, agents }]) => {
      const kinds = [
        ...(items.length > 0 ? (['items'] as const) : []),
        ...(agents.length > 0 ? (['agents'] as const) : []),
      ];
      const users = { items: counted(items, 'open item'), agents: counted(agents, 'agent') };
      const has = kinds.map((kind) => users[kind]).join(' and ');
      const first = kinds.map((kind) => FIRST[kind][section]).join(' and ');
      return { code: 'orphaned', pointer, detail: `${thing} still has ${has}: ${first} before removing it.` };
    });
  }

  private add({ section, pointer, thing }: { section: Section; pointer: string; thing: string }, user: User): void {
    const loss = this.found.get(pointer) ?? { section, thing, items: [], agents: [] };
    loss[user.kind].push(user.id);
    this.found.set(pointer, loss);
  }
}

/** What to do about those who still use something. */
const FIRST: Readonly<Record<User['kind'], Readonly<Record<Section, string>>>> = {
  items: {
    queues: 'transfer the items',
    channels: 'complete or cancel the items',
    workstreams: 'complete or cancel the items',
    profiles: 'complete or cancel the items',
    skills: 'change what the items ask for',
    groups: 'change what the items ask for',
  },
  agents: {
    queues: 'change the agents',
    channels: 'change the agents',
    workstreams: 'change the agents',
    profiles: 'give the agents another',
    skills: 'change the skills of the agents',
    groups: 'take the agents out of it',
  },
};

const WORD: Readonly<Record<Section, string>> = {
  queues: 'Queue',
  channels: 'Channel',
  workstreams: 'Workstream',
  profiles: 'Profile',
  skills: 'Skill',
  groups: 'Group',
};

const counted = (ids: readonly string[], noun: string): string =>
  `${ids.length} ${noun}${ids.length === 1 ? '' : 's'} (first ${ids[0]})`;
