import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  visit,
} from 'yaml';

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
  refuseDeep(text);
  const lines = new LineCounter();
  // Its own search for keys that stand twice takes a time by the square of their number.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'error' });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw new Error(problem.message.split('\n')[0]!.replace(/:$/, ''));
  refuseOddities(document, lines);
  const root = document.contents as Node | null;
  return { value: document.toJS({ maxAliasCount: 0 }), lineOf: (pointer) => lineOf(root, pointer, lines) };
}

/** Aliases, keys that stand twice, and keys that are no text. */
function refuseOddities(document: Document, lines: LineCounter): void {
  const refuse = (what: string, offset: number | undefined): never => {
    const { line, col } = lines.linePos(offset ?? 0);
    throw new Error(`${what}, at line ${line}, column ${col}`);
  };
  visit(document, {
    Alias: (_, alias) => refuse(`Aliases such as *${alias.source} are refused: write it out`, alias.range?.[0]),
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) refuse(`The key ${JSON.stringify(name.slice(0, 63))} stands twice`, key.range?.[0]);
        seen.add(name);
      }
    },
    Pair: (_, { key }) => {
      if (!isScalar(key) && !isAlias(key)) refuse('A key has to be a text', (key as Node | null)?.range?.[0]);
    },
  });
}

/** Open tokens at once; a level takes one or two. A configuration needs about 20. */
const MOST_OPEN = 200;

/** The library composes by recursion: 100,000 brackets do not only overflow its stack, they end the process. */
function refuseDeep(text: string): void {
  const lines = new LineCounter();
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme)) if (parser.stack.length > MOST_OPEN) break;
    if (parser.stack.length <= MOST_OPEN) continue;
    const { line, col } = lines.linePos(parser.offset);
    throw new Error(`This nests too deep, at line ${line}, column ${col}`);
  }
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
