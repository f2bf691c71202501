import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { markerOf, markInstalled, reasonToInstall, staleness } from '../../scripts/staleness.mjs';

type Entry = { version: string; integrity?: string; optional?: boolean };
const listOf = (packages: Record<string, Entry>) => JSON.stringify({ packages: { '': { version: '0' }, ...packages } });
const HONO = { version: '4.0.0', integrity: 'sha512-a' };
const OTHER_PLATFORM = { version: '1.0.0', optional: true };

test('nothing installed means that an install is due', () => {
  expect(staleness({ lock: listOf({}), installed: null, marker: null })).toBe('nothing is installed yet');
});

test('an install without marker that matches is fresh', () => {
  const texts = { lock: listOf({ hono: HONO }), installed: listOf({ hono: HONO }), marker: null };
  expect(staleness(texts)).toBeNull();
});

test('packages for other platforms may be missing', () => {
  const lock = listOf({ hono: HONO, 'for-windows': OTHER_PLATFORM });
  expect(staleness({ lock, installed: listOf({ hono: HONO }), marker: null })).toBeNull();
});

test('a missing package makes the install stale', () => {
  expect(staleness({ lock: listOf({ hono: HONO }), installed: listOf({}), marker: null })).toBe('hono is missing');
});

test('another version makes the install stale', () => {
  const installed = listOf({ hono: { ...HONO, version: '4.0.1' } });
  expect(staleness({ lock: listOf({ hono: HONO }), installed, marker: null })).toMatch(/^hono is another version/);
});

test('another content of one version is stale', () => {
  const installed = listOf({ hono: { ...HONO, integrity: 'sha512-b' } });
  expect(staleness({ lock: listOf({ hono: HONO }), installed, marker: null })).toMatch(/^hono is another version/);
});

test('a package that left the lock is stale', () => {
  expect(staleness({ lock: listOf({}), installed: listOf({ hono: HONO }), marker: null })).toMatch(
    /^hono is no longer/,
  );
});

test('a list that cannot be read is stale', () => {
  expect(staleness({ lock: listOf({}), installed: '{"pack', marker: null })).toMatch(/cannot be read/);
});

test('the marker overrules what a comparison finds', () => {
  const texts = { lock: listOf({ hono: HONO }), installed: listOf({}) };
  expect(staleness({ ...texts, marker: markerOf(texts) })).toBeNull();
});

test('a marker of an older lock does not count', () => {
  const installed = listOf({});
  const marker = markerOf({ lock: listOf({}), installed });
  expect(staleness({ lock: listOf({ hono: HONO }), installed, marker })).toBe('hono is missing');
});

test('a project is fresh once marked, until its lock changes', () => {
  const root = mkdtempSync(join(tmpdir(), 'signalbox-stale-'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'package-lock.json'), listOf({ hono: HONO }));
  expect(reasonToInstall(root)).toBe('nothing is installed yet');
  markInstalled(root);
  expect(reasonToInstall(root)).toBeNull();
  writeFileSync(join(root, 'package-lock.json'), listOf({}));
  expect(reasonToInstall(root)).toBe('nothing is installed yet');
  rmSync(root, { recursive: true });
});
