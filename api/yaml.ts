import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';

export interface Yaml {
  readonly value: unknown;
  /** The line, from 1, of what an RFC 6901 pointer leads to, or of the nearest thing around it. */
  readonly lineOf: (pointer: string) => number | null;
}

/**
 * A YAML 1.2 document, and so JSON too. Keys that stand twice are refused, and so are aliases: a few of them can stand for gigabytes.
 * @throws Error with a sentence that says where
 */
export function readYaml(text: string): Yaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: true, logLevel: 'error' });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new Error(problem.message.split('\n')[0]!.replace(/:$/, ''));
  visit(document, {
    Alias: (_, alias) => {
      const at = lines.linePos(alias.range?.[0] ?? 0);
      throw new Error(
        `Aliases such as *${alias.source} are refused: write it out, at line ${at.line}, column ${at.col}`,
      );
    },
  });
  const root = document.contents as Node | null;
  return { value: document.toJS({ maxAliasCount: 0 }), lineOf: (pointer) => lineOf(root, pointer, lines) };
}

function lineOf(root: Node | null, pointer: string, lines: LineCounter): number | null {
  let node = root;
  let offset = root?.range?.[0];
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const found = childOf(node, key);
    if (found === null) break;
    node = found.value;
    offset = found.offset ?? offset;
  }
  return offset === undefined ? null : lines.linePos(offset).line;
}

function childOf(node: Node | null, key: string): { value: Node | null; offset: number | undefined } | null {
  if (isMap(node)) {
    const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key);
    if (pair === undefined || !isScalar(pair.key)) return null;
    return { value: pair.value as Node | null, offset: pair.key.range?.[0] };
  }
  if (!isSeq(node) || !/^\d+$/.test(key)) return null;
  const value = node.items[Number(key)] as Node | undefined;
  return value === undefined ? null : { value, offset: value.range?.[0] };
}
