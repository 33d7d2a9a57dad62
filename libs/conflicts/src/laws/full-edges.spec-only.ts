/** Random edges: one or two premises give an entitlement, or control over those a selector names. */
import fc from 'fast-check';
import type { EdgeDefinition } from '@countersign/test-oracle';
import { ENTITLEMENTS, present, sometimes } from './full-names.spec-only.js';

const selectors = fc.constantFrom(
  { kind: 'service' },
  { identity: 'account:*' },
  { kind: 'person', identity: '*:2' },
);

const premise = fc.constantFrom(...ENTITLEMENTS, 'erp:*', 'role:mid');

const edge = (dims: readonly string[]): fc.Arbitrary<Omit<EdgeDefinition, 'id'>> =>
  fc
    .record({
      premises: fc.oneof(
        { weight: 2, arbitrary: fc.tuple(premise) },
        { weight: 1, arbitrary: fc.tuple(premise, premise) },
      ),
      gives: fc.oneof(
        { weight: 1, arbitrary: fc.record({ entitlement: fc.constantFrom(...ENTITLEMENTS) }) },
        {
          weight: 2,
          arbitrary: fc
            .record({
              control: selectors,
              how: fc.constantFrom('can-reset', 'vault'),
              strength: sometimes(3, fc.constant('acts-as' as const)),
              lasting: sometimes(5, fc.constant(true as const)),
            })
            .map(present),
        },
      ),
      map:
        dims.length === 0
          ? fc.constant(undefined)
          : sometimes(
              4,
              fc.constantFrom<Record<string, string | null>>(
                { company: null },
                { [dims[0] ?? '']: 'company' },
              ),
            ),
    })
    .map(present);

export const edges = (dims: readonly string[]): fc.Arbitrary<EdgeDefinition[] | undefined> =>
  sometimes(
    5,
    fc
      .array(edge(dims), { minLength: 1, maxLength: 2 })
      .map((all) => all.map((each, i) => ({ id: `E${i + 1}`, ...each }))),
  );
