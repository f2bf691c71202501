import type { NewItem } from '../command.ts';
import type { Configuration, Workstream } from '../configuration/compiled.ts';
import type { Item, Requirements } from '../item.ts';
import { addItem, externalKey } from '../mutate.ts';
import { type Finding, type Outcome, refuse } from '../outcome.ts';
import { emit, type World } from '../world.ts';
import { enqueue } from './queueing.ts';

const YEAR_MS = 31_557_600_000;
const MAX_AHEAD_MS = 10 * YEAR_MS;

/** Takes an item in: the same source and external id give the item that is there. */
export function create(world: World, input: NewItem): Outcome {
  const known =
    input.externalId === null ? undefined : world.externalIds.get(externalKey(input.source, input.externalId));
  const existing = known === undefined ? undefined : world.items.get(known);
  if (existing !== undefined) return { kind: 'item', created: false, item: existing };
  const findings: Finding[] = [];
  const chosen = chooseWorkstream(world.configuration, input, findings);
  checkReferences(world, input.requirements, findings);
  checkQueue(world.configuration, input.queue, findings);
  checkInstant(input.notBefore, world.work.now, findings);
  if (chosen === null || findings.length > 0) return refuse('invalid', sentence(findings), { findings });
  const item = newItem(world, input, chosen);
  addItem(world, item);
  emit(world, 'item.created', { item, details: { priority: item.priority, cost: item.cost } });
  if (item.state !== 'scheduled') enqueue(world, item, { reason: 'new' });
  return { kind: 'item', created: true, item };
}

export const sentence = (findings: readonly Finding[]): string => findings.map((finding) => finding.detail).join(' ');

function chooseWorkstream(
  configuration: Configuration,
  input: NewItem,
  findings: Finding[],
): { name: string; workstream: Workstream } | null {
  const all = Object.entries(configuration.workstreams);
  if (input.workstream !== null) {
    const found = Object.hasOwn(configuration.workstreams, input.workstream)
      ? configuration.workstreams[input.workstream]
      : undefined;
    if (found === undefined)
      findings.push({
        pointer: '/workstream',
        detail: unknown('workstream', input.workstream, configuration.workstreams),
      });
    else if (input.channel !== null && input.channel !== found.channel) {
      findings.push({
        pointer: '/channel',
        detail: `Workstream ${input.workstream} takes channel ${found.channel}, not ${input.channel}.`,
      });
    } else return { name: input.workstream, workstream: found };
    return null;
  }
  if (input.channel === null) {
    findings.push({ pointer: '/channel', detail: 'Name a channel or a workstream.' });
    return null;
  }
  const fitting = all.filter(([, one]) => one.channel === input.channel);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return { name: only[0], workstream: only[1] };
  findings.push(
    only === undefined
      ? {
          pointer: '/channel',
          detail: unknown('channel', input.channel, Object.fromEntries(all.map(([, one]) => [one.channel, one]))),
        }
      : {
          pointer: '/workstream',
          detail: `Channel ${input.channel} has several workstreams (${fitting.map(([name]) => name).join(', ')}): name one.`,
        },
  );
  return null;
}

const unknown = (kind: string, name: string, known: object): string =>
  `There is no ${kind} ${JSON.stringify(name.slice(0, 80))}; known: ${Object.keys(known).sort().join(', ') || 'none'}.`;

export function checkQueue(configuration: Configuration, queue: string | null, findings: Finding[]): void {
  if (queue !== null && !Object.hasOwn(configuration.queues, queue)) {
    findings.push({ pointer: '/queue', detail: unknown('queue', queue, configuration.queues) });
  }
}

export function checkReferences(world: World, requirements: Requirements, findings: Finding[]): void {
  const { skills, groups } = world.configuration;
  for (const [skill, need] of Object.entries(requirements.skills)) {
    const pointer = `/requirements/${skill}`;
    const known = Object.hasOwn(skills, skill) ? skills[skill] : undefined;
    if (known === undefined) findings.push({ pointer, detail: unknown('skill', skill, skills) });
    else if (!Number.isInteger(need.level) || need.level < 1 || need.level > known.levels.length) {
      findings.push({ pointer, detail: `Skill ${skill} has levels 1 to ${known.levels.length}, not ${need.level}.` });
    }
  }
  for (const group of requirements.groups) {
    if (!Object.hasOwn(groups, group))
      findings.push({ pointer: '/requirements/groups', detail: unknown('group', group, groups) });
  }
  if (requirements.agent !== null && !world.agents.has(requirements.agent)) {
    findings.push({
      pointer: '/requirements/agent',
      detail: `There is no agent ${JSON.stringify(requirements.agent.slice(0, 80))}.`,
    });
  }
}

export function checkInstant(notBefore: number | null, now: number, findings: Finding[]): void {
  if (notBefore !== null && notBefore - now > MAX_AHEAD_MS) {
    findings.push({ pointer: '/notBefore', detail: 'notBefore may be at most ten years ahead.' });
  }
}

function newItem(world: World, input: NewItem, { name, workstream }: { name: string; workstream: Workstream }): Item {
  const { now } = world.work;
  const later = input.notBefore !== null && input.notBefore > now;
  return {
    id: input.id,
    rev: 1,
    source: input.source,
    externalId: input.externalId,
    channel: workstream.channel,
    workstream: name,
    queue: input.queue ?? workstream.queue,
    state: later ? 'scheduled' : 'needs_attention',
    priority: input.priority ?? 0,
    raised: 0,
    cost: workstream.cost,
    requirements: { ...input.requirements, skills: { ...workstream.requirements, ...input.requirements.skills } },
    relaxed: false,
    escalationStep: 0,
    ladderFrom: 0,
    flags: [],
    agentId: null,
    manual: false,
    backOffs: {},
    createdAt: now,
    enqueuedAt: null,
    waitingSince: null,
    offeredAt: null,
    assignedAt: null,
    completedAt: null,
    closedAt: null,
    notBefore: input.notBefore,
    dueAt: input.dueAt,
    nextEscalationAt: null,
    wrapUpEndsAt: null,
    timeToLiveEndsAt:
      workstream.timeToLiveMs === null ? null : (later ? input.notBefore! : now) + workstream.timeToLiveMs,
    configurationVersion: world.configuration.version,
    payload: {
      subject: input.subject,
      customerRef: input.customerRef,
      attributes: { ...input.attributes },
      outcome: null,
      note: null,
    },
  };
}
