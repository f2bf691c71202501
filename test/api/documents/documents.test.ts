import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDocuments, type Documents } from '../../../api/documents/documents.ts';
import { compile } from '../../../core/configuration/compile.ts';
import { type Api, openApi } from '../harness.ts';
import { hostile, manyRules } from './hostile.ts';

let api: Api;
let documents: Documents;

beforeAll(async () => {
  documents = createDocuments();
  api = await openApi();
  // Its thread has begun.
  await send('validate', '{}');
});
afterAll(async () => {
  await documents.stop();
  await api.close();
});

const send = (to: 'validate' | 'publish', text: string) => {
  const sent = { raw: text, headers: { 'content-type': 'application/yaml', 'if-match': '*' } };
  return to === 'validate'
    ? api.ask('POST', '/v1/configuration/validate', sent)
    : api.ask('PUT', '/v1/configuration', sent);
};

/** How often a monitor and somebody with a command were answered meanwhile. */
async function servedDuring(work: Promise<unknown>): Promise<{ alive: number; created: number }> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  void work.then(over, over);
  const served = { alive: 0, created: 0 };
  while (!isOver) {
    expect((await api.ask('GET', '/livez', { key: null })).status).toBe(200);
    served.alive += 1;
    if (served.alive % 5 === 0) {
      expect((await api.create()).status).toBe(201);
      served.created += 1;
    }
    await turn();
  }
  return served;
}

describe('while somebody sends a document', () => {
  it.each(Object.entries(hostile(300_000)))('with %s, others are served', async (_what, text) => {
    const sent = send('validate', text);
    const served = await servedDuring(sent);
    expect((await sent).status).toBeLessThan(500);
    expect(served.alive).toBeGreaterThan(10);
    expect(served.created).toBeGreaterThan(1);
  });

  it('with a thousand rules, others are served until it is published', async () => {
    const sent = send('publish', JSON.stringify(manyRules(1_000)));
    const served = await servedDuring(sent);
    expect((await sent).status).toBe(200);
    expect(served.alive).toBeGreaterThan(20);
    expect(served.created).toBeGreaterThan(3);
  });
});

describe('a document', () => {
  it('comes to the same as where it is compiled at once', async () => {
    const people = { anna: { profile: 'gone', groups: [], skills: {}, capacity: null } };
    const [ahead, atOnce] = [await documents.compile(manyRules(60), people), compile(manyRules(60), 0, { people })];
    if (!ahead.ok || !atOnce.ok) throw new Error('it compiles');
    expect(ahead.warnings).toEqual(atOnce.warnings);
    expect(JSON.stringify(ahead.configuration) === JSON.stringify(atOnce.configuration)).toBe(true);
    expect(await documents.compile({})).toEqual(compile({}, 0));
  });

  it('may not have more values than can be handed on at once', async () => {
    const text = JSON.stringify(Array.from({ length: 100_001 }, () => 1));
    await expect(documents.read(text, 'application/json')).rejects.toMatchObject({ problem: { code: 'too_large' } });
  });

  it('that takes too long is given up with a sentence, and the next one is read', async () => {
    const hasty = createDocuments({ limits: { jobMs: 20 } });
    const long = hasty.read(hostile(2_000_000)['many keys']!, 'application/yaml');
    const next = hasty.read('{"a": 1}', 'application/json');
    await expect(long).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('longer than 0.02 s'),
    });
    expect(await next).toEqual({ a: 1 });
    await hasty.stop();
  });

  it('that takes too much memory is given up, and the next one is read', async () => {
    const small = createDocuments({ limits: { memoryMb: 48 } });
    const large = small.read(hostile(2_000_000)['many keys']!, 'application/yaml');
    await expect(large).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('memory') });
    expect(await small.read('{"a": 1}', 'application/json')).toEqual({ a: 1 });
    await small.stop();
  });

  it('is refused while too many others wait', async () => {
    const busy = createDocuments({ limits: { waiting: 2 } });
    const some = [1, 2].map((n) => busy.read(`${n}`, 'application/json'));
    await expect(busy.read('3', 'application/json')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await Promise.all(some)).toEqual([1, 2]);
    await busy.stop();
  });
});
