import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from '../../../core/configuration/diff/diff.ts';
import { changed, type Loose, small } from './small.ts';

const sentences = (change: (document: Loose) => void) => diff(small(), changed(change)).map(({ sentence }) => sentence);

describe('the difference between two documents is told in words', () => {
  it.each<[string, (document: Loose) => void, string]>([
    [
      'a channel that a profile may take',
      (d) => {
        d.profiles.desk.channels.voice = { atMost: 2 };
      },
      'Profile desk may now take voice, 2 at once.',
    ],
    [
      'one that it may not',
      (d) => {
        d.profiles.desk.channels = {};
      },
      'Profile desk may no longer take chat.',
    ],
    [
      'how many at once',
      (d) => {
        d.profiles.desk.channels.chat.atMost = 5;
      },
      'Profile desk may take 5 chat at once, 3 before.',
    ],
    [
      'no cap any longer',
      (d) => {
        d.profiles.desk.channels.chat = {};
      },
      'Profile desk may take any number of chat at once, 3 before.',
    ],
    [
      'a queue that it serves',
      (d) => {
        d.profiles.desk.queues.unshift({ queue: 'late', rank: 2, after: 'PT20S' });
      },
      'Profile desk now serves queue late, rank 2, after PT20S.',
    ],
    [
      'a queue that it leaves',
      (d) => {
        d.profiles.desk.queues = [];
      },
      'Profile desk no longer serves queue regular.',
    ],
    [
      'capacity',
      (d) => {
        d.profiles.desk.capacity = 8;
      },
      'Agents of profile desk have 8 units, 5 before.',
    ],
    [
      'a group',
      (d) => {
        d.profiles.desk.groups = ['night'];
      },
      'Profile desk is now in group night.',
    ],
    [
      'a permission',
      (d) => {
        d.profiles.desk.may = { decline: false };
      },
      'Profile desk may no longer decline.',
    ],
    [
      'hours',
      (d) => {
        d.queues.regular.hours = 'office';
      },
      'The hours of queue regular are office, always before.',
    ],
    [
      'a new queue',
      (d) => {
        d.queues.late = { name: 'Late' };
      },
      'Queue late is new.',
    ],
    [
      'a queue that is gone',
      (d) => {
        d.queues = {};
      },
      'Queue regular is gone.',
    ],
    [
      'a new rule',
      (d) => {
        d.workstreams.chat.classify = { worth: [{ then: { priority: 3 } }] };
      },
      'Classify of workstream chat is now {"worth":[{"then":{"priority":3}}]}.',
    ],
    [
      'where items go',
      (d) => {
        d.workstreams.chat.queue[0].to = 'late';
      },
      'Rule 1 of the queue rules of workstream chat (to) is now late; it was regular.',
    ],
    [
      'a cost',
      (d) => {
        d.workstreams.chat.cost = 3;
      },
      'Cost of workstream chat is now 3.',
    ],
    [
      'the name of the organisation',
      (d) => {
        d.organisation.name = 'Shop';
      },
      'Name of the organisation is now Shop; it was Bank.',
    ],
  ])('%s', (_, change, sentence) => {
    expect(sentences(change)).toEqual([sentence]);
  });

  it('nothing where only the order of keys differs', () => {
    const turned = Object.fromEntries(Object.entries(small()).reverse());
    expect(diff(small(), turned)).toEqual([]);
  });

  it('with both values and where they stand', () => {
    expect(
      diff(
        small(),
        changed((d) => {
          d.profiles.desk.capacity = 8;
        }),
      ),
    ).toEqual([
      {
        pointer: '/profiles/desk/capacity',
        kind: 'changed',
        before: 5,
        after: 8,
        sentence: 'Agents of profile desk have 8 units, 5 before.',
      },
    ]);
  });

  it('never throws, and says nothing exactly where nothing differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(diff(before, before)).toEqual([]);
        for (const { sentence } of diff(before, after)) expect(sentence).toMatch(/.\.$/s);
      }),
    );
  });
});
