import { SignalboxError } from '../../core/error.ts';

/** A recorded call: `atMs` since midnight of its day, waits and services in ms. */
export interface RecordedCall {
  readonly row: number;
  readonly atMs: number;
  readonly skill: string;
  readonly priority: number;
  readonly waitMs: number;
  readonly served: boolean;
  readonly serviceMs: number;
  readonly agent: string | null;
}

const SKILLS: Readonly<Record<string, string>> = {
  PS: 'regular',
  TT: 'regular',
  NW: 'prospects',
  NE: 'stocks',
  IN: 'internet',
  PE: 'english',
};

/** Reads one day's calls; a call without service time gets the mean of its skill. */
export function readCalls(csv: string): RecordedCall[] {
  const calls = csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line, index) => readCall(line, index + 1));
  return calls.map((call) => (call.served ? call : { ...call, serviceMs: meanService(calls, call.skill) }));
}

function readCall(line: string, row: number): RecordedCall {
  const [at = '', type = '', priority = '', , wait = '', outcome = '', service = '', agent = ''] = line.split(',');
  const skill = SKILLS[type];
  const atMs = Date.parse(`1970-01-01T${at.slice(11)}Z`);
  if (skill === undefined || !Number.isFinite(atMs))
    throw new SignalboxError('invalid', `Row ${row} is not a recorded call: ${JSON.stringify(line.slice(0, 80))}.`);
  const served = outcome === 'AGENT';
  const serviceMs = Number(service) * 1000;
  const name = agent === '' ? null : agent.toLowerCase();
  return { row, atMs, skill, priority: Number(priority), waitMs: Number(wait) * 1000, served, serviceMs, agent: name };
}

function meanService(calls: readonly RecordedCall[], skill: string): number {
  const served = calls.filter((call) => call.served && call.skill === skill);
  return served.reduce((sum, call) => sum + call.serviceMs, 0) / Math.max(1, served.length);
}

/** From the first to the last recorded activity of each agent, in ms since midnight. */
export function presences(calls: readonly RecordedCall[]): Map<string, { fromMs: number; toMs: number }> {
  const found = new Map<string, { fromMs: number; toMs: number }>();
  for (const call of calls) {
    if (call.agent === null) continue;
    const fromMs = call.atMs + call.waitMs;
    const toMs = fromMs + call.serviceMs;
    const known = found.get(call.agent) ?? { fromMs, toMs };
    found.set(call.agent, { fromMs: Math.min(known.fromMs, fromMs), toMs: Math.max(known.toMs, toMs) });
  }
  return found;
}
