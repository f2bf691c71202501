import { ENGLISH } from './english/english.ts';
import type { Told } from './told.ts';

declare const said: unique symbol;

/** What the product says of a decision. Only `say` makes one, so that none is composed outside of the table of phrases. */
export type Sentence = string & { readonly [said]: true };

/** Deterministic: the same is said of the same, on any machine. */
export const say = <Id extends keyof Told>(id: Id, told: Told[Id]): Sentence => ENGLISH[id](told) as Sentence;
