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
});
