import type { Facts } from '../../../core/rules/variables.ts';

export function factsWith(
  change: { attributes?: Record<string, unknown>; customer?: Record<string, unknown>; subject?: string } = {},
): Facts {
  return {
    item: {
      source: 'web-shop',
      channel: 'chat',
      workstream: 'chat',
      queue: '',
      subject: change.subject ?? 'Where is my order?',
      priority: 3,
      cost: 1,
      attributes: change.attributes ?? {
        language: 'de',
        amount: 100_001.5,
        count: 3,
        tags: ['new', 'vip'],
        note: null,
      },
    },
    customer: change.customer ?? { ref: 'c-77', tier: 'gold' },
    channel: { name: 'chat', live: true },
    time: { hour: 9, minute: 30, weekday: 'mon', date: '2026-11-23' },
    calendars: { office: true, night: false },
  };
}
