import { type ConfigurationFinding, severityOf } from '../core/configuration/findings.ts';

/** A finding as it is printed: with its line in the file. */
export interface Shown extends ConfigurationFinding {
  readonly severity: 'error' | 'warning';
  /** From 1; `null` where it cannot be told. */
  readonly line: number | null;
}

export const shown = (finding: ConfigurationFinding, lineOf: (pointer: string) => number | null): Shown => ({
  severity: severityOf(finding),
  ...finding,
  line: lineOf(finding.pointer),
});

export const sentence = ({ severity, code, pointer, detail, line }: Shown): string =>
  `${severity} ${code} ${pointer || '/'}: ${detail}${line === null ? '' : ` (line ${line})`}`;

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
