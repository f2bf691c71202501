import { z } from 'zod';
import { ConfigurationDocument } from '../core/configuration/document/document.ts';
import { FINDINGS } from '../core/configuration/findings.ts';
import { FUNCTIONS, METHODS } from '../core/rules/guard.ts';
import { LIMITS } from '../core/rules/limits.ts';
import { VARIABLES } from '../core/rules/variables.ts';
import { code, table } from './markdown.ts';
import { EXAMPLE_ITEM, RULE_EXAMPLES, type RuleExample } from './rule-examples.ts';

/** As much of JSON Schema as the document uses. */
interface Schema {
  readonly [key: string]: unknown;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
}

const TITLE = 'The configuration document of Signalbox';

/** For editors: what the schema can say of a document before `validate` reads its meaning. */
export function configurationSchema(): Schema {
  const made = z.toJSONSchema(ConfigurationDocument, { io: 'input', unrepresentable: 'any' }) as Schema;
  const { $schema, ...rest } = withDefaults(made) as Schema;
  return { $schema, title: TITLE, ...rest };
}

/** Under the name that editors know. */
function withDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withDefaults);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key === 'usual' ? 'default' : key, withDefaults(inside)]),
  );
}

/** Each named form in words. */
const FORMS: Readonly<Record<string, string>> = {
  name: '1 to 63 lower-case letters, digits and hyphens, not beginning with a hyphen; or such a name that is declared elsewhere',
  text: 'up to 200 characters without control characters',
  duration: 'ISO 8601 without months and years, up to `P3650D`: `PT30S`, `PT5M`, `P2D`',
  'signed duration': 'a duration, or one before: `-PT1H`',
  expression: 'a rule of up to 4,000 characters: see [Rules](#rules)',
  'time zone': 'an IANA zone such as `Europe/Copenhagen`',
  units: 'capacity units, 1 to 1,000',
  level: 'a level of a skill by its number, 1 to 5',
  'name of a level': 'a level by the name that its skill gives it',
  hours: '`08:00-18:00`; `22:00-06:00` ends on the next day, and `00:00-24:00` is the whole day',
  days: 'a day or a span of days: `sat`, `mon-fri`',
  date: '`2026-12-24`',
  'iCalendar text': 'up to 500,000 characters, beginning with `BEGIN:VCALENDAR`',
};

const UNITS: Readonly<Record<keyof typeof LIMITS, string>> = {
  source: 'characters of an expression',
  nodes: 'nodes of its syntax tree',
  depth: 'levels that it nests',
  listElements: 'elements of a list, written or sent; a longer one that was sent counts as missing',
  text: 'characters of a text that was sent; a longer one counts as missing',
  values: 'values that the attributes of an item have in all; those beyond count as missing',
  valueDepth: 'levels that they nest',
  patternText: 'characters that `re` looks at; a longer text is an error of the rule',
  steps: 'worst-case steps of one evaluation',
};

export function configurationReference(): string {
  const sections = Object.entries(configurationSchema().properties!);
  const list = (of: Readonly<Record<string, string>>) =>
    table(
      ['name', 'use'],
      Object.entries(of).map(([name, use]) => [code(name), use]),
    );
  return `${[
    '# The configuration document',
    'Made from the schema by `npm run docs`. YAML 1.2 or JSON of up to 2 MB, without aliases; keys that are not listed are refused. `signalbox configuration validate FILE` checks it. Editors can check it by [configuration.schema.json](configuration.schema.json): begin the file with `# yaml-language-server: $schema=` and where it lies.',
    'In the tables, `NAME` stands for a name of your own, and `[]` for each entry of a list.',
    '## Forms',
    table(['form', 'is'], Object.entries(FORMS)),
    ...sections.flatMap(([name, schema]) => [`## ${name}`, schema.description!, settings(name, schema)]),
    HOLIDAYS,
    '## Rules',
    'Rules are [CEL](https://cel.dev) expressions. A condition is cut at its outermost `&&` into parts that are each explained. What was not sent is missing: comparing it is an error, an error counts as not holding, and `has()` asks. A key that is no plain word is written `item.attributes["first-name"]`, and a calendar with a hyphen `calendars["night-shift"]`.',
    '### Variables',
    table(['variable', 'type', 'is'], variables()),
    '### Functions',
    list(FUNCTIONS),
    '### Methods',
    list(METHODS),
    ...examples(),
    '### Limits',
    'What is beyond them is refused when the document is saved, or seen as missing when an item comes.',
    table(
      ['most', 'of'],
      Object.entries(LIMITS).map(([name, most]) => [most.toLocaleString('en'), UNITS[name as keyof typeof LIMITS]]),
    ),
    '## Findings',
    'An error keeps a document from being published. A warning has to be acknowledged.',
    table(
      ['code', 'severity', 'means'],
      Object.entries(FINDINGS).map(([name, { severity, about }]) => [code(name), severity, about]),
    ),
  ].join('\n\n')}\n`;
}

/** Each is evaluated in a test. */
const examples = (): string[] => [
  '### Examples',
  'Of this item, on Monday 23 November 2026 at 9:30. *Fails* counts as not holding, and an explanation gives the reason; *refused* is not even saved.',
  `\`\`\`json\n${JSON.stringify(EXAMPLE_ITEM, null, 2)}\n\`\`\``,
  ...Object.entries(RULE_EXAMPLES).flatMap(([about, rules]) => [
    `**${about}**`,
    table(
      ['rule', 'gives', ''],
      rules.map(({ when, gives, note = '' }) => [code(when), inWords(gives), note]),
    ),
  ]),
];

