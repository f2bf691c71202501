import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalbox } from '../support/signalbox.ts';

const EXAMPLE = 'test/cli/example/harbour-bank.yaml';
const directory = mkdtempSync(join(tmpdir(), 'signalbox-configuration-'));
afterAll(() => rmSync(directory, { recursive: true }));

const validate = (file: string, ...flags: string[]) => signalbox(['configuration', 'validate', file, ...flags], {});
function written(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}
const example = (change: (text: string) => string) => change(readFileSync(EXAMPLE, 'utf8'));
const holidays = readFileSync('test/cli/example/danish-holidays.ics', 'utf8');
written('danish-holidays.ics', holidays);
/** The example with an offer that ends before anyone can answer it. */
const WARNED = written(
  'warned.yaml',
  example((text) => text.replace('offerTimeout: PT30S', 'offerTimeout: PT3S')),
);

describe('signalbox configuration validate', () => {
  it('finds nothing wrong with the example, and takes its iCalendar file in', async () => {
    expect(await validate(EXAMPLE, '--strict')).toMatchObject({ code: 0, out: `${EXAMPLE} is valid.\n` });
  });

  it('shows warnings, and fails on them when it is to be strict', async () => {
    const { code, out } = await validate(WARNED);
    expect(code).toBe(0);
    expect(out).not.toContain('error');
    expect(out).toContain('warning short_offer /channels/chat/offerTimeout: ');
    expect(out).toMatch(/is valid, with 1 warning\.\n$/);
    expect((await validate(WARNED, '--strict')).code).toBe(1);
    expect((await validate('demo/organisation.yaml', '--strict')).code).toBe(0);
  });

  it('names the place of an error, and its line', async () => {
    const file = written(
      'wrong.yaml',
      example((text) => text.replace('hours: office', 'hours: offices')),
    );
    const line =
      readFileSync(file, 'utf8')
        .split('\n')
        .findIndex((one) => one.includes('offices')) + 1;
    const { code, out } = await validate(file);
    expect(code).toBe(1);
    expect(out).toBe(
      `error dangling_reference /queues/regular/hours: There is no calendar offices: declare it or name another. (line ${line})\n${file} has 1 error.\n`,
    );
  });

  it('prints JSON for programs', async () => {
    const { code, out } = await validate(WARNED, '--json');
    const { valid, findings } = JSON.parse(out);
    expect([code, valid]).toEqual([0, true]);
    expect(findings[0]).toEqual({
      severity: 'warning',
      code: 'short_offer',
      pointer: expect.stringMatching(/^\//),
      detail: expect.stringMatching(/\.$/),
      line: expect.any(Number),
    });
  });

  it('reports an iCalendar file that is not there, once and beside everything else', async () => {
    const file = written(
      'missing.yaml',
      example((text) => text.replace('danish-holidays.ics', 'gone.ics').replace('to: stocks }', 'to: bonds }')),
    );
    const { code, out } = await validate(file, '--json');
    const { findings } = JSON.parse(out) as { findings: { code: string; pointer: string; detail: string }[] };
    expect(code).toBe(1);
    expect(findings.map((one) => `${one.code} ${one.pointer}`)).toEqual([
      'bad_holidays /calendars/office/holidays/ical',
      'dangling_reference /workstreams/chat/queue/0/to',
    ]);
    expect(findings[0]!.detail).toMatch(/gone\.ics cannot be read/);
  });

  it.each([
    ['keys that stand twice', 'queues: {}\nqueues: {}\n', /The key "queues" stands twice, at line 2, column 1/],
    ['an alias', 'a: &a [x, x]\nb: [*a, *a]\n', /Aliases such as \*a are refused: write it out, at line 2, column 5/],
    ['keys that are lists', '[a]: 1\n', /A key has to be a text, at line 1/],
    ['two documents', 'a: 1\n---\nb: 2\n', /multiple documents/],
    ['an unknown tag', 'a: !secret b\n', /Unresolved tag/],
    ['half a list', 'a: [', /neither YAML nor JSON/],
    ['200,000 brackets', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /This nests too deep, at line 1, column/],
    ['200,000 dashes', '- '.repeat(200_000), /This nests too deep, at line 1, column/],
    ['200,000 question marks', '? '.repeat(200_000), /This nests too deep, at line 1, column/],
    ['10 MB', `# ${'x'.repeat(10 * 1024 * 1024)}`, /is larger than 2048 KB/],
  ])('refuses %s with a sentence', async (what, text, sentence) => {
    const { code, err } = await validate(written(`${what}.yaml`, text));
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expect(err.split('\n')).toHaveLength(2);
  });
});

describe('signalbox configuration publish', () => {
  const received: string[] = [];
  let server: Server;

  // Takes what is sent and answers as the API does.
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        received.push(body);
        const warning = { code: 'starving', severity: 'warning', pointer: '/queues/regular' };
        const warnings = [{ ...warning, detail: 'Queue regular is strict.' }];
        response.setHeader('etag', '"6"');
        response.end(JSON.stringify({ version: 7, errors: [], warnings }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const publish = (file: string) =>
    signalbox(['configuration', 'publish', file, '--acknowledge', 'all'], {
      SIGNALBOX_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      SIGNALBOX_KEY: 'sbk_test',
    });

  it('sends the text of an iCalendar file in the place of its name, and shows the warnings', async () => {
    const { code, out } = await publish(EXAMPLE);
    expect(code).toBe(0);
    expect(JSON.parse(received.at(-1)!).calendars.office.holidays.ical).toBe(holidays);
    expect(out).toMatch(
      /^warning starving \/queues\/regular: Queue regular is strict\. \(line \d+\)\nVersion 7 is in force\.\n$/,
    );
  });

  it('sends nothing while a file that it names cannot be read', async () => {
    const before = received.length;
    const file = written(
      'unsent.yaml',
      example((text) => text.replace('danish-holidays.ics', 'gone.ics')),
    );
    const { code, out } = await publish(file);
    expect([code, received.length]).toEqual([1, before]);
    expect(out).toMatch(/^error bad_holidays \/calendars\/office\/holidays\/ical: .*cannot be read/);
  });
});
