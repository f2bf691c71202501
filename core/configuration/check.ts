import type { Finding } from '../outcome.ts';
import type { Configuration } from './compiled.ts';
import type { ConfigurationDocument } from './document.ts';

type Names = Readonly<Record<string, unknown>> | undefined;

/** What the form cannot see: names that lead nowhere, levels that do not exist, steps out of order. */
export function checkDocument(document: ConfigurationDocument, builtIn: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const refer = (kind: string, at: { name: string | undefined; known: Names; pointer: string }): void => {
    if (at.name === undefined || Object.hasOwn(at.known ?? {}, at.name)) return;
    findings.push({ pointer: at.pointer, detail: `There is no ${kind} ${at.name}: declare it or name another.` });
  };
  const channels = { ...Object.fromEntries(builtIn.map((name) => [name, true])), ...document.channels };
  checkQueues(document, refer, findings);
  for (const [name, one] of Object.entries(document.workstreams)) {
    const pointer = `/workstreams/${name}`;
    refer('channel', { name: one.channel, known: channels, pointer: `${pointer}/channel` });
    refer('queue', { name: one.queue[0].to, known: document.queues, pointer: `${pointer}/queue/0/to` });
    for (const [skill, need] of Object.entries(one.require ?? {})) {
      const level = typeof need === 'number' ? need : need.level;
      checkLevel(document, { skill, level, pointer: `${pointer}/require/${skill}` }, { refer, findings });
    }
  }
  checkProfiles(document, { channels, refer });
  for (const [name, one] of Object.entries(document.agents ?? {})) {
    const pointer = `/agents/${name}`;
    refer('profile', { name: one.profile, known: document.profiles, pointer: `${pointer}/profile` });
    for (const [skill, level] of Object.entries(one.skills ?? {})) {
      checkLevel(document, { skill, level, pointer: `${pointer}/skills/${skill}` }, { refer, findings });
    }
    for (const [at, group] of (one.groups ?? []).entries()) {
      refer('group', { name: group, known: document.groups, pointer: `${pointer}/groups/${at}` });
    }
  }
  return findings;
}

type Refer = (kind: string, at: { name: string | undefined; known: Names; pointer: string }) => void;

function checkQueues(document: ConfigurationDocument, refer: Refer, findings: Finding[]): void {
  for (const [name, one] of Object.entries(document.queues)) {
    refer('escalation', { name: one.escalation, known: document.escalations, pointer: `/queues/${name}/escalation` });
  }
  for (const [name, steps] of Object.entries(document.escalations ?? {})) {
    for (const [at, step] of steps.entries()) {
      const pointer = `/escalations/${name}/${at}`;
      if (at > 0 && step.after <= steps[at - 1]!.after) {
        findings.push({
          pointer: `${pointer}/after`,
          detail: `Step ${at + 1} of ${name} must come later than the step before it.`,
        });
      }
      if (step.raisePriority === undefined && step.relax === undefined) {
        findings.push({ pointer, detail: `Step ${at + 1} of ${name} does nothing: give it raisePriority or relax.` });
      }
    }
  }
}

function checkProfiles(document: ConfigurationDocument, at: { channels: Names; refer: Refer }): void {
  for (const [name, one] of Object.entries(document.profiles)) {
    const pointer = `/profiles/${name}`;
    const all = (kind: string, of: { names: readonly string[]; known: Names; pointer: string }): void => {
      for (const [place, each] of of.names.entries())
        at.refer(kind, { name: each, known: of.known, pointer: `${of.pointer}/${place}` });
    };
    for (const channel of Object.keys(one.channels)) {
      at.refer('channel', { name: channel, known: at.channels, pointer: `${pointer}/channels/${channel}` });
    }
    for (const [place, { queue }] of one.queues.entries()) {
      at.refer('queue', { name: queue, known: document.queues, pointer: `${pointer}/queues/${place}/queue` });
    }
    all('group', { names: one.groups ?? [], known: document.groups, pointer: `${pointer}/groups` });
    all('queue', { names: one.may?.transferTo ?? [], known: document.queues, pointer: `${pointer}/may/transferTo` });
    all('channel', { names: one.may?.pick ?? [], known: at.channels, pointer: `${pointer}/may/pick` });
    for (const [intent, names] of Object.entries(one.presence ?? {})) {
      if (names !== 'all') all('channel', { names, known: at.channels, pointer: `${pointer}/presence/${intent}` });
    }
  }
}

function checkLevel(
  document: ConfigurationDocument,
  at: { skill: string; level: number; pointer: string },
  to: { refer: Refer; findings: Finding[] },
): void {
  to.refer('skill', { name: at.skill, known: document.skills, pointer: at.pointer });
  const highest = document.skills?.[at.skill]?.levels?.length ?? 5;
  if (at.level > highest) {
    to.findings.push({ pointer: at.pointer, detail: `Skill ${at.skill} has levels 1 to ${highest}, not ${at.level}.` });
  }
}

/** Legal, but hardly meant. */
export function warnAbout(configuration: Configuration): Finding[] {
  const warnings: Finding[] = [];
  const profiles = Object.entries(configuration.profiles);
  for (const [name, { queues }] of profiles) {
    if (Object.keys(queues).length === 0)
      warnings.push({ pointer: `/profiles/${name}/queues`, detail: `Profile ${name} has no queue.` });
  }
  for (const [name, one] of Object.entries(configuration.workstreams)) {
    const pointer = `/workstreams/${name}`;
    if (one.offerTimeoutMs < 5000)
      warnings.push({ pointer: `${pointer}/offer/timeout`, detail: `Offers of ${name} end within 5 s.` });
    const serving = profiles.filter(([, profile]) => one.channel in profile.channels && one.queue in profile.queues);
    if (serving.length === 0) {
      warnings.push({
        pointer: `${pointer}/queue/0/to`,
        detail: `No profile takes ${one.channel} from queue ${one.queue}.`,
      });
    } else if (serving.every(([, profile]) => profile.capacity < one.cost)) {
      warnings.push({
        pointer: `${pointer}/cost`,
        detail: `An item of ${name} costs ${one.cost}, more than any profile has.`,
      });
    }
  }
  return warnings;
}
