import { workstreamsFor } from '../classify/choose-workstream.ts';
import type { Intake } from '../classify/intake.ts';
import { type NewItem, NOTHING_SAID } from '../command.ts';
import type { Configuration, Workstream } from '../configuration/compiled.ts';
import type { Given, Item, Payload, Requirements } from '../item.ts';
import { addItem, externalKey } from '../mutate.ts';
import { type Finding, type Outcome, type Refusal, refuse } from '../outcome.ts';
import { sourceAfter } from '../recurrence/recurrence.ts';
import { livesUntil } from '../time-to-live.ts';
import { emit, type World } from '../world.ts';
import { type Classified, classified, place, recorded, sceneOf } from './intake.ts';
import { askedFor, newCallback, recordedCallback, refuseCallback } from './new-callback.ts';

const YEAR_MS = 31_557_600_000;
export const MAX_AHEAD_MS = 10 * YEAR_MS;

/** Takes an item in: the same source and external id give the item that is there. `first`: the one that it follows. */
export function create(world: World, input: NewItem, first: Item | null): Outcome {
  const { source, externalId } = input;
  const known = source === null || externalId === null ? null : world.externalIds.get(externalKey(source, externalId));
  const existing = world.items.get(known ?? '');
  if (existing !== undefined) return { kind: 'item', created: false, item: existing };
  const taken = takenIn(world, input, first);
  return 'kind' in taken ? taken : takeIn(world, taken);
}

type Taken = { readonly item: Item } & Pick<Classified, 'trace' | 'affinity'>;

/** An item that `takenIn` has made. */
export function takeIn(world: World, taken: Taken): Outcome {
  const { item } = taken;
  const start = item.state === 'scheduled' ? { notBefore: item.notBefore } : {};
  const details = { ...recorded(item, taken), ...start, ...recordedCallback(world, item) };
  addItem(world, item);
  const link = item.follows === null ? {} : { follows: item.follows };
  emit(world, 'item.created', { item, details: { ...details, ...link } });
  if (item.state !== 'scheduled') place(world, item, 'new');
  return { kind: 'item', created: true, item };
}

/** What an item would be taken in as, or why it would be refused; changes nothing. */
export function takenIn(world: World, given: NewItem, first: Item | null): Taken | Refusal {
  if (given.follows !== null && first === null) return unknownFirst(given.follows);
  const input = first === null ? withSource(given, given.source) : goingOn(given, first);
  if (input === null) return NO_SOURCE;
  const findings: Finding[] = [];
  const chosen = chooseWorkstream(world, input, findings);
  const when = askedFor(input, chosen, findings);
  checkReferences(world, input.requirements, findings);
  checkQueue(world.configuration, input.queue, findings);
  const starts = when === null ? {} : { [when.pointer.slice(1)]: when.at };
  checkInstants({ ...starts, dueAt: input.dueAt }, world.work.now, findings);
  if (chosen === null || findings.length > 0) return refuse('invalid', sentence(findings), { findings });
  const item = freshItem(world, { ...input, notBefore: when?.at ?? null }, chosen);
  const refused = refuseCallback(world, item, { when, allowDuplicate: input.booking?.allowDuplicate ?? false });
  if (refused !== null) return refused;
  const { change, ...how } = classified(world, item);
  return { item: { ...item, ...change }, ...how };
}

/** As it would wait if it came in now. */
export const entering = ({ work: { now } }: World, item: Item): Item => ({
  ...item,
  state: 'waiting',
  enqueuedAt: now,
  waitingSince: now,
});

/** An item of which nothing is known but where it comes in; `workstream` is one that there is. */
export const blankItem = (world: World, { workstream, queue }: { workstream: string; queue: string | null }): Item =>
  freshItem(
    world,
    { ...NOTHING_SAID, id: '', source: '', queue, workstream },
    { name: workstream, workstream: world.configuration.workstreams[workstream]! },
  );

const NO_SOURCE = refuse('invalid', 'Name the source of the item.', { pointer: '/source' });

export const unknownFirst = (id: string): Refusal =>
  refuse('invalid', `There is no item ${id.slice(0, 80)} to follow.`, { pointer: '/follows' });

/** What a follow-up is, where nothing is said of it: for the same customer, from the same source, in the same workstream. */
function goingOn(given: NewItem, first: Item): Sourced | null {
  const workstream = given.workstream ?? (given.channel === null ? first.workstream : null);
  const customerRef = given.customerRef ?? first.payload.customerRef;
  // An external id is one of a source that was named.
  const source = given.source ?? (given.externalId === null ? sourceAfter(first.source) : null);
  return withSource({ ...given, workstream, customerRef }, source);
}

