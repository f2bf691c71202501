import { CsvError, parse } from 'csv-parse/sync';
import type { NamedAgent } from '../core/command.ts';
import { findingsOf } from '../core/forms.ts';
import type { Finding } from '../core/outcome.ts';
import { AgentBody, slug } from './schemas.ts';

export interface AgentLine extends NamedAgent {
  /** Of the text, from 1. */
  readonly line: number;
}

const MOST_AGENTS = 2_000;
const NEEDED = ['id', 'name', 'profile'] as const;
const COLUMNS = [...NEEDED, 'groups', 'skills', 'attributes', 'capacity', 'limits', 'connectivity'] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

/** Agents from CSV, and everything that is wrong with it, line by line. */
export function readAgents(text: string): { agents: AgentLine[]; findings: Finding[] } {
  const read = recordsOf(text);
  if ('finding' in read) return { agents: [], findings: [read.finding] };
  const [head, ...rows] = read.records;
  const wrongHead = head === undefined ? at(1, '', 'There is no line.') : headProblem(head);
  if (head === undefined || wrongHead !== null) return { agents: [], findings: [wrongHead!] };
  if (rows.length > MOST_AGENTS) {
    const detail = `There are ${rows.length} agents; at most ${MOST_AGENTS} are taken at a time: part the file.`;
    return { agents: [], findings: [{ pointer: '', detail }] };
  }
  const agents: AgentLine[] = [];
  const findings: Finding[] = [];
  const seen = new Map<string, number>();
  for (const { cells, line } of rows) {
    const agent = agentOf(cells, { line, head: head.cells });
    if (Array.isArray(agent)) findings.push(...agent);
    else if (seen.has(agent.id))
      findings.push(at(line, 'id', `Agent ${agent.id} stands in line ${seen.get(agent.id)} already.`));
    else {
      seen.set(agent.id, line);
      agents.push(agent);
    }
  }
  return { agents, findings };
}

interface Line {
  readonly cells: readonly string[];
  readonly line: number;
}

function recordsOf(text: string): { records: Line[] } | { finding: Finding } {
  try {
    const options = { bom: true, trim: true, info: true, skip_empty_lines: true, relax_column_count: true } as const;
    const found = parse(text, options) as unknown as { record: string[]; info: { lines: number } }[];
    return { records: found.map(({ record, info }) => ({ cells: record, line: info.lines })) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { finding: at(Number(error['lines'] ?? 1), '', `The line cannot be read: ${error.message.slice(0, 200)}`) };
  }
}

const at = (line: number, column: string, detail: string): Finding => ({
  pointer: column === '' ? `/${line}` : `/${line}/${column}`,
  detail: `Line ${line}: ${detail}`,
});

function headProblem({ cells, line }: Line): Finding | null {
  const unknown = cells.find((one) => !(COLUMNS as readonly string[]).includes(one));
  if (unknown !== undefined)
    return at(line, '', `There is no column ${JSON.stringify(unknown.slice(0, 80))}; known: ${COLUMNS.join(', ')}.`);
  const twice = cells.find((one, place) => cells.indexOf(one) !== place);
  if (twice !== undefined) return at(line, twice, `Column ${twice} stands there twice.`);
  const missing = NEEDED.filter((one) => !cells.includes(one));
  return missing.length === 0 ? null : at(line, '', `The first line has to name the column ${missing.join(' and ')}.`);
}

function agentOf(
  cells: readonly string[],
  { line, head }: { line: number; head: readonly string[] },
): AgentLine | Finding[] {
  if (cells.length !== head.length)
    return [at(line, '', `It has ${cells.length} cells, and the first line ${head.length}.`)];
  const given = Object.fromEntries(
    head.map((name, place) => [name, cells[place]]).filter(([, cell]) => cell !== ''),
  ) as Cells;
  const { id = '', groups, skills, attributes, capacity, limits, ...rest } = given;
  const doubtful = LISTS.flatMap((column) => doubtIn(given[column] ?? '').map((detail) => at(line, column, detail)));
  if (doubtful.length > 0) return doubtful;
  const written = {
    ...rest,
    ...(groups === undefined ? {} : { groups: words(groups) }),
    ...(skills === undefined ? {} : { skills: pairs(skills, numeric) }),
    ...(attributes === undefined ? {} : { attributes: pairs(attributes, String) }),
    ...(capacity === undefined ? {} : { capacity: numeric(capacity) }),
    ...(limits === undefined ? {} : { limits: pairs(limits, numeric) }),
  };
  const parsed = AgentBody.safeParse(written);
  const named = slug.safeParse(id);
  if (parsed.success && named.success) return { id, line, input: parsed.data };
  const wrong = [
    ...(named.success ? [] : findingsOf(named.error).map((one) => ({ ...one, pointer: '/id' }))),
    ...(parsed.success ? [] : findingsOf(parsed.error)),
  ];
  return wrong.map(({ pointer, detail }) => at(line, pointer.slice(1), `${pointer.slice(1)}: ${detail}`));
}

const LISTS = ['groups', 'skills', 'attributes', 'limits'] as const;

/** What would be passed over in silence: of two entries with one name the first, and a name that every map has. */
function doubtIn(cell: string): string[] {
  const names = words(cell).map((word) => word.split(':')[0]!);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) return [`${JSON.stringify(twice.slice(0, 80))} stands there twice.`];
  return names.includes('__proto__') ? ['The name __proto__ is not allowed.'] : [];
}

const words = (cell: string): string[] => cell.split(/\s+/);

/** A cell that is no number stays what it is, and is refused as that. */
const numeric = (cell: string): unknown => (/^\d{1,9}$/.test(cell) ? Number(cell) : cell);

/** `german:4 french:2`; a word without a colon has no value, and is refused. */
const pairs = (cell: string, value: (text: string) => unknown): Record<string, unknown> =>
  Object.fromEntries(
    words(cell).map((word) => {
      const [name = '', ...rest] = word.split(':');
      return [name, rest.length === 0 ? null : value(rest.join(':'))];
    }),
  );
