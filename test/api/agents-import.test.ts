import { afterAll, beforeAll, expect, it } from 'vitest';
import { DOCUMENT } from '../engine/harness.ts';
import { type Api, openApi } from './harness.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi({
    ...DOCUMENT,
    skills: { german: { name: 'German', levels: ['basic', 'good'] }, french: { name: 'French' } },
    groups: { night: { name: 'Night' }, lead: { name: 'Lead' } },
  });
});
afterAll(async () => {
  await api.close();
  expect(api.unexpected).toEqual([]);
});

const send = (raw: string, more: { key?: string; type?: string; headers?: Record<string, string> } = {}) =>
  api.ask('POST', '/v1/agents/import', {
    raw,
    headers: { 'content-type': more.type ?? 'text/csv', ...more.headers },
    ...(more.key === undefined ? {} : { key: more.key }),
  });
const wrong = async (raw: string) =>
  (await send(raw)).body.errors.map(
    ({ pointer, detail }: { pointer: string; detail: string }) => `${pointer} ${detail}`,
  );
const agents = async (): Promise<string[]> =>
  (await api.ask('GET', '/v1/agents')).body.data.map(({ id }: { id: string }) => id);

it('adds agents and changes those that are there', async () => {
  const csv = `\uFEFFid,name,profile,groups,skills,attributes,capacity,limits,connectivity
cleo,"Cleo, the first",desk,night lead,german:2 french:5,region:north,3,chat:2,assumed

bo,Bo,desk,,,,,,
`;
  expect(await send(csv)).toMatchObject({ status: 200, body: { added: 1, changed: 1 } });
  expect((await api.ask('GET', '/v1/agents/cleo')).body).toMatchObject({
    name: 'Cleo, the first',
    groups: ['night', 'lead'],
    skills: { german: 2, french: 5 },
    attributes: { region: 'north' },
    capacity: 3,
    limits: { chat: 2 },
    connectivity: 'assumed',
  });
  expect((await api.ask('GET', '/v1/agents/bo')).body).toMatchObject({ capacity: null, connectivity: 'heartbeat' });
});

it('names each bad line, and takes over none', async () => {
  const before = await agents();
  const csv = `id,name,profile,skills,capacity
good,Good,desk,german:2,1
B ad,Bad,desk,,
low,,desk,,
far,Far,desk,german:9,
two,Two,desk,german:1 german:2,
odd,Odd,desk,german,many
good,Again,desk,,
short,Short
proto,Proto,desk,__proto__:1,
`;
  expect(await wrong(csv)).toEqual([
    '/3/id Line 3: id: Use 1 to 63 lower-case letters, digits and hyphens.',
    '/4/name Line 4: name: Invalid input: expected string, received undefined',
    '/5/skills/german Line 5: skills/german: Too big: expected number to be <=5',
    '/6/skills Line 6: "german" stands there twice.',
    '/7/skills/german Line 7: skills/german: Invalid input: expected number, received null',
    '/7/capacity Line 7: capacity: Invalid input: expected number, received string',
    '/8/id Line 8: Agent good stands in line 2 already.',
    '/9 Line 9: It has 2 cells, and the first line 5.',
    '/10/skills Line 10: The name __proto__ is not allowed.',
  ]);
  expect(await agents()).toEqual(before);
});

it('names the line of what only the engine knows to be wrong', async () => {
  const before = await agents();
  const end = await api.tail.end();
  expect(
    await wrong('id,name,profile,skills,groups\neve,Eve,desk,,\nfay,Fay,nowhere,german:3,day\ngus,Gus,desk,latin:1,\n'),
  ).toEqual([
    '/3/profile Line 3: There is no profile "nowhere"; known: desk.',
    '/3/skills/german Line 3: Skill german has levels 1 to 2, not 3.',
    '/3/groups Line 3: There is no group "day".',
    '/4/skills/latin Line 4: There is no skill "latin".',
  ]);
  expect([await agents(), await api.tail.end()]).toEqual([before, end]);
});

it.each([
  ['nothing at all', '', '/1 Line 1: There is no line.'],
  ['an unknown column', 'id,name,profile,shoe\n', '/1 Line 1: There is no column "shoe"; known: id, name, profile,'],
  ['a column twice', 'id,name,profile,id\n', '/1/id Line 1: Column id stands there twice.'],
  ['a column too few', 'id,name\n', '/1 Line 1: The first line has to name the column profile.'],
  ['an open quote', 'id,name,profile\na,"A,desk\n', '/2 Line 2: The line cannot be read: Quote Not Closed'],
])('refuses %s', async (_, csv, sentence) => {
  const [first, ...more] = await wrong(csv);
  expect(first.slice(0, sentence.length)).toBe(sentence);
  expect(more).toEqual([]);
});

it('takes 2,000 lines in one batch, and no more', async () => {
  const lines = (most: number) =>
    `id,name,profile\n${Array.from({ length: most }, (_, at) => `n${at},N ${at},desk`).join('\n')}\n`;
  expect((await send(lines(2_001))).body.errors[0].detail).toMatch(/^There are 2001 agents; at most 2000/);
  expect(await send(lines(2_000))).toMatchObject({ status: 200, body: { added: 2_000, changed: 0 } });
  const [row] = await api.engine.db
    .sql`select count(distinct command_id)::int as commands, count(distinct at)::int as batches
    from event where type = 'agent.added' and agent_id like 'n%'`;
  expect(row).toEqual({ commands: 1, batches: 1 });
});

it('holds supervisors to what the profile lets them change, as a single agent does', async () => {
  const { key } = await api.key('supervisor');
  const csv = 'id,name,profile,capacity\nbo,Bo,desk,900\n';
  expect((await send(csv, { key })).body.errors[0].pointer).toBe('/2/capacity');
  expect((await send(csv)).status).toBe(200);
});

it('is answered again to the same key', async () => {
  const headers = { 'idempotency-key': 'import' };
  const csv = 'id,name,profile\nzoe,Zoe,desk\n';
  const [first, second] = [await send(csv, { headers }), await send(csv, { headers })];
  expect([first.body, second.body]).toEqual([
    { added: 1, changed: 0 },
    { added: 1, changed: 0 },
  ]);
  expect((await api.ask('GET', '/v1/agents/zoe')).body.rev).toBe(1);
});

it('takes CSV only, and no more than 2 MB of it', async () => {
  expect((await send('{}', { type: 'application/json' })).status).toBe(415);
  expect((await send(`id,name,profile\n${'x'.repeat(2 * 1024 * 1024)}`)).status).toBe(413);
});
