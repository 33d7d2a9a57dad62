import type { BundleDocument, EntitlementSpec, RuleSpec } from '@countersign/contracts/governance';

/** The parts of a bundle that say what a conflict is. */
export type Law = Pick<
  BundleDocument,
  'dimensions' | 'entitlements' | 'roles' | 'duties' | 'rules' | 'edges'
>;

const dayMs = 86_400_000;

const definition = ({ id, attributes }: EntitlementSpec) =>
  attributes === undefined ? id : { id, attributes };

const ruleOf = ({
  maxDays,
  perDays,
  control,
  critical: _guardedTwice,
  authors: _whoDecidesNothing,
  ...rule
}: RuleSpec) => ({
  ...rule,
  ...(control.trim() === '' ? {} : { control }),
  ...(maxDays === undefined ? {} : { maxDurationMs: maxDays * dayMs }),
  ...(perDays === undefined ? {} : { perMs: perDays * dayMs }),
});

/**
 * What a bundle says about conflicts, as the engine reads it; everything else is left out. The engine itself checks the shape: a rule or duty
 * of two kinds is refused there.
 */
export const lawBook = ({ dimensions, entitlements, roles, duties, rules, edges }: Law): object => ({
  dimensions: dimensions.map(({ id }) => id),
  entitlements: entitlements.map(definition),
  roles: roles.map(({ id, version, entitlements: own, roles: inner }) => ({
    id,
    version,
    entitlements: own,
    roles: inner,
  })),
  duties,
  rules: rules.map(ruleOf),
  edges: edges.map(({ title: _forPeople, ...edge }) => edge),
});
