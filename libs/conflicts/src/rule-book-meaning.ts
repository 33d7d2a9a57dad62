import { type BundleProblem, problem } from './bundle.errors.js';
import { bookNames, type Names, unknownIn } from './book-names.js';
import { dutyProblems, namedDuties } from './duty-meaning.js';
import { edgeProblems } from './edge-meaning.js';
import { isPattern } from './pattern.js';
import { nestingOrder } from './role-nesting.js';
import { type Content, DUTY_PREFIX, ROLE_PREFIX, type RoleDefinition, type RuleBook } from './rule-book.js';
import { ruleProblems } from './rule-meaning.js';

/** The bundle errors of SEMANTICS §3 in a book of sound shape, all of them, in document order. */
export function meaningProblems(book: RuleBook): BundleProblem[] {
  const names = bookNames(book);
  const entitlements = book.entitlements.map(idOf);
  return [
    ...entitlements.flatMap(entitlementProblems),
    ...book.roles.flatMap((role) => roleProblems(role, names)),
    ...book.duties.flatMap((duty) => dutyProblems(duty, names)),
    ...book.rules.flatMap((rule) => ruleProblems(rule, names)),
    ...(book.edges ?? []).flatMap((edge) => edgeProblems(edge, names)),
    ...repeated('dimensions', book.dimensions ?? []),
    ...repeated('entitlements', entitlements),
    ...repeated('roles', book.roles.map(idOf)),
    ...repeated('duties', book.duties.map(idOf)),
    ...repeated('rules', book.rules.map(idOf)),
    ...repeated('edges', (book.edges ?? []).map(idOf)),
    ...cycles(
      'BUNDLE_ROLE_CYCLE',
      'roles',
      new Map(book.roles.map((role) => [role.id, role.roles.map(itemOf)])),
    ),
    ...cycles(
      'BUNDLE_DUTY_CYCLE',
      'duties',
      new Map(book.duties.map((duty) => [duty.id, namedDuties(duty)])),
    ),
    ...(book.rules.length === 0 ? [problem('BUNDLE_NO_RULES', 'rules', 'there is no rule')] : []),
  ];
}

const idOf = (entry: string | { readonly id: string }): string =>
  typeof entry === 'string' ? entry : entry.id;

const itemOf = (content: Content): string => (typeof content === 'string' ? content : content.item);

function entitlementProblems(id: string): BundleProblem[] {
  const where = `entitlement \`${id}\``;
  if (id.startsWith(ROLE_PREFIX)) return [problem('BUNDLE_BAD_NAME', where, 'only roles begin with `role:`')];
  if (id.startsWith(DUTY_PREFIX))
    return [problem('BUNDLE_BAD_NAME', where, 'only duties begin with `duty:`')];
  if (isPattern(id)) return [problem('BUNDLE_BAD_NAME', where, 'a catalogued entitlement has no `*`')];
  return [];
}

function roleProblems(role: RoleDefinition, names: Names): BundleProblem[] {
  const where = `role \`${role.id}\``;
  const named = role.id.startsWith(ROLE_PREFIX) && !isPattern(role.id);
  const dimensions = [...role.entitlements, ...role.roles].flatMap((content) =>
    typeof content === 'string' ? [] : Object.keys(content.scope ?? {}),
  );
  return [
    ...(named ? [] : [problem('BUNDLE_BAD_NAME', where, 'must be `role:<name>` without `*`')]),
    ...role.entitlements.map(itemOf).flatMap((id) => unknownIn('entitlement', id, names, where)),
    ...role.roles.map(itemOf).flatMap((id) => unknownIn('role', id, names, where)),
    ...dimensions.flatMap((name) => unknownIn('dimension', name, names, where)),
  ];
}

function cycles(
  code: 'BUNDLE_ROLE_CYCLE' | 'BUNDLE_DUTY_CYCLE',
  where: string,
  nesting: ReadonlyMap<string, readonly string[]>,
): BundleProblem[] {
  const { cyclic } = nestingOrder(nesting);
  const told = cyclic.map((id) => `\`${id}\``).join(', ');
  return cyclic.length === 0 ? [] : [problem(code, where, `nesting never ends in ${told}`)];
}

function repeated(kind: string, ids: readonly string[]): BundleProblem[] {
  const seen = new Set<string>();
  const again = new Set(ids.filter((id) => seen.size === seen.add(id).size));
  return [...again].map((id) => problem('BUNDLE_DUPLICATE_ID', kind, `\`${id}\` is defined twice`));
}
