import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../../../core/phrases/english/english.ts';
import { say } from '../../../core/phrases/say.ts';
import { SAID } from './said/rows.ts';
import './said/agents.ts';
import './said/items.ts';
import './said/overflow.ts';
import './said/queues.ts';

describe('the table of phrases', () => {
  it.each(SAID)('says $id: $sentence', ({ id, told, sentence }) => {
    expect(say(id, told as never)).toBe(sentence);
  });

  it('has each of its phrases tried', () => {
    const tried = new Set(SAID.map(({ id }) => id));
    expect(Object.keys(ENGLISH).filter((id) => !tried.has(id as keyof typeof ENGLISH))).toEqual([]);
  });
});
