import { test } from '../rules/expression.ts';
import { variablesOf, withTime } from './activation.ts';
import type { Intake, Scene } from './intake.ts';

/** The names of workstreams that would take an item of the channel in: the first whose condition holds, else all that have none. */
export function workstreamsFor(intake: Intake, scene: Scene): string[] {
  const { workstreams, organisation } = scene.configuration;
  const fitting = Object.entries(workstreams).filter(([, one]) => one.channel === intake.channel);
  const asked = fitting.filter(([, { when }]) => when !== null);
  if (asked.length > 0) {
    const seen = { priority: intake.given.priority, cost: 1, queue: intake.given.queue, derived: {} };
    const given = variablesOf(intake, seen, scene);
    const at = { timeZone: organisation.timeZone, now: scene.now };
    const hit = asked.find(([, { when }]) => test(when!, withTime(given, { when: when!, ...at })).holds);
    if (hit !== undefined) return [hit[0]];
  }
  return fitting.filter(([, { when }]) => when === null).map(([name]) => name);
}
