import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { compile } from '../core/configuration/compile.ts';
import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { putConfiguration } from './put-configuration.ts';
import { read, remoteOf } from './remote.ts';

/** Exit codes: 0 fine, 1 the document has errors (or, with `strict`, warnings). */
export function validate(file: string, strict: boolean): number {
  const compiled = compile(parsed(file), 1);
  const findings = compiled.ok ? compiled.warnings : compiled.findings;
  for (const { pointer, detail } of findings)
    console.log(`${compiled.ok ? 'warning' : 'error'} ${pointer || '/'}: ${detail}`);
  if (compiled.ok) console.log(`${file} is valid${findings.length > 0 ? `, with ${findings.length} warnings` : ''}.`);
  return compiled.ok && !(strict && findings.length > 0) ? 0 : 1;
}

export async function publish(file: string, settings: Settings): Promise<number> {
  const answer = await putConfiguration(remoteOf(settings), { type: 'yaml', text: textOf(file) });
  const body = (await answer.json()) as {
    version?: number;
    detail?: string;
    errors?: { pointer: string; detail: string }[];
  };
  for (const { pointer, detail } of body.errors ?? []) console.log(`error ${pointer || '/'}: ${detail}`);
  console.log(answer.ok ? `Version ${body.version} is in force.` : body.detail);
  return answer.ok ? 0 : 1;
}

export async function exportTo(file: string, settings: Settings): Promise<number> {
  const { version, document } = await read<{ version: number; document: unknown }>(
    remoteOf(settings),
    '/v1/configuration',
  );
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  console.log(`Version ${version} is in ${file}.`);
  return 0;
}

function parsed(file: string): unknown {
  const text = textOf(file);
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new SignalboxError('invalid', `${file} is neither YAML nor JSON: ${(error as Error).message.split('\n')[0]}`);
  }
}

export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SignalboxError('invalid', `${file} cannot be read: ${(error as Error).message}.`);
  }
}