function inWords(gives: RuleExample['gives']): string {
  if (typeof gives === 'string') return code(gives);
  return 'fails' in gives ? `fails: ${gives.fails}` : `refused: ${gives.refused}`;
}

const HOLIDAYS = `### Holidays of a country

\`holidays: { country: DK }\` needs the package \`date-holidays\`, which does not come with Signalbox: it weighs 45 MB in 15 packages. Where the engine and the command line run, \`npm install --no-save date-holidays@3.37.0\` adds it. Public holidays that take the whole day close the calendar. Without it, give \`dates\` or an iCalendar file.`;

const settings = (name: string, schema: Schema): string =>
  table(['setting', 'form', 'if left out', 'means'], unique(rowsOf(schema, name)));

/** The forms of a union have some settings in common. */
const unique = (rows: readonly string[][]): string[][] => [
  ...new Map(rows.map((row) => [`${row[0]} ${row[3]}`, row])).values(),
];

function rowsOf(schema: Schema, path: string, needed = 'needed'): string[][] {
  const { properties, items, anyOf, oneOf, additionalProperties, required } = schema;
  const inside = Object.entries(properties ?? {}).flatMap(([key, one]) => [
    [code(`${path}.${key}`), form(one), required?.includes(key) ? needed : usual(one), one.description ?? ''],
    ...rowsOf(one, `${path}.${key}`),
  ]);
  const key = (schema.propertyNames?.title ?? 'name').replaceAll(' ', '-').toUpperCase();
  return [
    ...inside,
    ...(items === undefined ? [] : rowsOf(items, `${path}[]`)),
    ...(additionalProperties ? rowsOf(additionalProperties, `${path}.${key}`) : []),
    ...[...(anyOf ?? []), ...(oneOf ?? [])].flatMap((one) => rowsOf(one, path, 'needed for this form')),
  ];
}

const usual = ({ default: value }: Schema): string =>
  value === undefined ? '' : code(typeof value === 'string' ? value : JSON.stringify(value));

function form(schema: Schema): string {
  const { title, type, items, anyOf, oneOf, additionalProperties, properties } = schema;
  if (title !== undefined) {
    if (!Object.hasOwn(FORMS, title)) throw new Error(`The form ${title} is not described.`);
    return title;
  }
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  const forms = anyOf ?? oneOf;
  if (forms !== undefined) return [...new Set(forms.map(form))].join(' or ');
  if (type === 'array') return `list of ${form(items!)}`;
  if (properties !== undefined) return 'settings';
  if (additionalProperties) return `map of ${form(additionalProperties)}`;
  return simple(schema);
}

function simple({ type, minimum, exclusiveMinimum, maximum }: Schema): string {
  if (type === 'boolean') return '`true` or `false`';
  if (type !== 'integer' && type !== 'number') return type === 'string' ? 'text' : String(type);
  const kind = type === 'integer' ? 'whole number' : 'number';
  const from = exclusiveMinimum === undefined ? minimum?.toLocaleString('en') : `above ${exclusiveMinimum}`;
  if (from === undefined) return maximum === undefined ? kind : `${kind} up to ${maximum.toLocaleString('en')}`;
  return `${kind} ${from} to ${maximum!.toLocaleString('en')}`;
}

const variables = (): string[][] =>
  VARIABLES.flatMap(({ name, about, type }) =>
    typeof type === 'string'
      ? [[code(name), code(type), about]]
      : [
          [code(name), '', about],
          ...Object.entries(type).map(([field, of]) => [code(`${name}.${field}`), code(of.type), of.about]),
        ],
  );
