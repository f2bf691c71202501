import { expect, test } from 'vitest';
import { type Report, tally } from '../../scripts/tally.mjs';

const report = (numbers: Partial<Report>): Report => ({
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...numbers,
});
const calm = { exitCode: 0, mayPick: false };

test('counts what passed and what failed', () => {
  const counted = tally(report({ numPassedTests: 3, numFailedTests: 2 }), { ...calm, exitCode: 1 });
  expect(counted).toEqual({ passed: 3, failed: 2, remarks: [] });
});

test('a run without any test fails', () => {
  expect(tally(report({}), calm)).toEqual({ passed: 0, failed: 1, remarks: ['no test ran'] });
});

test('a run without a report fails', () => {
  expect(tally(null, calm).failed).toBe(1);
});

test('skipped tests and tests to do count as failed', () => {
  const counted = tally(report({ numPassedTests: 3, numPendingTests: 1, numTodoTests: 1 }), calm);
  expect(counted).toMatchObject({ passed: 3, failed: 2 });
});

test('picking tests by name leaves the others out', () => {
  const counted = tally(report({ numPassedTests: 3, numPendingTests: 9 }), { ...calm, mayPick: true });
  expect(counted).toMatchObject({ passed: 3, failed: 0 });
});

test('a file that cannot be loaded counts as failed', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const counted = tally(report({ numPassedTests: 3, testResults: [broken] }), { ...calm, exitCode: 1 });
  expect(counted).toMatchObject({ passed: 3, failed: 1 });
});

test('an error outside every test counts as failed', () => {
  expect(tally(report({ numPassedTests: 3 }), { ...calm, exitCode: 1 })).toMatchObject({ passed: 3, failed: 1 });
});
