import { z } from 'zod';
import { SignalboxError } from './core/error.ts';

/** The only reader of the environment: every variable with its default and meaning. */
const port = z.coerce.number().int().min(1).max(65_535);
const Settings = z.object({
  PORT: port.default(7070),
  /** Where `signalbox worker` answers `GET /livez`; nowhere when it is left out. */
  WORKER_PORT: port.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** Where data lies when the servers are our own. */
  SIGNALBOX_HOME: z.string().min(1).default('.signalbox'),
  /** An admin key that needs no row; one is made and kept in the home directory when it is left out. */
  SIGNALBOX_ADMIN_KEY: z.string().min(8).optional(),
  /** What the processes of one installation show each other; one is made and kept in the home directory when it is left out. */
  SIGNALBOX_ENGINE_SECRET: z.string().min(16).optional(),
  /** Where other API processes reach this one; `http://HOST:PORT` when it is left out. */
  SIGNALBOX_ADVERTISED_URL: z.url({ protocol: /^http$/ }).optional(),
  /** Our own PostgreSQL is started when it is left out. */
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://USER:PASSWORD@HOST:5432/DATABASE' })
    .optional(),
  /** For tests: `NAME:N` kills the process when it reaches that point of `engine/failpoint.ts` for the N-th time; `NAME:N:stop` stops it. */
  SIGNALBOX_FAILPOINT: z
    .string()
    .regex(/^[a-z.-]+:[1-9]\d{0,5}(:stop)?$/)
    .optional(),
  /** Our own Temporal server is started when it is left out. */
  TEMPORAL_ADDRESS: z.string().min(1).optional(),
  TEMPORAL_NAMESPACE: z.string().min(1).default('signalbox'),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('signalbox'),
  /** The `temporal` program for a server of our own; looked for when it is left out. */
  TEMPORAL_CLI: z.string().min(1).optional(),
  /** Where people look at workflows, for links. */
  TEMPORAL_UI_URL: z.url().optional(),
  /** Whether signals like `accept` and pauses of schedules from any Temporal client act: Temporal knows no roles. */
  SIGNALBOX_TEMPORAL_COMMANDS: z.enum(['on', 'off']).default('on'),
  /** Where alerts are posted as CloudEvents; nowhere when it is left out. On API processes and workers alike. */
  SIGNALBOX_ALERT_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** What they are signed with, as Standard Webhooks says. */
  SIGNALBOX_ALERT_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and the base64 of at least 24 bytes')
    .optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SIGNALBOX_URL: z.url().default('http://127.0.0.1:7070'),
  SIGNALBOX_KEY: z.string().optional(),
});
export type Settings = z.output<typeof Settings>;

export interface Setting {
  readonly name: keyof Settings;
  /** As it was given, also when it is wrong; `null` when it is left out and has no default. */
  readonly value: string | null;
  readonly origin: 'environment' | 'default';
}

/** Every setting, for people: secrets, and passwords in addresses, are not shown. */
export function listSettings(environment: NodeJS.ProcessEnv = process.env): Setting[] {
  return Object.entries(Settings.shape).map(([name, schema]) => {
    const given = environment[name] || undefined;
    const value = given ?? schema.safeParse(undefined).data?.toString() ?? null;
    const shown = value === null ? null : hidden(name, value);
    return { name: name as keyof Settings, value: shown, origin: given === undefined ? 'default' : 'environment' };
  });
}

const SECRET = /(KEY|SECRET|PASSWORD)$/;

const hidden = (name: string, value: string): string =>
  SECRET.test(name) ? `hidden, ${value.length} characters` : value.replace(/:\/\/([^:/@]*):.*@/, '://$1:…@');

/** @throws SignalboxError `invalid` that names every variable that is wrong */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new SignalboxError('invalid', `The environment is wrong. ${problems.join('; ')}.`);
}
