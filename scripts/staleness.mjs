import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MARKER = '.signalbox-lock-sha256';

/** Why `npm ci` has to run in this project, in a few words; `null` when what is installed fits the lock. */
export function reasonToInstall(root) {
  const lock = readOrNull(join(root, 'package-lock.json'));
  if (lock === null) return null;
  const installed = readOrNull(join(root, 'node_modules', '.package-lock.json'));
  const marker = readOrNull(join(root, 'node_modules', MARKER));
  return staleness({ lock, installed, marker });
}

/** To be called after a successful install only. */
export function markInstalled(root) {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const installed = readOrNull(join(root, 'node_modules', '.package-lock.json'));
  writeFileSync(join(root, 'node_modules', MARKER), markerOf({ lock, installed }));
}

/**
 * The three texts decide alone. npm writes its own list of what it installed last of all, so an interrupted install has
 * none. The marker settles what a comparison could get wrong: without it, a wrong answer would install at each start.
 */
export function staleness({ lock, installed, marker }) {
  if (marker === markerOf({ lock, installed })) return null;
  if (installed === null) return 'nothing is installed yet';
  return firstDifference(packagesOf(lock), packagesOf(installed));
}

export function markerOf({ lock, installed }) {
  return createHash('sha256').update(`${lock}\0${installed}`).digest('hex');
}

function firstDifference(wanted, installed) {
  if (!wanted || !installed) return 'the list of installed packages cannot be read';
  for (const [path, entry] of Object.entries(wanted)) {
    const found = installed[path];
    if (!found && !mayBeMissing(entry)) return `${path} is missing`;
    if (found && !isSame(entry, found)) return `${path} is another version than in package-lock.json`;
  }
  const superfluous = Object.keys(installed).find((path) => !(path in wanted));
  return superfluous ? `${superfluous} is no longer in package-lock.json` : null;
}

/** The lock also names packages for other platforms, and ones that nothing asks for any more. */
function mayBeMissing(entry) {
  return Boolean(entry.optional || entry.devOptional || entry.extraneous);
}

function isSame(wanted, found) {
  return wanted.version === found.version && wanted.integrity === found.integrity;
}

function packagesOf(text) {
  try {
    const { '': _project, ...packages } = JSON.parse(text).packages;
    return packages;
  } catch {
    return null;
  }
}

function readOrNull(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
