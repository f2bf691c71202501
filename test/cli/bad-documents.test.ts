import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { BAD_DOCUMENTS } from '../support/bad-documents.ts';
import { runInProcess } from '../support/in-process.ts';

const directory = mkdtempSync(join(tmpdir(), 'signalbox-bad-'));
afterAll(() => rmSync(directory, { recursive: true }));

it.each(BAD_DOCUMENTS.map((one) => [one.what, one] as const))(
  'signalbox configuration validate says what is wrong with %s, and where',
  async (_, { text, place, says }) => {
    const file = join(directory, 'bad.yaml');
    writeFileSync(file, text);
    const { code, out, err } = await runInProcess('configuration', 'validate', file);
    expect(code).toBe(1);
    if (place === undefined) {
      expect(err).toMatch(says);
      expect(err.trimEnd().split('\n')).toHaveLength(1);
    } else {
      const line = out.split('\n').find((one) => one.includes(` ${place || '/'}: `));
      expect(line, out.slice(0, 500)).toMatch(says);
      expect(line).toMatch(text === '' ? /^error / : /^error \w+ .*\(line \d+\)$/);
    }
  },
);
