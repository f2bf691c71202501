/** Short clocks, one workstream for each kind of wait that only time or an operator ends. */
const PATIENT = { decline: { backOff: 'PT1S', awayAfter: 100 } };
const chat = (to: string, more: object = {}): object => ({ channel: 'chat', queue: [{ to }], ...PATIENT, ...more });

export const ORGANISATION = {
  organisation: { name: 'Chaos' },
  channels: { chat: { live: true, offerTimeout: 'PT30S' }, callback: { live: true, offerTimeout: 'PT30S' } },
  skills: { rare: { name: 'What only Cleo knows, who is never here' } },
  escalations: { steep: [{ after: 'PT2S', relax: true }] },
  queues: {
    regular: { name: 'Regular' },
    steep: { name: 'Steep', escalation: 'steep' },
    nobody: { name: 'Where nobody works' },
    crowded: { name: 'Crowded', overflow: [{ when: { waitedOver: 'PT2S' }, then: { queue: 'regular' } }] },
  },
  workstreams: {
    chat: chat('regular'),
    hasty: chat('regular', { offer: { timeout: 'PT2S' } }),
    wrapped: chat('regular', { wrapUp: { timeout: 'PT2S' } }),
    steep: chat('steep', { require: { rare: { level: 1, relaxable: true } } }),
    brief: chat('nobody', { timeToLive: 'PT2S' }),
    crowded: chat('crowded'),
    promised: chat('regular', { targets: { resolution: 'PT3S', warnAt: 0.5 } }),
    calls: {
      channel: 'callback',
      queue: [{ to: 'regular' }],
      ...PATIENT,
      callback: { attempts: 5, minimumGap: 'PT2S' },
    },
  },
  profiles: {
    desk: {
      name: 'Desk',
      capacity: 100,
      channels: { chat: {}, callback: {} },
      queues: [{ queue: 'regular' }, { queue: 'steep' }],
    },
  },
  agents: {
    anna: { name: 'Anna', profile: 'desk', connectivity: 'assumed' },
    bo: { name: 'Bo', profile: 'desk', connectivity: 'assumed' },
    cleo: { name: 'Cleo', profile: 'desk', skills: { rare: 1 } },
  },
};
