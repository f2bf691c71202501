import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { type Explanation, explained } from './explained.ts';
import { read, readOrNull, remoteOf } from './remote.ts';
import { columns, heading, shortInstant, spokenMs } from './text.ts';

interface Agent {
  readonly id: string;
  readonly name: string;
  readonly profile: string;
  readonly groups: readonly string[];
  readonly skills: Readonly<Record<string, number>>;
  readonly presence: {
    readonly intent: string;
    readonly reason: string | null;
    readonly connection: string;
    readonly since: string;
  };
  readonly load: {
    readonly units: number;
    readonly held: { readonly offered: number; readonly active: number; readonly wrappingUp: number };
    readonly interrupted: number;
  };
  readonly idleSince: string | null;
}
interface Item {
  readonly id: string;
  readonly state: string;
  readonly interruptedBy: string | null;
  readonly channel: string;
  readonly queue: string | null;
  readonly urgency: { readonly waitedMs: number };
}
interface Work {
  readonly offers: readonly { readonly item: Item }[];
  readonly items: readonly Item[];
  readonly paused: readonly Item[];
}

/** Who an agent is, what she has, and why work does or does not come. @throws SignalboxError `not_found` for an unknown id */
export async function showAgent(given: string, settings: Settings, json: boolean): Promise<number> {
  const id = given.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
    throw new SignalboxError(
      'not_found',
      `${JSON.stringify(given.slice(0, 80))} is not the id of an agent: one looks like a01.`,
    );
  const remote = remoteOf(settings);
  const agent = await read<Agent>(remote, `/v1/agents/${id}`);
  const [work, explanation] = await Promise.all([
    read<Work>(remote, `/v1/agents/${id}/work`),
    readOrNull<Explanation>(remote, `/v1/agents/${id}/explanation`),
  ]);
  console.log(json ? JSON.stringify({ agent, work, explanation }, null, 2) : rendered(agent, work, explanation));
  return 0;
}

function rendered(agent: Agent, work: Work, explanation: Explanation | null): string {
  const { presence, load } = agent;
  const { offered, active, wrappingUp } = load.held;
  const used = offered + active + wrappingUp;
  const about = [
    ['name', agent.name],
    [
      'presence',
      `${presence.intent}${presence.reason === null ? '' : ` (${presence.reason})`} since ${shortInstant(presence.since)}`,
    ],
    ['connection', presence.connection],
    [
      'load',
      `${used} of ${load.units} units: ${offered} offered, ${active} active, ${wrappingUp} in wrap-up${load.interrupted === 0 ? '' : `; ${load.interrupted} interrupted`}`,
    ],
    ['idle since', agent.idleSince === null ? 'not idle' : shortInstant(agent.idleSince)],
    ['profile', [agent.profile, ...agent.groups.map((group) => `group ${group}`)].join(', ')],
    [
      'skills',
      Object.entries(agent.skills)
        .map(([skill, level]) => `${skill} ${level}`)
        .join(', ') || 'none',
    ],
  ];
  const held = [...work.offers.map((offer) => offer.item), ...work.items, ...work.paused].map((item) => [
    item.id,
    item.interruptedBy === null ? item.state.replaceAll('_', ' ') : 'interrupted',
    item.queue ?? '',
    item.channel,
    `waited ${spokenMs(item.urgency.waitedMs)}`,
  ]);
  const why = explanation === null ? [] : ['', heading('Why work comes, or does not'), explained(explanation)];
  return [
    heading(agent.id),
    columns(about),
    '',
    heading('Work'),
    held.length === 0 ? '  none' : columns(held),
    ...why,
  ].join('\n');
}
