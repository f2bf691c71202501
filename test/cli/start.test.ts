import { afterAll, expect, inject, it } from 'vitest';
import { freePort } from '../../scripts/ports.ts';
import { makeHome } from '../support/home.ts';
import { signalbox } from '../support/signalbox.ts';

const home = makeHome('start');
afterAll(home.remove);

it.each([['start', '--no-demo'], ['migrate']])(
  'names the database that %s cannot use, in one sentence',
  async (...args) => {
    const url = new URL(inject('signalbox').databaseUrl);
    url.password = 'secret-but-wrong';
    const PORT = String(await freePort());
    const { code, out, err } = await signalbox(args, { DATABASE_URL: url.href, SIGNALBOX_HOME: home.path, PORT });
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toBe(`PostgreSQL at ${url.host} refuses the password of signalbox: correct DATABASE_URL.\n`);
  },
  60_000,
);
