import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { CommandDef } from 'citty';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { main } from '../cli/main.ts';
import { listSettings } from '../env.ts';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
  readonly restart?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const ROOT = join(import.meta.dirname, '..');
const file = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const text = file('docker-compose.yml');
const read = (yaml: string): Compose => parse(yaml, { merge: true, maxAliasCount: -1 }) as Compose;
const compose = read(text);

/** What is wrong with a compose file, a sentence each. */
function faults({ services, volumes }: Compose): string[] {
  return Object.entries(services).flatMap(([name, service]) => [
    ...imageFaults(name, service),
    ...orderFaults(name, service, services),
    ...(service.volumes ?? [])
      .filter((volume) => !Object.hasOwn(volumes, volume.split(':')[0] ?? ''))
      .map((volume) => `${name} mounts ${volume}, which is not declared`),
    ...(service.ports ?? [])
      .filter((port) => !port.startsWith('127.0.0.1:'))
      .map((port) => `${name} is open to other machines at ${port}`),
    ...(service.build === undefined ? [] : ownFaults(name, service)),
  ]);
}

function imageFaults(name: string, { image, build }: Service): string[] {
  const version = (JSON.parse(file('package.json')) as { version: string }).version;
  if (build !== undefined) return image === `signalbox:${version}` ? [] : [`${name} is not version ${version}`];
  return /^[\w./-]+:\d+(\.\d+)*$/.test(image) ? [] : [`${name} has the unpinned image ${image}`];
}

function orderFaults(name: string, service: Service, all: Compose['services']): string[] {
  return Object.entries(service.depends_on ?? {}).flatMap(([other, { condition }]) => {
    const needed = all[other];
    if (needed === undefined) return [`${name} waits for ${other}, which there is not`];
    if (condition === 'service_healthy' && needed.healthcheck === undefined)
      return [`${name} waits for the health of ${other}, which has no health check`];
    const ends = needed.restart?.startsWith('on-failure') ?? false;
    if (condition === 'service_completed_successfully' && !ends) return [`${name} waits for the end of ${other}`];
    return [];
  });
}

function ownFaults(name: string, { command = [], environment = {} }: Service): string[] {
  const known = new Set<string>(listSettings({}).map((setting) => setting.name));
  const unknown = Object.keys(environment).filter((variable) => !known.has(variable));
  return [
    ...unknown.map((variable) => `${name} sets ${variable}, which env.ts does not know`),
    ...(Object.hasOwn((main as CommandDef).subCommands ?? {}, command[0] ?? '') ? [] : [`${name} runs ${command[0]}`]),
  ];
}

describe('the compose file', () => {
  it('has no fault', () => {
    expect(faults(compose)).toEqual([]);
  });

  it('runs two of each process, each API under its own address', () => {
    const running = (what: string) => Object.entries(compose.services).filter(([, one]) => one.command?.[0] === what);
    expect(running('api').map(([, one]) => [one.environment?.SIGNALBOX_ADVERTISED_URL, one.ports?.length])).toEqual(
      running('api').map(([name]) => [`http://${name}:7070`, 1]),
    );
    expect([running('api').length, running('worker').length, running('migrate').length]).toEqual([2, 2, 1]);
    for (const [, one] of running('api')) expect(one.healthcheck?.test.join(' ')).toContain('/readyz');
    for (const [, one] of running('worker'))
      expect(one.healthcheck?.test.join(' ')).toContain(`:${one.environment?.WORKER_PORT}/livez`);
    for (const [, one] of [...running('api'), ...running('worker')]) expect(one.stop_grace_period).toMatch(/^\d+s$/);
  });

  it('holds no secret: each comes from a variable that has to be set', () => {
    for (const { environment = {} } of Object.values(compose.services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/(PASSWORD|PWD|SECRET|KEY)$/.test(name)) expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/);
        if (name === 'DATABASE_URL') expect(value).toMatch(/^postgres:\/\/signalbox:\$\{\w+:\?[^}]+\}@/);
      }
    }
  });

  it('asks for exactly what the example of .env explains, which is empty', () => {
    const asked = new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name));
    const given = [...file('.env.example').matchAll(/^(\w+)=(.*)$/gm)];
    expect(new Set(given.map(([, name]) => name))).toEqual(asked);
    expect(given.map(([, , value]) => value)).toEqual(given.map(() => ''));
    expect(file('.gitignore').split('\n')).toContain('.env');
  });

  it.each([
    ['image: postgres:16', 'image: postgres:latest', 'postgres has the unpinned image postgres:latest'],
    ['signalbox:0.1.0', 'signalbox:0.0.9', 'api-1 is not version'],
    ['command: [worker]', 'command: [work]', 'worker-1 runs work'],
    ['TEMPORAL_UI_URL', 'TEMPORAL_UI', 'api-1 sets TEMPORAL_UI, which env.ts does not know'],
    ['postgres: { condition', 'postgresql: { condition', 'migrate waits for postgresql, which there is not'],
    ['[database:/var', '[databse:/var', 'postgres mounts databse:/var/lib/postgresql/data, which is not declared'],
    ['"127.0.0.1:8080:8080"', '"8080:8080"', 'temporal-ui is open to other machines at 8080:8080'],
    [/ {4}healthcheck:\n {6}# By/, '    x-healthcheck:\n      # By', 'waits for the health of postgres, which has no'],
    [
      'temporal: { condition: service_healthy }',
      'temporal: { condition: service_completed_successfully }',
      'the end of t',
    ],
  ])('would be found wrong with %s as %s', (right, wrong, fault) => {
    const changed = text.replace(right, wrong);
    expect(changed).not.toBe(text);
    expect(faults(read(changed)).join('\n')).toContain(fault);
  });
});

describe('the image', () => {
  const dockerfile = file('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, sources]) => sources!.split(' '));

  it('is pinned, is built in two stages and does not run as root', () => {
    expect(dockerfile).toMatch(/^ARG NODE_VERSION=\d+\.\d+\.\d+$/m);
    expect(dockerfile.match(/^FROM node:\$\{NODE_VERSION\}-/gm)).toHaveLength(2);
    expect(dockerfile.slice(dockerfile.lastIndexOf('FROM '))).toMatch(/^USER node$/m);
  });

  it('copies what there is, and everything that the program imports', () => {
    for (const source of copied) expect(existsSync(join(ROOT, source)), source).toBe(true);
    const imported = reachable('cli/main.ts');
    expect(imported.size).toBeGreaterThan(50);
    const inside = (path: string) => copied.some((source) => path === source || path.startsWith(`${source}/`));
    expect([...imported].filter((path) => !inside(path))).toEqual([]);
  });
});

/** The files of the project that a program imports, itself included. */
function reachable(start: string): Set<string> {
  const found = new Set<string>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const [, target] of file(path).matchAll(/from '(\.[^']+)'/g)) open.push(posix.join(dirname(path), target!));
  }
  return found;
}
