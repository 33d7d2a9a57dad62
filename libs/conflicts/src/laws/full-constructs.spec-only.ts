/** Which constructs of the language a case holds, so that a generator is seen to make each of them. */
import type { FullCase, Grant, RuleDefinition } from '@countersign/test-oracle';

type Has = (asked: FullCase) => boolean;

const someRule =
  (is: (rule: RuleDefinition) => boolean): Has =>
  ({ book }) =>
    book.rules.some(is);

const someGrant =
  (is: (grant: Grant) => boolean): Has =>
  ({ world, change }) =>
    [...world.grants, ...change.add].some(is);

/** Somewhere below, a part of the book has this property. */
function names(part: unknown, property: string): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return Object.hasOwn(part, property) || Object.values(part).some((below) => names(below, property));
}

const isStale: Has = ({ world, at }) =>
  (world.sources ?? []).some(({ confirmedAt, longestAgeMs }) => at - confirmedAt > longestAgeMs);

/** Every construct by name. */
export const CONSTRUCTS: Readonly<Record<string, Has>> = {
  'a scope': someGrant(({ scope }) => scope !== undefined),
  'two dimensions': ({ book }) => (book.dimensions ?? []).length === 2,
  'a rule on a dimension': someRule(({ dimensions = [] }) => dimensions.length > 0),
  'a pattern granted': someGrant(({ item }) => item.includes('*')),
  'an earlier version of a role': someGrant(({ item }) => /@\d+$/.test(item)),
  'an entitlement outside the catalogue': someGrant(({ item }) => item === 'erp:z:y'),
  'a class': ({ book }) => names([book.duties, book.rules], 'class'),
  'a nested role with a scope': ({ book }) =>
    names(
      book.roles.map(({ roles }) => roles),
      'scope',
    ),
  'an edge with one premise': ({ book }) => (book.edges ?? []).some(({ premises }) => premises.length === 1),
  'an edge with two premises': ({ book }) => (book.edges ?? []).some(({ premises }) => premises.length === 2),
  'an edge with a mapping': ({ book }) => names(book.edges, 'map'),
  'a selector of a kind': ({ book }) => names(book.edges, 'kind'),
  'a selector of ids': ({ book }) => names(book.edges, 'identity'),
  'an own scope': ({ world }) => (world.scopes?.size ?? 0) > 0,
  'control that lasts, stated': ({ world }) => names(world.controls, 'lasting'),
  'control that lasts, derived': ({ book }) => names(book.edges, 'lasting'),
  'what an account carries': ({ world }) => world.controls.some(({ how }) => how === 'carries'),
  'a rotation': ({ world }) => (world.rotations ?? []).length > 0,
  'recognised power': ({ world }) => (world.recognised ?? []).length > 0,
  'an all': ({ book }) => names(book.duties, 'all'),
  'at least k of': ({ book }) => names(book.duties, 'atLeast'),
  'branches on the same': ({ book }) => names(book.duties, 'same'),
  'a duty in a duty': ({ book }) =>
    JSON.stringify(book.duties.map((duty) => ({ ...duty, id: '' }))).includes('duty:'),
  'a threshold': ({ book }) => names(book.rules, 'threshold'),
  'a set': someRule((rule) => 'set' in rule),
  'a head count': someRule((rule) => 'holders' in rule),
  'a prerequisite': someRule((rule) => 'when' in rule),
  'a prerequisite anywhere': someRule((rule) => 'when' in rule && rule.anywhere === true),
  'a prerequisite on a dimension': someRule((rule) => 'when' in rule && (rule.dimensions ?? []).length > 0),
  'a rule never approvable': someRule(({ effect }) => effect === 'never-approvable'),
  'a dual approval': someRule(({ effect }) => effect === 'dual-approval'),
  'a time bound': someRule(({ effect }) => effect === 'time-bound'),
  'a period': ({ book }) => names(book.rules, 'perMs'),
  'repeats that pass': ({ book }) => names(book.rules, 'repeatsPass'),
  'an exception': ({ world }) => (world.exceptions ?? []).length > 0,
  'an exception for some legs': ({ world }) => names(world.exceptions, 'legs'),
  'an exception for some objects': ({ world }) => names(world.exceptions, 'objects'),
  'a drop beside an addition': ({ change }) => change.drop.length > 0 && change.add.length > 0,
  'control asked': ({ change }) => (change.addControls ?? []).length > 0,
  'control dropped': ({ change }) => (change.dropControls ?? []).length > 0,
  'a stale source': isStale,
  'a fact of a stale source': (asked) =>
    isStale(asked) && names([asked.world.grants, asked.world.controls], 'source'),
  'a fact that cannot be read': ({ world }) =>
    world.grants.some(
      ({ window, state, scope = {}, source }) =>
        window.from === 0.5 || String(state) === 'rumoured' || 'planet' in scope || source === 'hearsay',
    ),
};
