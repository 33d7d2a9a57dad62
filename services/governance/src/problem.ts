import type { BundleErrorCode } from '@countersign/conflicts';
import type { ScopeCode } from '@countersign/statement';

/** Where in a document something stands: names of members and positions in lists. */
export type DocumentPath = readonly (string | number)[];

/** Everything that a bundle's source can be refused for. Closed: operators and tests rely on these codes. */
export type ProblemCode =
  | 'FILE_UNREADABLE'
  | 'FILE_TOO_LARGE'
  | 'FILE_NOT_TEXT'
  | 'FILE_EMPTY'
  | 'YAML_INVALID'
  | 'YAML_FORBIDDEN'
  | 'KEY_DUPLICATE'
  | 'TEXT_DECEPTIVE'
  | 'FIELD_UNKNOWN'
  | 'FIELD_MISSING'
  | 'VALUE_INVALID'
  | 'SECTION_MISSING'
  | 'SECTION_TWICE'
  | 'BUNDLE_TOO_LARGE'
  | 'ID_DUPLICATE'
  | 'PERMISSION_DUPLICATE'
  | 'REFERENCE_UNKNOWN'
  | 'REFERENCE_DUPLICATE'
  | 'ROLE_CYCLE'
  | 'ROLE_EMPTY'
  | 'ROLE_CONFLICT'
  | 'THRESHOLD_OUT_OF_RANGE'
  | 'MAX_DAYS_MISPLACED'
  | 'CRITICAL_MISPLACED'
  | 'BIRTHRIGHT_ABOVE_BOUND'
  | 'BIRTHRIGHT_CONFLICT'
  | 'ROUTE_MISSING'
  | 'ROUTE_TOTAL_TOO_SHORT'
  | 'VERSION_NOT_RAISED'
  | 'ROLLOUT_SKIPS_RECORD'
  | 'NOT_JUDGED_YET'
  | 'PERMISSION_UNREADABLE'
  | 'PERMISSION_OVERLAP'
  | 'SELF_APPROVED'
  | 'WINDOW_EMPTY'
  | ScopeCode
  | BundleErrorCode;

/** What is lawful and yet hardly meant. Shown, refuses nothing. */
export type WarningCode =
  | 'LEGS_OVERLAP'
  | 'QUORUM_BELOW_NEEDS'
  | 'ROUTE_UNREACHABLE'
  | 'ROLE_CONFLICTS_WITHIN'
  | 'ROLE_NEEDS'
  | 'ROLE_UNASKABLE'
  | 'EXCEPTION_WITHOUT_EFFECT';

/** Something wrong with a document, at a path of it. */
export interface Problem<Code extends string = ProblemCode> {
  readonly path: DocumentPath;
  readonly code: Code;
  /** What is wrong and, where that is not plain, what to do. */
  readonly message: string;
}

/** The same, at a place in a file; line and column count from 1. */
export interface LocatedProblem<Code extends string = ProblemCode> {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: Code;
  readonly message: string;
}

/** One line for people and editors: `rules.yaml:12:5 REFERENCE_UNKNOWN …`. */
export const formatProblem = ({ file, line, column, code, message }: LocatedProblem<string>): string =>
  `${file}:${line}:${column} ${code} ${message}`;

/** By file, then by place, so that the list reads from top to bottom. */
export const inReadingOrder = (a: LocatedProblem<string>, b: LocatedProblem<string>): number =>
  a.file.localeCompare(b.file, 'en') || a.line - b.line || a.column - b.column;

/** A problem of a document that was made of several files and has no lines of its own: its path says where. */
export const inDocument =
  (what: string) =>
  ({ path, code, message }: Problem): LocatedProblem => ({
    file: what,
    line: 1,
    column: 1,
    code,
    message: `/${path.join('/')}: ${message}`,
  });
