import type { Finding } from '../outcome.ts';
import { type ConfigurationDocument, entryQueue } from './document.ts';
import type { Declared, Section } from './read.ts';
import { SINGULAR } from './wording.ts';

/** Above it a strict priority would no longer be exact in a double. */
const MAX_RAISED = 100;

/** What the form cannot see: names that lead nowhere, levels that do not exist, steps out of order. */
export function checkDocument(document: ConfigurationDocument, declared: Declared): Finding[] {
  const check = new Check(document, declared);
  for (const [name, steps] of Object.entries(document.escalations ?? {})) checkSteps(check, name, steps);
  for (const [name, one] of Object.entries(document.queues)) {
    if (one.escalation !== undefined) check.refer('escalations', one.escalation, `/queues/${name}/escalation`);
  }
  for (const [name, one] of Object.entries(document.workstreams)) checkWorkstream(check, name, one);
  for (const [name, one] of Object.entries(document.profiles)) checkProfile(check, name, one);
  for (const [name, one] of Object.entries(document.agents ?? {})) {
    check.refer('profiles', one.profile, `/agents/${name}/profile`);
    check.referAll('groups', one.groups, `/agents/${name}/groups`);
    for (const [skill, level] of Object.entries(one.skills ?? {}))
      check.level(skill, level, `/agents/${name}/skills/${skill}`);
  }
  return check.findings;
}

class Check {
  readonly findings: Finding[] = [];
  private readonly document: ConfigurationDocument;
  private readonly declared: Declared;

  constructor(document: ConfigurationDocument, declared: Declared) {
    this.document = document;
    this.declared = declared;
  }

  add(pointer: string, detail: string): void {
    this.findings.push({ pointer, detail });
  }

  refer(section: Section, name: string, pointer: string): void {
    if (this.declared[section]?.has(name) ?? true) return;
    this.add(pointer, `There is no ${SINGULAR[section]} ${name}: declare it or name another.`);
  }

  referAll(section: Section, names: readonly string[] | undefined, pointer: string): void {
    for (const [place, name] of (names ?? []).entries()) this.refer(section, name, `${pointer}/${place}`);
  }

  level(skill: string, level: number, pointer: string): void {
    this.refer('skills', skill, pointer);
    const skills = this.document.skills ?? {};
    const highest = Object.hasOwn(skills, skill) ? (skills[skill]?.levels?.length ?? 5) : 5;
    if (level > highest) this.add(pointer, `Skill ${skill} has levels 1 to ${highest}, not ${level}.`);
  }
}

type Of<S extends Section> = NonNullable<ConfigurationDocument[S]>[string];

function checkSteps(check: Check, name: string, steps: Of<'escalations'>): void {
  for (const [place, step] of steps.entries()) {
    const pointer = `/escalations/${name}/${place}`;
    const before = steps[place - 1];
    if (before !== undefined && step.after <= before.after)
      check.add(`${pointer}/after`, `Step ${place + 1} of escalation ${name} must come later than the step before it.`);
    if (step.raisePriority === undefined && step.relax === undefined)
      check.add(pointer, `Step ${place + 1} of escalation ${name} does nothing: give it raisePriority or relax.`);
  }
  const raised = steps.reduce((sum, step) => sum + (step.raisePriority ?? 0), 0);
  if (raised > MAX_RAISED)
    check.add(
      `/escalations/${name}`,
      `The steps of escalation ${name} raise priority by ${raised} in all; at most ${MAX_RAISED}.`,
    );
}

function checkWorkstream(check: Check, name: string, one: Of<'workstreams'>): void {
  const pointer = `/workstreams/${name}`;
  check.refer('channels', one.channel, `${pointer}/channel`);
  if (entryQueue(one) === undefined)
    check.add(`${pointer}/queue`, `Workstream ${name} names no queue: write queue: [{ to: … }] or fallback.`);
  for (const [place, { to }] of (one.queue ?? []).entries()) check.refer('queues', to, `${pointer}/queue/${place}/to`);
  if (one.fallback !== undefined) check.refer('queues', one.fallback, `${pointer}/fallback`);
  for (const [skill, need] of Object.entries(one.require ?? {}))
    check.level(skill, typeof need === 'number' ? need : need.level, `${pointer}/require/${skill}`);
}

function checkProfile(check: Check, name: string, one: Of<'profiles'>): void {
  const pointer = `/profiles/${name}`;
  for (const channel of Object.keys(one.channels)) check.refer('channels', channel, `${pointer}/channels/${channel}`);
  const seen = new Set<string>();
  for (const [place, { queue }] of one.queues.entries()) {
    const at = `${pointer}/queues/${place}/queue`;
    check.refer('queues', queue, at);
    if (seen.has(queue)) check.add(at, `Profile ${name} lists queue ${queue} twice.`);
    seen.add(queue);
  }
  check.referAll('groups', one.groups, `${pointer}/groups`);
  check.referAll('queues', one.may?.transferTo, `${pointer}/may/transferTo`);
  check.referAll('channels', one.may?.pick, `${pointer}/may/pick`);
  for (const [intent, names] of Object.entries(one.presence ?? {}))
    if (names !== 'all') check.referAll('channels', names, `${pointer}/presence/${intent}`);
}
