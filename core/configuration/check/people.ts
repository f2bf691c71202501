import type { Of } from '../document/document.ts';
import type { Check } from './check.ts';
import { circlesIn } from './circles.ts';

/** Profiles, and the agents that the document creates. */
export function checkPeople(check: Check): void {
  for (const [name, one] of Object.entries(check.document.profiles)) checkProfile(check, name, one);
  for (const [name, one] of Object.entries(check.document.agents ?? {})) {
    check.refer('profiles', one.profile, `/agents/${name}/profile`);
    check.referAll('groups', one.groups, `/agents/${name}/groups`);
    for (const [skill, level] of Object.entries(one.skills ?? {})) {
      const at = `/agents/${name}/skills/${skill}`;
      check.level(skill, level, { skill: at, level: at });
    }
    for (const channel of Object.keys(one.limits ?? {}))
      check.refer('channels', channel, `/agents/${name}/limits/${channel}`);
  }
}

function checkProfile(check: Check, name: string, one: Of<'profiles'>): void {
  const pointer = `/profiles/${name}`;
  for (const [channel, { interruptibleBy }] of Object.entries(one.channels)) {
    check.refer('channels', channel, `${pointer}/channels/${channel}`);
    check.referAll('channels', interruptibleBy, `${pointer}/channels/${channel}/interruptibleBy`);
  }
  const mayBeInterruptedBy = (channel: string): readonly string[] =>
    Object.hasOwn(one.channels, channel) ? (one.channels[channel]!.interruptibleBy ?? []) : [];
  for (const circle of circlesIn(Object.keys(one.channels), mayBeInterruptedBy)) {
    const detail = `In profile ${name} channels may interrupt each other in a circle: ${[...circle, circle[0]].join(', ')}.`;
    check.add('interruption_cycle', `${pointer}/channels/${circle[0]}/interruptibleBy`, detail);
  }
  const seen = new Set<string>();
  for (const [place, { queue }] of one.queues.entries()) {
    const at = `${pointer}/queues/${place}/queue`;
    check.refer('queues', queue, at);
    if (seen.has(queue)) check.add('listed_twice', at, `Profile ${name} lists queue ${queue} twice.`);
    seen.add(queue);
  }
  check.refer('calendars', one.shift, `${pointer}/shift`);
  check.referAll('groups', one.groups, `${pointer}/groups`);
  check.referAll('queues', one.may?.transferTo, `${pointer}/may/transferTo`);
  check.referAll('channels', one.may?.pick, `${pointer}/may/pick`);
  for (const [intent, names] of Object.entries(one.presence ?? {}))
    if (names !== 'all') check.referAll('channels', names, `${pointer}/presence/${intent}`);
}
