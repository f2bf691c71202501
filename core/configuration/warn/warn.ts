import type { Configuration } from '../compiled.ts';
import type { ConfigurationDocument } from '../document/document.ts';
import type { ConfigurationFinding } from '../findings.ts';
import { Hours } from './hours.ts';
import { constantOf } from './needs.ts';
import { warnAboutOverflow } from './overflow.ts';
import { warnAboutRules } from './rules.ts';
import { warnAboutService } from './service.ts';
import { type People, Staff } from './staff.ts';

const SHORTEST_OFFER_MS = 5000;

/** Legal, but hardly meant. `people` are the agents that there are, with those that the document would create. */
export function warnAbout(
  document: ConfigurationDocument,
  configuration: Configuration,
  people: People,
): ConfigurationFinding[] {
  const staff = new Staff(configuration, people);
  const hours = new Hours(configuration, staff);
  return [
    ...shortOffers(document),
    ...starving(document),
    ...warnAboutRules(configuration),
    ...warnAboutOverflow(document, configuration),
    ...warnAboutService(document, configuration, { staff, hours }),
    ...hours.neverOpen(),
    ...hours.unstaffed(),
    ...unknownAgents(configuration, people),
    ...idleProfiles(document),
    ...leftAlone(document, configuration),
  ];
}

function shortOffers(document: ConfigurationDocument): ConfigurationFinding[] {
  const offers = [
    ...Object.entries(document.channels ?? {}).map(([name, one]) => ({
      thing: `channel ${name}`,
      pointer: `/channels/${name}/offerTimeout`,
      ms: one.offerTimeout,
    })),
    ...Object.entries(document.workstreams).map(([name, one]) => ({
      thing: `workstream ${name}`,
      pointer: `/workstreams/${name}/offer/timeout`,
      ms: one.offer?.timeout,
    })),
  ];
  return offers
    .filter(({ ms }) => ms !== undefined && ms < SHORTEST_OFFER_MS)
    .map(({ thing, pointer }) => ({
      code: 'short_offer',
      pointer,
      detail: `An offer of ${thing} ends before anyone can answer it: give it 5 s or more.`,
    }));
}

function leftAlone(document: ConfigurationDocument, { channels }: Configuration): ConfigurationFinding[] {
  return Object.entries(document.workstreams)
    .filter(([, one]) => one.ownerGone?.then === 'stay' && channels[one.channel]?.live)
    .map(([name, { channel }]) => ({
      code: 'left_alone',
      pointer: `/workstreams/${name}/ownerGone/then`,
      detail: `Items of workstream ${name} stay with an agent who has gone, while a person waits on channel ${channel}: leave this out.`,
    }));
}

function starving(document: ConfigurationDocument): ConfigurationFinding[] {
  return Object.entries(document.queues)
    .filter(([, one]) => one.order?.by === 'strict')
    .map(([name]) => ({
      code: 'starving',
      pointer: `/queues/${name}/order/by`,
      detail: `Queue ${name} is strict: items of low priority wait as long as higher ones keep coming.`,
    }));
}

function idleProfiles(document: ConfigurationDocument): ConfigurationFinding[] {
  return Object.entries(document.profiles)
    .filter(([, one]) => one.queues.length === 0)
    .map(([name]) => ({
      code: 'idle_profile',
      pointer: `/profiles/${name}/queues`,
      detail: `Profile ${name} has no queue.`,
    }));
}

/** Nothing is said while there is nobody at all. */
function unknownAgents({ workstreams }: Configuration, people: People): ConfigurationFinding[] {
  if (Object.keys(people).length === 0) return [];
  return Object.entries(workstreams).flatMap(([name, { rulesets }]) =>
    rulesets.flatMap(({ name: ruleset, rules }) =>
      rules.flatMap(({ effect }, place): ConfigurationFinding[] => {
        const agent = effect.prefer === null ? null : constantOf(effect.prefer.agent);
        if (agent === null || (typeof agent === 'string' && Object.hasOwn(people, agent))) return [];
        const pointer = `/workstreams/${name}/classify/${ruleset}/${place}/then/prefer/agent`;
        const detail = `There is no agent ${JSON.stringify(agent)} today, so nobody is preferred.`;
        return [{ code: 'unknown_agent', pointer, detail }];
      }),
    ),
  );
}
