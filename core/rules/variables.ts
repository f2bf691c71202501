import { LIMITS } from './limits.ts';

export interface Field {
  readonly type: 'string' | 'int' | 'bool' | 'map<string, dyn>' | 'map<string, bool>';
  readonly about: string;
}

export interface Variable {
  readonly name: string;
  readonly about: string;
  /** One type, or the fields of a record. */
  readonly type: Field['type'] | Readonly<Record<string, Field>>;
}

const text = (about: string): Field => ({ type: 'string', about });
const whole = (about: string): Field => ({ type: 'int', about });

/** All that a rule can see: the type checker, the reference and the examples are made from this list. */
export const VARIABLES: readonly Variable[] = [
  {
    name: 'item',
    about: 'The work item as it was handed in, with what earlier rulesets have set.',
    type: {
      source: text('Who handed it in.'),
      channel: text('Its channel.'),
      workstream: text('Its workstream; empty in the conditions that choose one.'),
      queue: text('The queue that was asked for or that an earlier ruleset chose; empty when none was.'),
      subject: text('Its subject; empty when it has none.'),
      priority: whole('Its priority, -100 to 100.'),
      cost: whole('The capacity units it takes.'),
      attributes: { type: 'map<string, dyn>', about: 'Whatever the channel sent along.' },
    },
  },
  {
    name: 'customer',
    about: 'What the channel said of the customer, and `ref`, the customer reference.',
    type: 'map<string, dyn>',
  },
  {
    name: 'channel',
    about: 'The channel of the item.',
    type: { name: text('Its name.'), live: { type: 'bool', about: 'Whether a person waits at the other end.' } },
  },
  {
    name: 'time',
    about:
      "Now, by the clock on the wall: in a queue rule in the time zone of the queue's hours, elsewhere in the organisation's.",
    type: {
      hour: whole('0 to 23.'),
      minute: whole('0 to 59.'),
      weekday: text('mon, tue, wed, thu, fri, sat or sun.'),
      date: text('Such as 2026-12-24.'),
    },
  },
  {
    name: 'calendars',
    about: 'Each calendar by its name: true while it is open.',
    type: 'map<string, bool>',
  },
];

/** The values of the variables at one evaluation. */
export interface Facts {
  readonly item: {
    readonly source: string;
    readonly channel: string;
    readonly workstream: string;
    readonly queue: string;
    readonly subject: string;
    readonly priority: number;
    readonly cost: number;
    readonly attributes: Readonly<Record<string, unknown>>;
  };
  readonly customer: Readonly<Record<string, unknown>>;
  readonly channel: { readonly name: string; readonly live: boolean };
  readonly time: { readonly hour: number; readonly minute: number; readonly weekday: string; readonly date: string };
  readonly calendars: Readonly<Record<string, boolean>>;
}

/** Facts in the form the language takes: whole numbers of a declared type as bigint, and nothing that is too large to look at. */
export function inLanguage(facts: Facts): Record<string, unknown> {
  const { item, time } = facts;
  return {
    item: {
      ...item,
      subject: item.subject.slice(0, LIMITS.text),
      priority: BigInt(item.priority),
      cost: BigInt(item.cost),
      attributes: visible(item.attributes),
    },
    customer: visible(facts.customer),
    channel: facts.channel,
    time: { ...time, hour: BigInt(time.hour), minute: BigInt(time.minute) },
    calendars: facts.calendars,
  };
}

/** The part of a JSON object that rules can see: what is too long, too deep or too much is left out, as if it had not been sent. */
function visible(value: Readonly<Record<string, unknown>>): unknown {
  let left = LIMITS.values;
  const look = (one: unknown, depth: number): unknown => {
    left -= 1;
    if (left < 0 || depth > LIMITS.valueDepth) return undefined;
    if (typeof one === 'string') return one.length > LIMITS.text ? undefined : one;
    if (typeof one !== 'object' || one === null) return one;
    if (Array.isArray(one)) {
      if (one.length > LIMITS.listElements) return undefined;
      return one.map((element) => look(element, depth + 1)).filter((element) => element !== undefined);
    }
    const seen: Record<string, unknown> = Object.create(null);
    for (const key in one) {
      if (left <= 0) break;
      const inside = look((one as Record<string, unknown>)[key], depth + 1);
      if (inside !== undefined) seen[key] = inside;
    }
    return seen;
  };
  return look(value, 0) ?? Object.create(null);
}
