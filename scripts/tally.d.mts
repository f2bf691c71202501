/** The parts of vitest's JSON report that are read. */
export type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};
export function tally(
  report: Report | null,
  run: { exitCode: number; mayPick: boolean },
): { passed: number; failed: number; remarks: string[] };
