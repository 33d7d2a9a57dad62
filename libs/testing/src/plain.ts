import type { Branded } from '@countersign/contracts';

/**
 * A wire type as a spec writes it: plain strings where the product has branded ids, because an attacker is not held by our types
 * and a reader should see `'person:1001'`, not a cast.
 */
export type Plain<T> =
  T extends Branded<string>
    ? string
    : T extends readonly (infer E)[]
      ? readonly Plain<E>[]
      : T extends object
        ? { readonly [K in keyof T]: Plain<T[K]> }
        : T;

/** How a spec departs from what is usual: some members replaced, or anything made of the usual. */
export type Change<T> = Partial<T> | ((usual: T) => T);

/** The usual with a change applied; a list is changed by a function only. */
export const changed = <T extends object>(usual: T, change: Change<T> | undefined): T =>
  typeof change === 'function' ? change(usual) : { ...usual, ...change };
