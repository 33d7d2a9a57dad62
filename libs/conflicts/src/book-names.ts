import { type BundleProblem, problem } from './bundle.errors.js';
import { isPattern } from './pattern.js';
import { DUTY_PREFIX, ROLE_PREFIX, type RuleBook } from './rule-book.js';

/** Everything that a book defines, by name. */
export interface Names {
  readonly dimension: ReadonlySet<string>;
  readonly entitlement: ReadonlySet<string>;
  readonly role: ReadonlySet<string>;
  readonly duty: ReadonlySet<string>;
  /** Names of attributes that some entitlement has. */
  readonly attribute: ReadonlySet<string>;
}

export function bookNames(book: RuleBook): Names {
  const defined = book.entitlements.filter((entry) => typeof entry !== 'string');
  return {
    dimension: new Set(book.dimensions),
    entitlement: new Set(book.entitlements.map((entry) => (typeof entry === 'string' ? entry : entry.id))),
    role: new Set(book.roles.map(({ id }) => id)),
    duty: new Set(book.duties.map(({ id }) => id)),
    attribute: new Set(defined.flatMap(({ attributes }) => Object.keys(attributes ?? {}))),
  };
}

/** A name that nobody defined, as a problem. A pattern may stand for an entitlement, whatever it meets. */
export function unknownIn(what: keyof Names, id: string, names: Names, where: string): BundleProblem[] {
  if (names[what].has(id) || (what === 'entitlement' && isEntitlementPattern(id))) return [];
  const code = what === 'dimension' ? 'BUNDLE_UNKNOWN_DIMENSION' : 'BUNDLE_UNKNOWN_NAME';
  return [problem(code, where, `unknown ${what} \`${id}\``)];
}

/** The same for what may be an entitlement, a pattern or a role. */
export function unknownItem(id: string, names: Names, where: string): BundleProblem[] {
  return unknownIn(id.startsWith(ROLE_PREFIX) ? 'role' : 'entitlement', id, names, where);
}

function isEntitlementPattern(id: string): boolean {
  return isPattern(id) && !id.startsWith(ROLE_PREFIX) && !id.startsWith(DUTY_PREFIX);
}
