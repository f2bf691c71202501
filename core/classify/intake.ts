import type { Configuration } from '../configuration/compiled.ts';
import type { Given } from '../item.ts';

/** An item as far as rules look at it. */
export interface Intake {
  readonly id: string;
  readonly source: string;
  readonly channel: string;
  /** Empty while the workstream itself is being chosen. */
  readonly workstream: string;
  readonly createdAt: number;
  readonly given: Given;
  readonly subject: string | null;
  readonly customerRef: string | null;
  readonly customer: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What else a classification depends on. */
export interface Scene {
  readonly configuration: Configuration;
  readonly now: number;
  readonly isOpen: (calendar: string) => boolean;
  readonly isAgent: (id: string) => boolean;
}
