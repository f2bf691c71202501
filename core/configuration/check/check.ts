import type { CountryHolidays, Days } from '../../calendar/holidays.ts';
import { type CompiledExpression, compileExpression, type Expression, type Kind } from '../../rules/expression.ts';
import type { ConfigurationDocument } from '../document/document.ts';
import type { ConfigurationFinding, FindingCode } from '../findings.ts';
import { quoted, SINGULAR } from '../place.ts';
import type { Declared, Section } from '../read.ts';
import { checkCalendars } from './calendars.ts';
import { expressionKey } from './expression-key.ts';
import { checkPeople } from './people.ts';
import { checkEscalations, checkQueues } from './queues.ts';
import { checkWorkstreams } from './workstreams.ts';

export interface Checked {
  readonly findings: readonly ConfigurationFinding[];
  /** By kind and source, so that each is read once. */
  readonly expressions: ReadonlyMap<string, Expression>;
  /** The same as they are written. */
  readonly sources: readonly Source[];
  /** By the name of the calendar. */
  readonly holidays: ReadonlyMap<string, Days>;
}

/** An expression as it is written. */
export interface Source {
  readonly kind: Kind;
  readonly source: string;
}

/** What the form cannot see: names that lead nowhere, levels that do not exist, steps out of order, rules that make no sense. */
export function checkDocument(
  document: ConfigurationDocument,
  given: { readonly declared: Declared; readonly countries: CountryHolidays | null },
): Checked {
  const check = new Check(document, given.declared);
  checkCalendars(check, given.countries);
  checkEscalations(check);
  checkQueues(check);
  checkWorkstreams(check);
  checkPeople(check);
  return check;
}

/** Gathers findings, and what is worth keeping of the check. */
export class Check implements Checked {
  readonly findings: ConfigurationFinding[] = [];
  readonly expressions = new Map<string, Expression>();
  readonly sources: Source[] = [];
  readonly holidays = new Map<string, Days>();
  /** Refused ones too: the same text may be wrong at several places. */
  private readonly compiled = new Map<string, CompiledExpression>();
  readonly document: ConfigurationDocument;
  private readonly declared: Declared;

  constructor(document: ConfigurationDocument, declared: Declared) {
    this.document = document;
    this.declared = declared;
  }

  add(code: FindingCode, pointer: string, detail: string): void {
    this.findings.push({ code, pointer, detail });
  }

  refer(section: Section, name: string | undefined, pointer: string): void {
    if (name === undefined || (this.declared[section]?.has(name) ?? true)) return;
    const detail = `There is no ${SINGULAR[section]} ${quoted(name)}: declare it or name another.`;
    this.add('dangling_reference', pointer, detail);
  }

  referAll(section: Section, names: readonly string[] | undefined, pointer: string): void {
    for (const [place, name] of (names ?? []).entries()) this.refer(section, name, `${pointer}/${place}`);
  }

  /** A level is a number on the scale of its skill, or one of the names that the skill gives its levels. */
  level(skill: string, level: number | string, at: { readonly skill: string; readonly level: string }): void {
    this.refer('skills', skill, at.skill);
    const skills = this.document.skills ?? {};
    // A skill that is not there, or whose own form is wrong, has been reported.
    if (!Object.hasOwn(skills, skill)) return;
    const names = skills[skill]!.levels;
    if (typeof level === 'string') {
      if (names?.includes(level)) return;
      const known = names === undefined ? 'its levels have no names' : `its levels are ${names.join(', ')}`;
      const said = JSON.stringify(level.slice(0, 63));
      this.add('unknown_level', at.level, `Skill ${skill} has no level ${said}: ${known}.`);
      return;
    }
    const highest = names?.length ?? 5;
    const detail = `Skill ${skill} has levels 1 to ${highest}, not ${level}.`;
    if (level > highest) this.add('unknown_level', at.level, detail);
  }

  expression(kind: Kind, source: string | undefined, pointer: string): void {
    if (source === undefined) return;
    const key = expressionKey(kind, source);
    const compiled = this.compiled.get(key) ?? compileExpression(source, kind);
    this.compiled.set(key, compiled);
    if (!compiled.ok) {
      const { at, detail } = compiled.refusal;
      this.add('bad_expression', pointer, `At character ${at + 1}: ${detail}`);
      return;
    }
    if (!this.expressions.has(key)) this.sources.push({ kind, source });
    this.expressions.set(key, compiled.expression);
    for (const path of compiled.expression.parts.flatMap(({ paths }) => paths))
      if (path.startsWith(CALENDARS)) this.refer('calendars', path.slice(CALENDARS.length), pointer);
  }
}

const CALENDARS = 'calendars.';
