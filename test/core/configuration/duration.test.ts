import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../core/configuration/duration.ts';
import { changed, compiled, pointers } from './small.ts';

describe('a duration', () => {
  it.each([
    ['PT30S', 30_000],
    ['PT1.5S', 1500],
    ['PT5M', 300_000],
    ['PT0S', 0],
    ['P1DT1H', 90_000_000],
    ['P2W', 1_209_600_000],
    ['P1M', null],
    ['P1Y', null],
    ['PT', null],
    ['P', null],
    ['P1DT', null],
    ['-PT5S', null],
    ['30s', null],
    ['pt5s', null],
    ['PT5S\n', null],
    [`PT${'9'.repeat(30)}S`, null],
  ])('reads %j as %s', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it('may be nothing only for a delay', () => {
    const { profiles, workstreams } = compiled((d) => {
      d.profiles.desk.queues[0].after = 'PT0S';
      d.workstreams.chat.ownerGone = { after: 'PT0S' };
    });
    expect([profiles.desk!.queues.regular!.afterMs, workstreams.chat!.ownerGoneAfterMs]).toEqual([0, 0]);
    const zero = changed((d) => {
      d.workstreams.chat.timeToLive = 'PT0S';
    });
    expect(pointers(zero)).toEqual(['/workstreams/chat/timeToLive']);
  });

  it('ends at ten years', () => {
    const lives = (timeToLive: string) =>
      pointers(
        changed((d) => {
          d.workstreams.chat.timeToLive = timeToLive;
        }),
      );
    expect(lives('P3650D')).toEqual([]);
    expect(lives('P3651D')).toEqual(['/workstreams/chat/timeToLive']);
  });
});
