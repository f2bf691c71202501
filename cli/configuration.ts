import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { compile } from '../core/configuration/compile.ts';
import { SignalboxError } from '../core/error.ts';
import type { Settings } from '../env.ts';
import { putConfiguration } from './put-configuration.ts';

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
  const to = { url: settings.SIGNALBOX_URL, key: adminKey(settings) };
  const answer = await putConfiguration(to, { type: 'yaml', text: readFileSync(file, 'utf8') });
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
  const headers = { authorization: `Bearer ${adminKey(settings)}` };
  const answer = await fetch(`${settings.SIGNALBOX_URL}/v1/configuration`, { headers });
  const body = (await answer.json()) as { version?: number; document?: unknown; detail?: string };
  if (answer.ok) writeFileSync(file, `${JSON.stringify(body.document, null, 2)}\n`);
  console.log(answer.ok ? `Version ${body.version} is in ${file}.` : body.detail);
  return answer.ok ? 0 : 1;
}

function adminKey(settings: Settings): string {
  const key = settings.SIGNALBOX_KEY ?? settings.SIGNALBOX_ADMIN_KEY;
  if (key === undefined) throw new SignalboxError('invalid', 'Set SIGNALBOX_KEY to an admin key first.');
  return key;
}
