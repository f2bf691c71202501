import type { Facts } from '../core/rules/variables.ts';

/** What the examples are about: an item of the channel chat on Monday 23 November 2026 at 9:30. */
export const EXAMPLE_ITEM = {
  subject: 'Where is my order?',
  priority: 3,
  attributes: {
    language: 'de',
    amount: 2.5,
    count: 3,
    digits: '3',
    tags: ['new', 'vip'],
    order: { total: 12, lines: [{ sku: 'a', pieces: 2 }] },
    note: null,
    quote: 'say "hi"',
    path: 'a\\b',
    sentAt: '2026-11-23T09:30:00Z',
  },
};

export const EXAMPLE_FACTS: Facts = {
  item: { source: 'web', channel: 'chat', workstream: 'chat', queue: '', cost: 1, ...EXAMPLE_ITEM },
  customer: { ref: 'c-77', tier: 'gold' },
  channel: { name: 'chat', live: true },
  time: { hour: 9, minute: 30, weekday: 'mon', date: '2026-11-23' },
  calendars: { office: true },
};

/** `refused`: not even saved. `fails`: counts as not holding, for the reason that explanations give. */
export interface RuleExample {
  readonly when: string;
  readonly gives: 'true' | 'false' | { readonly fails: string } | { readonly refused: string };
  readonly note?: string;
}

const yes = (when: string, note = ''): RuleExample => ({ when, gives: 'true', note });
const no = (when: string, note = ''): RuleExample => ({ when, gives: 'false', note });
const fails = (when: string, because: string, note = ''): RuleExample => ({ when, gives: { fails: because }, note });
const refused = (when: string, because: string, note = ''): RuleExample => ({
  when,
  gives: { refused: because },
  note,
});

export const RULE_EXAMPLES: Readonly<Record<string, readonly RuleExample[]>> = {
  'What was not sent': [
    fails('item.attributes.topic == "x"', 'item.attributes.topic is missing'),
    fails('item.attributes.topic != "x"', 'item.attributes.topic is missing', 'Missing is not unequal.'),
    no('has(item.attributes.topic)'),
    yes('!has(item.attributes.topic) || item.attributes.topic == "x"'),
    yes('item.attributes.topic == "x" || channel.live', 'One side that is true is enough.'),
    yes('has(item.attributes.note) && item.attributes.note == null', 'Null was sent.'),
    fails('!has(item.attributes.cart.total)', 'cart is missing', '`has` asks for the last key only.'),
    yes('has(item.attributes.order.total)'),
    fails('calendars.night', 'calendars.night is missing'),
  ],
  Numbers: [
    yes('item.attributes.count == 3 && item.attributes.count == 3.0', 'What was sent compares with either form.'),
    yes('item.attributes.count + 1 == 4 && item.attributes.count / 2 == 1.5'),
    yes('item.priority / 2 == 1', 'Priority and cost are whole, and so is what is left of a division.'),
    yes('item.priority / 2.0 == 1.5 && item.priority * 1.5 == 4.5'),
    fails('item.priority / 0 == 1', 'division by zero'),
    no('item.attributes.digits == 3', 'A text is no number.'),
    fails('item.attributes.digits > 2', 'no such overload: dyn<string> > int'),
    yes('int(item.attributes.digits) == 3'),
    fails('int(item.attributes.language) == 3', 'int() type error: cannot convert to int'),
    refused('item.priority == "high"', 'no such overload: int == string'),
    fails('item.priority + 9223372036854775807 > 0', 'integer overflow: 9223372036854775810'),
  ],
  Texts: [
    no('item.attributes.language == "DE"'),
    yes('item.attributes.language.upperAscii() == "DE"'),
    yes('item.attributes.language < "en" && "Z" < "a"', 'By code point: capitals first.'),
    yes('item.attributes.quote == "say \\"hi\\"" && item.attributes.quote == \'say "hi"\''),
    yes('item.attributes.path == "a\\\\b" && item.attributes.path == r"a\\b"', '`r` takes a text as it stands.'),
    yes('"Gr\\u00fc\\u00dfe" == "Grüße"'),
    fails('item.attributes.language + 3 == "de3"', 'no such overload: dyn<string> + int'),
    yes('item.attributes.language + string(item.attributes.count) == "de3"'),
    yes(
      're(item.subject, "(?i)ORDER") && re(item.attributes.language, "^(de|en)$")',
      'Found anywhere without `^` and `$`.',
    ),
    fails('re(item.attributes.count, "3")', "found no matching overload for 're(double, string)'"),
    refused('item.subject.matches("order")', 'The rule language has no method matches'),
  ],
  'Lists and maps': [
    yes('"vip" in item.attributes.tags && !("old" in item.attributes.tags)'),
    yes('"language" in item.attributes', 'In a map: whether there is such a key.'),
    yes('item.attributes.language in ["de", "fr"] && item.attributes.count in [1, 3]'),
    yes('item.attributes.tags == ["new", "vip"]', 'In this order.'),
    yes('item.attributes.order.lines[0].sku == "a"', 'Counted from 0.'),
    fails('item.attributes.order.lines[1].sku == "a"', 'No such key: index out of bounds, index 1 >= size 1'),
    yes('item.attributes.order.lines.exists(line, line.pieces > 1)'),
    yes('item.attributes.tags.all(tag, tag != "old")'),
    yes('item.attributes.order.exists(key, key == "total")', 'Of a map: over its keys.'),
    fails('"vip" in item.attributes.note', 'no such overload: string in dyn<null>'),
    fails('item.attributes.language', 'it is neither true nor false'),
  ],
  Time: [
    yes('time.weekday in ["mon", "tue"] && time.hour * 60 + time.minute < 9 * 60 + 45'),
    yes('time.date >= "2026-11-01" && time.date < "2026-12-01"', 'Dates in this form sort as texts.'),
    yes('item.attributes.sentAt < "2026-12-01"', 'So do instants, as long as all are in UTC.'),
    refused('timestamp(item.attributes.sentAt) == null', 'The rule language has no function timestamp'),
  ],
};
