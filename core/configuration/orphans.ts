import type { Agent } from '../agent.ts';
import type { Item } from '../item.ts';
import type { Finding } from '../outcome.ts';
import type { Configuration } from './compiled.ts';

export interface InUse {
  readonly agents: Iterable<Pick<Agent, 'id' | 'profile' | 'skills' | 'groups'>>;
  readonly items: Iterable<Pick<Item, 'id' | 'queue' | 'workstream' | 'requirements'>>;
}

/** What open items and agents still use and the next version no longer has: one finding a missing thing, with a count. */
export function orphans(next: Configuration, used: InUse): Finding[] {
  const missing = new Map<string, { kind: string; name: string; users: string[] }>();
  const need = (kind: string, at: { section: string; name: string; known: object; user: string }): void => {
    if (Object.hasOwn(at.known, at.name)) return;
    const pointer = `/${at.section}/${at.name}`;
    const entry = missing.get(pointer) ?? { kind, name: at.name, users: [] };
    entry.users.push(at.user);
    missing.set(pointer, entry);
  };
  for (const item of used.items) {
    const user = `item ${item.id}`;
    if (item.queue !== null) need('Queue', { section: 'queues', name: item.queue, known: next.queues, user });
    need('Workstream', { section: 'workstreams', name: item.workstream, known: next.workstreams, user });
    for (const skill of Object.keys(item.requirements.skills))
      need('Skill', { section: 'skills', name: skill, known: next.skills, user });
    for (const group of item.requirements.groups)
      need('Group', { section: 'groups', name: group, known: next.groups, user });
  }
  for (const agent of used.agents) {
    const user = `agent ${agent.id}`;
    need('Profile', { section: 'profiles', name: agent.profile, known: next.profiles, user });
    for (const skill of Object.keys(agent.skills))
      need('Skill', { section: 'skills', name: skill, known: next.skills, user });
    for (const group of agent.groups) need('Group', { section: 'groups', name: group, known: next.groups, user });
  }
  return [...missing].map(([pointer, { kind, name, users }]) => ({
    pointer,
    detail: `${kind} ${name} is still used by ${users.length} (first ${users[0]}): move them before you remove it.`,
  }));
}
