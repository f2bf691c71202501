import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readYaml } from '../../../api/documents/yaml.ts';
import { compile } from '../../../core/configuration/compile.ts';
import { type ConfigurationFinding, FINDINGS, severityOf } from '../../../core/configuration/findings.ts';
import { type InUse, orphans } from '../../../core/configuration/orphans.ts';
import type { People } from '../../../core/configuration/warn/staff.ts';

const FOLDER = 'test/core/configuration/corpus';

interface Expected {
  readonly about: string;
  /** `severity code pointer: sentence`, in the order found, or `unreadable: sentence`. */
  readonly findings: readonly string[];
  readonly people?: People;
  readonly inUse?: InUse;
}

/** Each file is what is expected, a line `---`, and the document as somebody wrote it. */
const corpus = readdirSync(FOLDER)
  .toSorted()
  .map((file) => {
    const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
    const cut = text.indexOf('\n---\n');
    return { file, expected: parse(text.slice(0, cut)) as Expected, document: text.slice(cut + 5) };
  });

function found(document: string, { people, inUse }: Expected): string[] {
  let value: unknown;
  try {
    value = readYaml(document).value;
  } catch (error) {
    return [`unreadable: ${(error as Error).message}`];
  }
  const compiled = compile(value, 1, people === undefined ? {} : { people });
  if (!compiled.ok) return compiled.findings.map(said);
  const lost = inUse === undefined ? [] : orphans(compiled.configuration, inUse);
  return [...lost, ...compiled.warnings].map(said);
}

const said = (one: ConfigurationFinding): string =>
  `${severityOf(one)} ${one.code} ${one.pointer || '/'}: ${one.detail}`;

describe('the corpus of documents', () => {
  it.each(corpus.map((one) => [one.file, one] as const))('%s has exactly its findings', (_file, one) => {
    expect(found(one.document, one.expected)).toEqual(one.expected.findings);
  });

  it('is large enough, and has every kind of finding', () => {
    const codes = new Set(corpus.flatMap(({ expected }) => expected.findings.map((one) => one.split(' ')[1])));
    expect(corpus.length).toBeGreaterThanOrEqual(40);
    expect(Object.keys(FINDINGS).filter((code) => !codes.has(code))).toEqual([]);
  });

  it('has organisations in which nothing is wrong', () => {
    const good = corpus.filter(({ expected }) => expected.findings.length === 0);
    expect(good.every(({ file }) => file.startsWith('good-'))).toBe(true);
    expect(good.length).toBeGreaterThanOrEqual(7);
  });
});
