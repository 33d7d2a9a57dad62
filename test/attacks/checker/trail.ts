import type { Part } from './expansion.js';
import type { People } from './facts.js';
import type { Law, Scope } from './law.js';
import type { Statement, Statements } from './statements.js';

/** What the trail of one held line is checked against. */
export interface Setting {
  readonly deployment: string;
  readonly law: Law;
  /** As the facts were at an instant. */
  readonly peopleAt: (at: number) => People;
  readonly statements: Statements;
  /** Now, and how much later (ms) than its end something may still be there. */
  readonly now: number;
  readonly graceMs: number;
  /** How much later (ms) than the end of its request, however it came, something may still be there. */
  readonly boundMs: number;
}

/** The documents of one trail. */
export interface Trail {
  readonly cleared: Statement;
  readonly submitted: Statement;
  readonly assessed: Statement;
  readonly asked: readonly Part[];
}

/** The documents that a clearance names, or which is missing. */
export function trailOf({ statements }: Setting, cleared: Statement): Trail | string {
  const submitted = statements.byHash(cleared.body.hr);
  const assessed = statements.byHash(cleared.body.ha);
  if (submitted?.type !== 'request.submitted.v1' || assessed?.type !== 'policy.assessed.v1')
    return 'request or assessment is missing';
  if (assessed.body.hr !== submitted.hash) return 'the assessment is of another request';
  const items = submitted.body.items as { entitlement?: string; role?: string; scope?: Scope }[];
  return {
    cleared,
    submitted,
    assessed,
    asked: items.map(({ entitlement, role, scope = {} }) => ({ item: entitlement ?? role ?? '', scope })),
  };
}
