import type { Configuration, Profile, Workstream } from '../compiled.ts';
import type { ConfigurationDocument, Of } from '../document/document.ts';
import type { ConfigurationFinding } from '../findings.ts';
import type { People, Person } from './warn.ts';

interface Destination {
  readonly queue: string;
  readonly pointer: string;
}

/** Every queue that items of a workstream can reach by its own rules, and where that is written. */
function destinations(name: string, one: Of<'workstreams'>): Destination[] {
  const pointer = `/workstreams/${name}`;
  const inRules = Object.entries(one.classify ?? {}).flatMap(([ruleset, rules]) =>
    rules.flatMap(({ then }, place) =>
      then.queue === undefined
        ? []
        : [{ queue: then.queue, pointer: `${pointer}/classify/${ruleset}/${place}/then/queue` }],
    ),
  );
  const inQueue = (one.queue ?? []).flatMap((rule, place) =>
    'to' in rule
      ? [{ queue: rule.to, pointer: `${pointer}/queue/${place}/to` }]
      : Object.entries(rule.split)
          .filter(([, percent]) => percent > 0)
          .map(([queue]) => ({ queue, pointer: `${pointer}/queue/${place}/split/${queue}` })),
  );
  const fallback = one.fallback === undefined ? [] : [{ queue: one.fallback, pointer: `${pointer}/fallback` }];
  return [...inRules, ...inQueue, ...fallback];
}

/** Work that nobody could ever take. */
export function warnAboutService(
  document: ConfigurationDocument,
  configuration: Configuration,
  people: People,
): ConfigurationFinding[] {
  return Object.entries(document.workstreams).flatMap(([name, written]) => {
    const one = configuration.workstreams[name]!;
    const reached = destinations(name, written);
    const serving = reached.map(({ queue }) => profilesServing(configuration, one.channel, queue));
    const unserved = reached.filter((_, place) => serving[place]!.length === 0);
    const all = new Set(serving.flat());
    return [
      ...unserved.map(({ queue, pointer }): ConfigurationFinding => {
        return { code: 'unserved', pointer, detail: `No profile takes channel ${one.channel} from queue ${queue}.` };
      }),
      ...(all.size === 0
        ? []
        : [
            ...limits(configuration, { name, one, serving: all }),
            ...unmet(people, { name, written, one, serving: all }),
          ]),
    ];
  });
}

const profilesServing = ({ profiles }: Configuration, channel: string, queue: string): string[] =>
  Object.keys(profiles).filter((name) => serves(profiles[name]!, channel, queue));

const serves = (profile: Profile, channel: string, queue: string): boolean =>
  Object.hasOwn(profile.channels, channel) && Object.hasOwn(profile.queues, queue);

interface At {
  readonly name: string;
  readonly one: Workstream;
  /** The profiles that serve any of its queues. */
  readonly serving: ReadonlySet<string>;
}

function limits({ profiles }: Configuration, { name, one, serving }: At): ConfigurationFinding[] {
  const findings: ConfigurationFinding[] = [];
  const able = [...serving].map((profile) => profiles[profile]!);
  const roomiest = Math.max(...able.map(({ capacity }) => capacity));
  const dearest = one.rulesets
    .flatMap(({ rules }) => rules.map(({ effect }) => effect.cost ?? 0))
    .reduce((most, cost) => Math.max(most, cost), one.cost);
  const costs = able.map(({ channels, capacity }) => (channels[one.channel]!.cost ?? dearest) - capacity);
  if (costs.every((over) => over > 0))
    findings.push({
      code: 'cost_above_capacity',
      pointer: `/workstreams/${name}/cost`,
      detail: `An item of workstream ${name} can cost ${dearest} units; no profile that takes it has more than ${roomiest}.`,
    });
  const picked = able.every((profile) => (profile.mode ?? one.mode) === 'pick');
  if (picked && !able.some(({ may }) => may.pick.includes(one.channel)))
    findings.push({
      code: 'unpicked',
      pointer: `/workstreams/${name}/offer/mode`,
      detail: `No profile may pick channel ${one.channel}, so nobody can take work of workstream ${name}.`,
    });
  return findings;
}

interface Need {
  readonly pointer: string;
  readonly text: string;
  readonly met: (person: Person) => boolean;
}

/** Requirements that are written down and cannot be dropped, each by itself. Nothing is said while there is nobody at all. */
function unmet(people: People, at: At & { readonly written: Of<'workstreams'> }): ConfigurationFinding[] {
  const able = Object.values(people).filter(({ profile }) => at.serving.has(profile));
  if (able.length === 0) return [];
  return needsOf(at)
    .filter(({ met }) => !able.some(met))
    .map(({ pointer, text }) => ({
      code: 'unmet_requirement',
      pointer,
      detail: `Nobody who takes work of workstream ${at.name} ${text}.`,
    }));
}

function needsOf({ name, one }: At): Need[] {
  const pointer = `/workstreams/${name}`;
  const skill = (of: string, level: number, at: string): Need => ({
    pointer: at,
    text: `has skill ${of} at level ${level}`,
    met: (person) => (person.skills[of] ?? 0) >= level,
  });
  const own = Object.entries(one.requirements)
    .filter(([, need]) => !need.relaxable)
    .map(([of, { level }]) => skill(of, level, `${pointer}/require/${of}`));
  const inRules = one.rulesets.flatMap(({ name: ruleset, rules }) =>
    rules.flatMap(({ effect }, place) => {
      const at = `${pointer}/classify/${ruleset}/${place}/then`;
      const groups = effect.groups.map(
        (group, n): Need => ({
          pointer: `${at}/groups/${n}`,
          text: `is in group ${group}`,
          met: (person) => person.groups.includes(group),
        }),
      );
      if (effect.relaxable) return groups;
      const fixed = Object.entries(effect.skills).flatMap(([of, level]) =>
        'fixed' in level ? [skill(of, level.fixed, `${at}/require/${of}`)] : [],
      );
      const mapped = Object.entries(effect.skillFrom?.skills ?? {}).map(([value, of]) =>
        skill(of.skill, of.level, `${at}/requireFrom/skills/${value}`),
      );
      return [...groups, ...fixed, ...mapped];
    }),
  );
  return [...own, ...inRules];
}
