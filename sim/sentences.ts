import { type Sentence, say } from '../core/phrases/say.ts';
import { FIELDS, type Simulated } from './simulation.ts';

const EXAMPLES = 5;

/** What differs, sentence by sentence; an example begins with the id of its item. */
export function simulationSentences(
  { items, changed, eligible, unplaced, ...fields }: Simulated,
  against: { version: number; complete: boolean },
): Sentence[] {
  return [
    say('simulation.head', { items, changed, ...against }),
    ...FIELDS.filter((field) => fields[field].count > 0).flatMap((field) => [
      say('simulation.field', { field, count: fields[field].count }),
      ...fields[field].examples.slice(0, EXAMPLES).map((one) => say('simulation.example', { field, ...one })),
    ]),
    ...(eligible.count === 0 ? [] : [say('simulation.eligible', eligible)]),
    ...eligible.examples.slice(0, EXAMPLES).map((one) => say('simulation.eligible_example', one)),
    ...(unplaced.count === 0 ? [] : [say('simulation.unplaced', unplaced)]),
    ...unplaced.examples.slice(0, EXAMPLES).map((one) => say('simulation.unplaced_example', one)),
  ];
}
