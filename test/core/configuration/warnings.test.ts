import { describe, expect, it } from 'vitest';
import { warnings } from './small.ts';

describe('a document that is legal but hardly meant', () => {
  it('warns of a profile without a queue', () => {
    expect(
      warnings((d) => {
        d.profiles.spare = { name: 'Spare', capacity: 1, channels: {}, queues: [] };
      }),
    ).toEqual(['/profiles/spare/queues']);
  });

  it('warns of a channel that nobody takes', () => {
    expect(
      warnings((d) => {
        d.workstreams.chat.channel = 'voice';
      }),
    ).toEqual(['/workstreams/chat/queue/0/to']);
  });

  it('warns of a fallback that nobody serves', () => {
    expect(
      warnings((d) => {
        d.queues.other = { name: 'Other' };
        d.workstreams.chat = { channel: 'chat', fallback: 'other' };
      }),
    ).toEqual(['/workstreams/chat/fallback']);
  });

  it('warns of a cost above every capacity', () => {
    expect(
      warnings((d) => {
        d.workstreams.chat.cost = 6;
      }),
    ).toEqual(['/workstreams/chat/cost']);
  });

  it('warns of offers below five seconds', () => {
    expect(
      warnings((d) => {
        d.channels = { chat: { offerTimeout: 'PT4S' } };
        d.workstreams.chat.offer = { timeout: 'PT4.9S' };
      }),
    ).toEqual(['/channels/chat/offerTimeout', '/workstreams/chat/offer/timeout']);
  });

  it('warns that low priorities starve when strict', () => {
    expect(
      warnings((d) => {
        d.queues.regular.order = { by: 'strict' };
      }),
    ).toEqual(['/queues/regular/order/by']);
  });

  it('warns of a list that nobody picks from', () => {
    const mode = (pick: string[]) =>
      warnings((d) => {
        d.workstreams.chat.offer = { mode: 'pick' };
        d.profiles.desk.may = { pick };
      });
    expect(mode([])).toEqual(['/workstreams/chat/offer/mode']);
    expect(mode(['chat'])).toEqual([]);
  });

  it('knows that a ruleset may set what a later one looks at', () => {
    const found = warnings((d) => {
      d.workstreams.chat.classify = {
        one: [{ when: 'item.attributes.x == "b"', then: { require: { german: 1 }, set: { x: 'a' } } }],
        two: [{ when: 'item.attributes.x == "a"', then: { require: { stocks: 1 } } }],
      };
      d.agents.bo = { name: 'Bo', profile: 'desk', skills: { stocks: 1 } };
    });
    expect(found.filter((pointer) => pointer.includes('require'))).toEqual([
      '/workstreams/chat/classify/two/0/then/require/stocks',
    ]);
  });

  it('does not warn of two requirements that no item can have together', () => {
    const found = warnings((d) => {
      d.workstreams.chat.classify = {
        one: [{ when: 'item.attributes.x == "b"', then: { require: { german: 1 } } }],
        two: [{ when: 'item.attributes.x == "a"', then: { require: { stocks: 1 } } }],
      };
      d.agents.bo = { name: 'Bo', profile: 'desk', skills: { stocks: 1 } };
    });
    expect(found.filter((pointer) => pointer.includes('require'))).toEqual([]);
  });

  it('reads the clock of a queue rule in the time zone of its queue', () => {
    const shadowed = (timeZone: string) =>
      warnings((d) => {
        d.organisation.timeZone = 'UTC';
        d.calendars = { far: { timeZone, weekly: { 'mon-sun': ['00:00-24:00'] } } };
        d.queues.far = { name: 'Far', hours: 'far' };
        d.profiles.desk.queues.push({ queue: 'far' });
        const when = 'time.hour < 8';
        d.workstreams.chat.queue = [{ when, to: 'regular' }, { when, to: 'far' }, { to: 'regular' }];
      }).includes('/workstreams/chat/queue/1');
    expect([shadowed('UTC'), shadowed('Asia/Tokyo')]).toEqual([true, false]);
  });
});
