/** What random books and worlds of the full form are made of: few names, so that they meet. */
import fc from 'fast-check';
import type { EntitlementDefinition, Scope } from '@countersign/test-oracle';

export const CATALOGUE: readonly (string | EntitlementDefinition)[] = [
  { id: 'erp:a:x', attributes: { risk: 'high' } },
  { id: 'erp:b:x', attributes: { risk: 'low' } },
  { id: 'erp:c:x', attributes: { risk: 'high', area: 'pay' } },
  'idm:d:x',
];
export const ENTITLEMENTS = CATALOGUE.map((e) => (typeof e === 'string' ? e : e.id));
export const UNCATALOGUED = 'erp:z:y';
export const PATTERNS = ['erp:*', 'idm:*', '*:a:x', 'erp:*:x', 'erp:b*:x', '*:*:y'];
export const ROLES = ['role:flat', 'role:mid', 'role:top'];
export const DUTIES = ['duty:1', 'duty:2', 'duty:3', 'duty:4'];
const VALUES = ['1', '2'];

/** Now and then: `weight` times in ten. */
export const sometimes = <T>(weight: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary }, { weight: 10 - weight, arbitrary: fc.constant(undefined) });

/** Leaves out what is undefined, so that an absent property is absent. */
export const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

export const dimensions: fc.Arbitrary<readonly string[]> = fc.oneof(
  { weight: 8, arbitrary: fc.constant([]) },
  { weight: 8, arbitrary: fc.constant(['company']) },
  { weight: 1, arbitrary: fc.constant(['cluster', 'company']) },
);

/** Most scopes are ALL. */
export const scopes = (dims: readonly string[]): fc.Arbitrary<Scope | undefined> =>
  dims.length === 0
    ? fc.constant(undefined)
    : sometimes(
        4,
        fc
          .subarray([...dims], { minLength: 1 })
          .chain((some) =>
            fc
              .tuple(...some.map(() => fc.subarray(VALUES, { minLength: 1 })))
              .map((values) => Object.fromEntries(some.map((d, i) => [d, values[i] ?? []]))),
          ),
      );
