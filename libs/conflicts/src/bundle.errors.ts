import { ConflictsError } from './conflicts.errors.js';

/** Why a bundle is refused (SEMANTICS §3, "Bundle errors"). Closed: a new reason is a new code. */
export type BundleErrorCode =
  | 'BUNDLE_NO_RULES'
  | 'BUNDLE_TOO_FEW_LEGS'
  | 'BUNDLE_BAD_THRESHOLD'
  | 'BUNDLE_REPEATED_LEG'
  | 'BUNDLE_EMPTY_DUTY'
  | 'BUNDLE_ROLE_CYCLE'
  | 'BUNDLE_DUTY_CYCLE'
  | 'BUNDLE_UNKNOWN_NAME'
  | 'BUNDLE_UNKNOWN_DIMENSION'
  | 'BUNDLE_UNKNOWN_EFFECT'
  | 'BUNDLE_UNKNOWN_ROLLOUT'
  | 'BUNDLE_BAD_BOUND'
  | 'BUNDLE_DUPLICATE_ID'
  | 'BUNDLE_BAD_NAME'
  | 'BUNDLE_UNKNOWN_CONSTRUCT'
  | 'BUNDLE_MALFORMED';

/** One thing that is wrong, and where: `rules[2].legs`, `duty \`pay\``. */
export interface BundleProblem {
  readonly code: BundleErrorCode;
  readonly where: string;
  readonly message: string;
}

export const problem = (code: BundleErrorCode, where: string, message: string): BundleProblem => ({
  code,
  where,
  message,
});

/**
 * The bundle is refused as a whole: nothing is judged by it.
 * `problems` lists everything found in one pass, in document order; `code` is the first one's.
 */
export class BundleError extends ConflictsError {
  readonly code: BundleErrorCode;
  readonly problems: readonly BundleProblem[];

  constructor(first: BundleProblem, more: readonly BundleProblem[] = []) {
    const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
    super(`bundle refused: ${first.where}: ${first.message}${rest}`, { where: first.where });
    this.code = first.code;
    this.problems = [first, ...more];
  }
}
