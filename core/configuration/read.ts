import { ConfigurationDocument } from './document/document.ts';
import type { ConfigurationFinding } from './findings.ts';
import { pointer } from './pointer.ts';
import { findingsOf } from './wording.ts';

const SECTIONS = [
  'channels',
  'skills',
  'groups',
  'calendars',
  'escalations',
  'queues',
  'workstreams',
  'profiles',
  'agents',
] as const satisfies readonly (keyof ConfigurationDocument)[];
export type Section = (typeof SECTIONS)[number];

/** The names that a document declares, well formed or not; `null` where the section itself cannot be read. */
export type Declared = Readonly<Record<Section, ReadonlySet<string> | null>>;

export interface Read {
  /** What is well formed; entries with a problem are left out, so that the rest can still be checked. */
  readonly document: ConfigurationDocument | null;
  readonly declared: Declared;
  readonly findings: readonly ConfigurationFinding[];
}

/** Reads any JSON value; never throws. */
export function readDocument(input: unknown): Read {
  const declared = declaredIn(input);
  const reserved = reservedKeys(input);
  const parsed = ConfigurationDocument.safeParse(input);
  if (parsed.success) return { document: reserved.length > 0 ? null : parsed.data, declared, findings: reserved };
  const rest = ConfigurationDocument.safeParse(wellFormed(input, parsed.error.issues));
  const findings = parsed.error.issues.flatMap((issue) => findingsOf(issue));
  return { document: rest.success ? rest.data : null, declared, findings: [...findings, ...reserved] };
}

function declaredIn(input: unknown): Declared {
  const names = SECTIONS.map((section) => {
    const found = own(input, section);
    if (found === undefined) return [section, new Set<string>()] as const;
    return [section, isMap(found) ? new Set(Object.keys(found)) : null] as const;
  });
  return Object.fromEntries(names) as unknown as Declared;
}

function wellFormed(input: unknown, issues: readonly { readonly path: readonly PropertyKey[] }[]): object {
  const broken = new Set(issues.map(({ path }) => pointer(path.slice(0, 2))));
  const organisation = own(input, 'organisation');
  const isBroken = [...broken].some((one) => one.startsWith('/organisation'));
  const sections = SECTIONS.map((section) => {
    const found = own(input, section);
    const entries = isMap(found) && !broken.has(`/${section}`) ? Object.entries(found) : [];
    return [section, Object.fromEntries(entries.filter(([name]) => !broken.has(pointer([section, name]))))];
  });
  return { organisation: isBroken ? { name: 'unreadable' } : organisation, ...Object.fromEntries(sections) };
}

/** No form is nested deeper, so that whatever lies below is refused with what holds it. */
const DEEPEST = 50;

/** Zod passes over a `__proto__` key in a map of names without a word, so it is looked for here; no recursion, however deep. */
function reservedKeys(input: unknown): ConfigurationFinding[] {
  interface Node {
    readonly value: unknown;
    readonly path: readonly string[];
  }
  const findings: ConfigurationFinding[] = [];
  const open: Node[] = [{ value: input, path: [] }];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node.value !== 'object' || node.value === null || node.path.length > DEEPEST) continue;
    for (const [key, value] of Object.entries(node.value)) {
      const path = [...node.path, key];
      if (key === '__proto__')
        findings.push({ code: 'malformed', pointer: pointer(path), detail: 'The name "__proto__" is reserved.' });
      else open.push({ value, path });
    }
  }
  return findings;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: unknown, key: string): unknown =>
  isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
