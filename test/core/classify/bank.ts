import { parse } from 'yaml';
import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';

/** A bank with rules, in the shape of what an administrator writes; `more` replaces whole sections. */
export function bank(more: object = {}): Configuration {
  const compiled = compile({ ...parse(DOCUMENT), ...more }, 1);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.findings, null, 2));
  return compiled.configuration;
}

const DOCUMENT = `
organisation: { name: Harbour Bank, timeZone: Europe/Copenhagen }
skills:
  german: { name: German, levels: [basic, conversational, good, fluent, native] }
  french: { name: French }
  stocks: { name: Stock trading }
groups: { experts: { name: Experts } }
calendars:
  office: { timeZone: Europe/Copenhagen, weekly: { mon-fri: ["08:00-18:00"] } }
queues:
  regular: { name: Regular }
  stocks: { name: Stocks, hours: office }
  late: { name: Late }
workstreams:
  chat:
    channel: chat
    cost: 3
    classify:
      language:
        - { when: 'item.attributes.language == "de"', then: { require: { german: good }, relaxable: true } }
        - { when: 'has(customer.language)', then: { requireFrom: { value: customer.language, skills: { fr: french, de: german }, level: 2 } } }
      worth:
        - { when: 'customer.tier in ["gold", "platinum"]', then: { priority: 10, set: { segment: vip }, prefer: { agent: customer.accountManager, for: PT45S } } }
        - { when: 'item.attributes.amount > 100000', then: { priority: 5, due: PT10M, require: { stocks: { value: 'customer.level + 1' } } } }
      later:
        - { when: 'item.attributes.segment == "vip" && item.priority >= 10', then: { cost: 5, groups: [experts] } }
    queue:
      - { when: 'item.attributes.topic == "stocks"', to: stocks }
      - { when: 'item.attributes.topic == "split"', split: { regular: 30, late: 70 } }
      - { when: 'item.attributes.topic != "none"', to: regular }
profiles:
  desk:
    name: Desk
    capacity: 10
    channels: { chat: {} }
    queues: [{ queue: regular }, { queue: stocks }, { queue: late }]
`;
