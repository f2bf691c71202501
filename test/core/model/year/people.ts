import type { Intent } from '../../../../core/agent.ts';
import { asAgent, DAY, HOUR, MINUTE, one, SECOND, type Stage } from './stage.ts';

/** Who works there, and by what skills. Gus and Hedda have browsers that have to say that they are still there. */
const PEOPLE = [
  { id: 'anna', profile: 'phone', skills: { stocks: 3 }, connectivity: 'assumed' },
  { id: 'bo', profile: 'phone', skills: {}, connectivity: 'assumed' },
  { id: 'cleo', profile: 'phone', skills: { german: 4 }, connectivity: 'assumed' },
  { id: 'dan', profile: 'desk', skills: { stocks: 2 }, connectivity: 'assumed' },
  { id: 'eva', profile: 'desk', skills: { stocks: 1 }, connectivity: 'assumed' },
  { id: 'finn', profile: 'desk', skills: {}, connectivity: 'assumed' },
  { id: 'gus', profile: 'phone', skills: {}, connectivity: 'heartbeat' },
  { id: 'hedda', profile: 'desk', skills: {}, connectivity: 'heartbeat' },
] as const;
type Person = (typeof PEOPLE)[number];

/** Each comes in the morning and goes in the evening, most days; some leave for good, and come back. */
export function people(stage: Stage): void {
  stage.send({ verb: 'put_agents', agents: [{ id: 'anna', input: inputOf(PEOPLE[0]) }] });
  for (const person of PEOPLE) {
    join(stage, person);
    for (let at = 0; stage.from + at < stage.until; at += DAY) {
      if (stage.roll() < 0.25) continue;
      if (person.connectivity === 'assumed') workDay(stage, person.id, at);
      else if (stage.roll() < 0.6) onlineHour(stage, person.id, at);
    }
    for (let at = 30 * DAY; stage.from + at < stage.until; at += 45 * DAY)
      stage.later(at + stage.roll() * 20 * DAY, () => join(stage, person));
    if (stage.roll() < 0.7) leaveForGood(stage, person);
  }
}

const inputOf = ({ id, profile, skills, connectivity }: Person) => ({
  ...{ name: id, profile, groups: [], skills, attributes: {}, connectivity },
  ...{ capacity: null, limits: {} },
});

/** Or comes to have other skills and less room. */
function join(stage: Stage, person: Person): void {
  const input = inputOf(person);
  const changed = stage.roll() < 0.4 ? { capacity: 9, skills: { ...person.skills, stocks: 1 } } : {};
  stage.send({ verb: 'put_agent', agent: person.id, input: { ...input, ...changed } });
}

function leaveForGood(stage: Stage, person: Person): void {
  const leaves = stage.roll() * (stage.until - stage.from) * 0.8;
  stage.later(leaves, () => stage.send({ verb: 'remove_agent', agent: person.id }));
  stage.later(leaves + 20 * DAY, () => join(stage, person));
}

function workDay(stage: Stage, agent: string, day: number): void {
  const { roll } = stage;
  const set = (hours: number, intent: Intent) =>
    stage.later(day + (hours + roll()) * HOUR, () => present(stage, agent, intent));
  set(6, 'available');
  set(10, one(['away', 'busy', 'dnd'], roll));
  set(11, 'available');
  set(16, roll() < 0.5 ? 'offline' : 'draining');
}

function present(stage: Stage, agent: string, intent: Intent): void {
  stage.send({ verb: 'set_presence', agent, intent, reason: null }, asAgent(agent));
}

/** She is heard of for an hour, sometimes with a gap, and at its end she just closes the window. */
function onlineHour(stage: Stage, agent: string, day: number): void {
  const begins = day + (8 + stage.roll() * 6) * HOUR;
  const gap = 10 + Math.floor(stage.roll() * 60);
  stage.later(begins, () => present(stage, agent, 'available'));
  for (let beat = 1; beat <= 72; beat += 1) {
    if (beat >= gap && beat < gap + 5) continue;
    stage.later(begins + beat * 50 * SECOND, () => stage.send({ verb: 'heartbeat', agent }, asAgent(agent)));
  }
  if (stage.roll() < 0.3) stage.later(begins + 3 * HOUR + MINUTE, () => present(stage, agent, 'offline'));
}
