import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { compile } from '../core/configuration/compile.ts';
import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';

/** Exit codes: 0 fine, 1 the document has errors (or, with `strict`, warnings). */
export function validate(file: string, strict: boolean): number {
  const compiled = compile(parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 }), 1);
  const findings = compiled.ok ? compiled.warnings : compiled.findings;
  for (const { pointer, detail } of findings)
    console.log(`${compiled.ok ? 'warning' : 'error'} ${pointer || '/'}: ${detail}`);
  if (compiled.ok) console.log(`${file} is valid${findings.length > 0 ? `, with ${findings.length} warnings` : ''}.`);
  return compiled.ok && !(strict && findings.length > 0) ? 0 : 1;
}

export async function publish(file: string, settings: Settings): Promise<number> {
  const answer = await ask(settings, {
    method: 'PUT',
    headers: { 'content-type': 'application/yaml', 'if-match': '*' },
    body: readFileSync(file, 'utf8'),
  });
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
  const answer = await ask(settings, {});
  const body = (await answer.json()) as { version?: number; document?: unknown; detail?: string };
  if (answer.ok) writeFileSync(file, `${JSON.stringify(body.document, null, 2)}\n`);
  console.log(answer.ok ? `Version ${body.version} is in ${file}.` : body.detail);
  return answer.ok ? 0 : 1;
}

async function ask(settings: Settings, request: RequestInit): Promise<Response> {
  const key = settings.SIGNALBOX_KEY ?? settings.SIGNALBOX_ADMIN_KEY;
  if (key === undefined) throw new SignalboxError('invalid', 'Set SIGNALBOX_KEY to an admin key first.');
  return fetch(`${settings.SIGNALBOX_URL}/v1/configuration`, {
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${key}` },
  });
}