export type Sourced = NewItem & { readonly source: string };
const withSource = (given: NewItem, source: string | null): Sourced | null =>
  source === null ? null : { ...given, source };

export const sentence = (findings: readonly Finding[]): string => findings.map((finding) => finding.detail).join(' ');

interface Chosen {
  readonly name: string;
  readonly workstream: Workstream;
}

/** The one that is named, or the one whose intake condition holds, or the only one of the channel. */
function chooseWorkstream(world: World, input: Sourced, findings: Finding[]): Chosen | null {
  if (input.workstream !== null) return namedWorkstream(world.configuration, input, findings);
  if (input.channel === null) {
    findings.push({ pointer: '/channel', detail: 'Name a channel or a workstream.' });
    return null;
  }
  const { workstreams } = world.configuration;
  const names = workstreamsFor(intakeOf(world, input, input.channel), sceneOf(world));
  const [name] = names;
  if (name !== undefined && names.length === 1) return { name, workstream: workstreams[name]! };
  const channels = Object.fromEntries(Object.values(workstreams).map((one) => [one.channel, one]));
  if (!Object.hasOwn(channels, input.channel))
    findings.push({ pointer: '/channel', detail: unknown('channel', input.channel, channels) });
  else if (name === undefined)
    findings.push({ pointer: '', detail: `No workstream of channel ${input.channel} takes this item in: name one.` });
  else {
    const detail = `Channel ${input.channel} has several workstreams (${names.join(', ')}): name one.`;
    findings.push({ pointer: '/workstream', detail });
  }
  return null;
}

function namedWorkstream({ workstreams }: Configuration, input: NewItem, findings: Finding[]): Chosen | null {
  const name = input.workstream!;
  const workstream = Object.hasOwn(workstreams, name) ? workstreams[name] : undefined;
  if (workstream === undefined) {
    findings.push({ pointer: '/workstream', detail: unknown('workstream', name, workstreams) });
    return null;
  }
  if (input.channel === null || input.channel === workstream.channel) return { name, workstream };
  const detail = `Workstream ${name} takes channel ${workstream.channel}, not ${input.channel}.`;
  findings.push({ pointer: '/channel', detail });
  return null;
}

const givenOf = ({ priority, queue, requirements, dueAt }: NewItem): Given => ({
  priority: priority ?? 0,
  queue,
  requirements,
  dueAt,
});

const intakeOf = (world: World, input: Sourced, channel: string): Intake => ({
  ...input,
  channel,
  workstream: '',
  createdAt: world.work.now,
  given: givenOf(input),
});

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

/** Whatever is waited for lies within what a timer can wait for. */
export function checkInstants(
  instants: Readonly<Record<string, number | null>>,
  now: number,
  findings: Finding[],
): void {
  for (const [name, at] of Object.entries(instants))
    if (at !== null && at - now > MAX_AHEAD_MS)
      findings.push({ pointer: `/${name}`, detail: `${name} may be at most ten years ahead.` });
}

/** As it comes in, before any rule. */
export function freshItem(world: World, input: Sourced, { name, workstream }: Chosen): Item {
  const { now } = world.work;
  const later = input.notBefore !== null && input.notBefore > now;
  const given = givenOf(input);
  return {
    id: input.id,
    rev: 1,
    source: input.source,
    externalId: input.externalId,
    follows: input.follows,
    channel: workstream.channel,
    workstream: name,
    queue: null,
    state: later ? 'scheduled' : 'needs_attention',
    priority: given.priority,
    raised: 0,
    urged: 0,
    cost: workstream.cost,
    heldUnits: null,
    requirements: given.requirements,
    widenings: [],
    escalationStep: 0,
    ladderFrom: 0,
    supervisor: null,
    flags: [],
    agentId: null,
    interruptedBy: null,
    preferredAgent: null,
    preferredUntil: null,
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
    dueAt: given.dueAt,
    nextEscalationAt: null,
    wrapUpEndsAt: null,
    wrapUpExtended: 0,
    timeToLiveEndsAt: livesUntil(
      world.configuration,
      { workstream: name, source: input.source },
      later ? input.notBefore! : now,
    ),
    pausedAt: null,
    resumesAt: null,
    pausedFor: null,
    targets: {},
    attention: null,
    callback: newCallback(input, { workstream, later }),
    overflowAt: null,
    waitsFrom: null,
    overflow: {},
    configurationVersion: world.configuration.version,
    payload: payloadOf(input, given),
  };
}

const payloadOf = ({ subject, customerRef, customer, attributes }: NewItem, given: Given): Payload => ({
  ...{ subject, customerRef, customer: { ...customer }, attributes: { ...attributes } },
  ...{ derived: {}, given, outcome: null, note: null, message: null },
});
