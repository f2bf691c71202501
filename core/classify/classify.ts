import type { Ruleset, Workstream } from '../configuration/compiled.ts';
import type { Requirements } from '../item.ts';
import { type Activation, test, type Value } from '../rules/expression.ts';
import { variablesOf, withTime } from './activation.ts';
import { carryOut, type Draft } from './effect.ts';
import type { Intake, Scene } from './intake.ts';
import { chooseQueue } from './queue-rules.ts';
import { type ClassificationTrace, NOT_REACHED, type RulesetTrace, type RuleTrace } from './trace.ts';

/** What an item is taken in as. */
export interface Classification {
  /** `null`: no rule leads to a queue, and somebody has to look at it. */
  readonly queue: string | null;
  readonly priority: number;
  readonly cost: number;
  readonly requirements: Requirements;
  readonly dueAt: number | null;
  readonly preferred: { readonly agent: string; readonly forMs: number } | null;
  readonly derived: Readonly<Record<string, Value>>;
  /** `null` where the workstream has no rule that could have done otherwise. */
  readonly trace: ClassificationTrace | null;
}

/**
 * Runs the rules of a workstream over an item. Deterministic and total: the same item, configuration and scene give the same answer, and
 * a rule that fails counts as one that does not hold. A queue that was asked for is kept; everything else a rule may set.
 */
export function classify(intake: Intake, scene: Scene): Classification {
  const workstream = scene.configuration.workstreams[intake.workstream]!;
  const draft = draftOf(intake, workstream);
  const asked = askedQueue(intake, scene);
  const rules = hasRules(workstream);
  let variables = rules ? variablesOf(intake, draft, scene) : {};
  const rulesets = workstream.rulesets.map((ruleset) => {
    const trace = runRuleset(draft, ruleset, { variables, scene });
    if (trace.rules.some(({ result }) => result === 'hit')) variables = variablesOf(intake, draft, scene);
    return trace;
  });
  const chosen =
    asked !== null
      ? ({ queue: asked, because: 'asked', rules: [] } as const)
      : draft.queue !== null
        ? ({ queue: draft.queue, because: 'ruleset', rules: [] } as const)
        : chooseQueue(intake.id, workstream, { given: variables, scene });
  const { queue, because } = chosen;
  return {
    queue,
    priority: draft.priority,
    cost: draft.cost,
    requirements: requirementsOf(intake, draft),
    dueAt: draft.dueAfterMs === null ? intake.given.dueAt : intake.createdAt + draft.dueAfterMs,
    preferred: draft.preferred,
    derived: draft.derived,
    trace: rules ? { rulesets, queueRules: chosen.rules, queue, because } : null,
  };
}

/** An item that waits for somebody to look at it is in no queue, so that the one it asked for may be gone. */
const askedQueue = ({ given: { queue } }: Intake, { configuration }: Scene): string | null =>
  queue !== null && Object.hasOwn(configuration.queues, queue) ? queue : null;

const hasRules = ({ rulesets, queueRules }: Workstream): boolean =>
  rulesets.length > 0 || queueRules.some(({ when, split }) => when !== null || split.length > 1);

/** What the item asks for by itself stands in the place of what its workstream asks for. */
function draftOf({ given }: Intake, { cost, requirements }: Workstream): Draft {
  return {
    priority: given.priority,
    cost,
    queue: null,
    skills: { ...requirements, ...given.requirements.skills },
    groups: [...given.requirements.groups],
    agentAttributes: { ...given.requirements.attributes },
    dueAfterMs: null,
    preferred: null,
    derived: {},
  };
}

const requirementsOf = ({ given }: Intake, draft: Draft): Requirements => ({
  skills: draft.skills,
  groups: draft.groups,
  attributes: draft.agentAttributes,
  agent: given.requirements.agent,
});

function runRuleset(draft: Draft, ruleset: Ruleset, at: { variables: Activation; scene: Scene }): RulesetTrace {
  const { configuration, isAgent, now } = at.scene;
  const rules: RuleTrace[] = [];
  let hit = false;
  for (const { when, effect } of ruleset.rules) {
    if (hit) {
      rules.push(NOT_REACHED);
      continue;
    }
    const timeZone = configuration.organisation.timeZone;
    const given = when === null ? at.variables : withTime(at.variables, { when, timeZone, now });
    const { holds, parts } = when === null ? { holds: true, parts: [] } : test(when, given);
    hit = holds;
    const problems = holds ? carryOut(draft, effect, { given, configuration, isAgent }) : [];
    rules.push({ result: holds ? 'hit' : 'miss', conditions: parts, problems });
  }
  return { name: ruleset.name, rules };
}
