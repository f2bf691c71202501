import { describe, expect, it } from 'vitest';
import { parseJson } from '../../api/json.ts';

const parse = (text: string) => parseJson(text, 'application/json');

describe('JSON in which a name stands twice', () => {
  it.each([
    ['{"queues": {},\n"queues": {}}', '"queues" stands twice, at line 2'],
    ['{"a": {"b": [{"c": 1, "c": 2}]}}', '"c" stands twice, at line 1'],
    ['{"a": "}", "b": "{", \n\n"\\u0061": 1}', '"\\u0061" stands twice, at line 3'],
    ['{"a\\"": 1, "a\\"" : 2}', 'stands twice'],
  ])('is refused instead of losing the first of the two: %s', (text, sentence) => {
    expect(() => parse(text)).toThrow(sentence);
  });

  it.each([
    '{"a": {"a": 1}, "b": {"a": 1}}',
    '[{"a": 1}, {"a": 1}]',
    '{"a": "\\"a\\":", "b": ["a", "a"]}',
    '{"a": "a", "b\\\\": "a:"}',
  ])('is told from %s', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });
});
