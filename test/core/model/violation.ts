export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I6' | 'I7' | 'I8' | 'I9' | 'I10' | 'I13' | 'I14';

export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

export type Report = (invariant: Invariant, detail: string) => void;
