import { compile } from '../../../core/configuration/compile.ts';
import type { Configuration } from '../../../core/configuration/compiled.ts';
import type { ConfigurationFinding } from '../../../core/configuration/findings.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests break documents in ways that no type allows
export type Loose = any;

/** The least that is worth publishing: one channel, one queue, one agent. */
export const small = (): Loose => ({
  organisation: { name: 'Bank' },
  skills: { german: { name: 'German', levels: ['basic', 'good'] }, stocks: { name: 'Stocks' } },
  groups: { night: { name: 'Night' } },
  escalations: { up: [{ after: 'PT30S', raisePriority: 1 }] },
  queues: { regular: { name: 'Regular', escalation: 'up' } },
  workstreams: { chat: { channel: 'chat', queue: [{ to: 'regular' }] } },
  profiles: { desk: { name: 'Desk', capacity: 5, channels: { chat: { atMost: 3 } }, queues: [{ queue: 'regular' }] } },
  agents: { anna: { name: 'Anna', profile: 'desk', skills: { german: 2 } } },
});

/** The small document after `change`. */
export function changed(change: (document: Loose) => void): unknown {
  const document = small();
  change(document);
  return document;
}

export function compiled(change: (document: Loose) => void = () => {}): Configuration {
  const result = compile(changed(change), 1);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.configuration;
}

export function problems(document: unknown): ConfigurationFinding[] {
  const result = compile(document, 1);
  return result.ok ? [] : [...result.findings];
}

export const pointers = (document: unknown): string[] => problems(document).map(({ pointer }) => pointer);

export function warnings(change: (document: Loose) => void): string[] {
  const result = compile(changed(change), 1);
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.warnings.map(({ pointer }) => pointer);
}
