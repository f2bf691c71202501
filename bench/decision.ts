import { type Counts, countDecisions } from './counted.ts';
import { type Desk, fullDesk, KINDS } from './desk.ts';
import { median, printTable } from './table.ts';

const SIZES = [1000, 10_000, 100_000];
const DESKS = [
  { name: 'one kind', kinds: 1, after: 20_000 },
  { name: `${KINDS} kinds`, kinds: KINDS, after: 20_000 },
  { name: `${KINDS} kinds, overdue`, kinds: KINDS, after: 2_000_000 },
];

/** The counts that `npm test` gates, and the times that it does not. */
export function printDecisions(): void {
  const rows = DESKS.flatMap(({ name, kinds, after }) =>
    SIZES.map((waiting) => {
      const { decisions } = countDecisions(waiting, { kinds, after, rounds: 100 });
      const most = (of: (one: Counts) => number): number =>
        Math.max(...decisions.map((one) => of(one) / Math.max(1, one.offers)));
      return [
        name,
        waiting,
        most((one) => one.age + one.wakeUps),
        2 * Math.log2(waiting),
        most((one) => one.classes),
        most((one) => one.pairs),
        most((one) => one.sets),
      ];
    }),
  );
  printTable(
    'Decision: comparisons of one match, the most in 100 (explanation and event included; 200 agents)',
    ['desk', 'waiting', 'by age or instant', '2·log₂ n', 'of classes', 'of pairs', 'set operations'],
    rows,
  );
  printTable(
    'Decision: median µs on this machine',
    ['desk', 'waiting', 'complete', 'decide', 'accept', 'create'],
    DESKS.flatMap(({ name, kinds, after }) =>
      SIZES.map((waiting) => [name, waiting, ...times(waiting, { kinds, after })]),
    ),
  );
}

function times(waiting: number, { kinds, after }: { kinds: number; after: number }): number[] {
  const desk = fullDesk(waiting, { kinds });
  desk.waitUntil(after);
  desk.match();
  desk.acceptAll();
  timeSteps(desk, 1000);
  return timeSteps(desk, 2000).map(median);
}

/** Microseconds of the steps `complete`, the match after it, `accept` with its match, and a `create` with its match. */
function timeSteps(desk: Desk, rounds: number): number[][] {
  const steps: [number[], () => void][] = [
    [[], () => desk.completeOne()],
    [[], () => desk.match()],
    [[], () => desk.acceptAll()],
    [
      [],
      () => {
        desk.create();
        desk.match();
      },
    ],
  ];
  for (let round = 0; round < rounds; round += 1) {
    for (const [into, step] of steps) {
      const before = performance.now();
      step();
      into.push((performance.now() - before) * 1000);
    }
    desk.acceptAll();
    desk.forget();
  }
  return steps.map(([into]) => into);
}
