/**
 * What vitest's JSON report comes to. A test that did not run counts as failed: skipped ones unless the caller asked for
 * some by name, a file that could not be loaded, a run without any test, and a run that ended badly for another reason.
 */
export function tally(report, { exitCode, mayPick }) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = mayPick ? 0 : (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const broken = (report?.testResults ?? []).filter(isBroken).length;
  const remarks = [];
  if (skipped > 0) remarks.push(`${skipped} skipped: a test that is skipped counts as failed`);
  if (broken > 0) remarks.push(`${broken} test files could not be run`);
  let failed = (report?.numFailedTests ?? 0) + skipped + broken;
  if (passed + failed === 0) {
    remarks.push('no test ran');
    failed = 1;
  }
  if (exitCode !== 0 && failed === 0) {
    remarks.push(`vitest ended with code ${exitCode} although each test passed: see the errors above`);
    failed = 1;
  }
  return { passed, failed, remarks };
}

function isBroken(file) {
  return file.status === 'failed' && !file.assertionResults.some((result) => result.status === 'failed');
}
