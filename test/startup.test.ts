import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LOADED = /^(?:import|export) (?!type\b)[^;]*?from '([^']+)';/gm;

/** Every package and file that is loaded before a command has begun. */
function loadedBy(path: string, seen = new Set<string>()): Set<string> {
  for (const [, from] of readFileSync(`${ROOT}/${path}`, 'utf8').matchAll(LOADED)) {
    const target = from!.startsWith('.') ? posix.join(posix.dirname(path), from!) : from!;
    if (seen.has(target)) continue;
    seen.add(target);
    if (target !== from) loadedBy(target, seen);
  }
  return seen;
}

it('a command that only asks the API loads no server, no database and no rules: it is there in half a second, not in two', () => {
  const loaded = [...loadedBy('cli/main.ts')];
  expect(loaded).toContain('cli/item.ts');
  expect(loaded).toContain('zod');
  expect(
    loaded.filter((one) => /^(@?hono|@temporalio|postgres|drizzle|@marc|re2js|ical|temporal-poly)/.test(one)),
  ).toEqual([]);
  expect(
    loaded.filter((one) => /^(api\/app|core\/(apply|configuration\/compile)|engine\/writer)\.ts$/.test(one)),
  ).toEqual([]);
});
