export type Path = readonly PropertyKey[];

/** What one entry of a section is called. */
export const SINGULAR: Readonly<Record<string, string>> = {
  channels: 'channel',
  skills: 'skill',
  groups: 'group',
  calendars: 'calendar',
  escalations: 'escalation',
  queues: 'queue',
  workstreams: 'workstream',
  profiles: 'profile',
  agents: 'agent',
};

/** What one entry is called of a list inside an entry of a section. */
const IN_LISTS: Readonly<Record<string, string>> = {
  queue: 'queue rule',
  overflow: 'overflow rule',
  queues: 'queue',
  weekly: 'hours',
};

/** The same of a map. */
const IN_MAPS: Readonly<Record<string, string>> = {
  classify: 'ruleset',
  channels: 'channel',
  require: 'requirement',
  skills: 'skill',
  groups: 'group',
  set: 'attribute',
  attributes: 'attribute',
  agentAttributes: 'attribute of agents',
  split: 'part',
  limits: 'limit of channel',
  presence: 'presence',
  weekly: 'the hours of',
  exceptions: 'exception',
  dates: 'holiday',
};

/**
 * "cost of rule 2 of ruleset worth of workstream chat" for `['workstreams', 'chat', 'classify', 'worth', 1, 'then', 'cost']`: settings
 * as they are written, entries by what they are, places counted from 1.
 */
export function thing(path: Path): string {
  const [section, name, ...rest] = path;
  if (section === undefined) return 'The document';
  if (name === undefined) return upper(quoted(section));
  const kind = Object.hasOwn(SINGULAR, section) ? SINGULAR[String(section)] : undefined;
  if (kind === undefined) return [...[name, ...rest].map(quoted).reverse(), `the ${String(section)}`].join(' of ');
  const steps = [...inside(rest, section === 'escalations' ? 'step' : 'entry').reverse(), `${kind} ${quoted(name)}`];
  const begins = steps[0]!.split(' ').length > 1;
  return begins ? upper(steps.join(' of ')) : steps.join(' of ');
}

/** From the outermost to the innermost. `each`: what a place in a list is called that nothing else names. */
function inside(keys: Path, each: string): string[] {
  const [key, next, ...rest] = keys;
  if (key === undefined) return [];
  if (typeof key === 'number') return [`${each} ${key + 1}`, ...inside(keys.slice(1), 'entry')];
  if (key === 'then' && next !== undefined) return inside(keys.slice(1), 'entry');
  const names = typeof next === 'number' ? IN_LISTS : IN_MAPS;
  if (next === undefined || !Object.hasOwn(names, key)) return [quoted(key), ...inside(keys.slice(1), 'entry')];
  const which = typeof next === 'number' ? String(next + 1) : quoted(next);
  return [`${names[String(key)]} ${which}`, ...inside(rest, key === 'classify' ? 'rule' : 'entry')];
}

export const quoted = (key: PropertyKey): string => {
  const text = String(key);
  return /^[\w-]{1,63}$/.test(text) ? text : JSON.stringify(text.slice(0, 63));
};
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
