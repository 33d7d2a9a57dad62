import type { TSchema } from 'typebox';
import { Approved, Denied, Lapsed } from './approval/decided.v1.js';
import { Answered, Ended } from './connector/answered.v1.js';
import { Observed } from './observer/observed.v1.js';
import { Assessed } from './policy/assessed.v1.js';
import { Cleared } from './policy/cleared.v1.js';
import { Held, Vetoed, Withdrew } from './policy/refused.v1.js';
import { Evidence, Ordered } from './provisioning/ordered.v1.js';
import { IdentityStated, SourceConfirmed } from './request/identity-stated.v1.js';
import { Submitted } from './request/submitted.v1.js';
import { Withdrawn } from './request/withdrawn.v1.js';
import { validator, type Validator } from './schema.js';
import { Alive } from './statement.js';

/** Every type of statement and its body. */
export interface Statements {
  'request.identity-stated.v1': IdentityStated;
  'request.source-confirmed.v1': SourceConfirmed;
  'request.submitted.v1': Submitted;
  'request.withdrawn.v1': Withdrawn;
  'request.alive.v1': Alive;
  'policy.assessed.v1': Assessed;
  'policy.cleared.v1': Cleared;
  'policy.vetoed.v1': Vetoed;
  'policy.held.v1': Held;
  'policy.withdrew.v1': Withdrew;
  'policy.alive.v1': Alive;
  'approval.approved.v1': Approved;
  'approval.denied.v1': Denied;
  'approval.lapsed.v1': Lapsed;
  'approval.alive.v1': Alive;
  'provisioning.evidence.v1': Evidence;
  'provisioning.ordered.v1': Ordered;
  'provisioning.alive.v1': Alive;
  'connector.answered.v1': Answered;
  'connector.ended.v1': Ended;
  'connector.alive.v1': Alive;
  'observer.observed.v1': Observed;
  'observer.alive.v1': Alive;
}
export type StatementType = keyof Statements;

/** JSON Schema of every statement's body. Released versions are frozen; a change is a new version. */
export const statementSchemas: Readonly<Record<StatementType, TSchema>> = {
  'request.identity-stated.v1': IdentityStated,
  'request.source-confirmed.v1': SourceConfirmed,
  'request.submitted.v1': Submitted,
  'request.withdrawn.v1': Withdrawn,
  'request.alive.v1': Alive,
  'policy.assessed.v1': Assessed,
  'policy.cleared.v1': Cleared,
  'policy.vetoed.v1': Vetoed,
  'policy.held.v1': Held,
  'policy.withdrew.v1': Withdrew,
  'policy.alive.v1': Alive,
  'approval.approved.v1': Approved,
  'approval.denied.v1': Denied,
  'approval.lapsed.v1': Lapsed,
  'approval.alive.v1': Alive,
  'provisioning.evidence.v1': Evidence,
  'provisioning.ordered.v1': Ordered,
  'provisioning.alive.v1': Alive,
  'connector.answered.v1': Answered,
  'connector.ended.v1': Ended,
  'connector.alive.v1': Alive,
  'observer.observed.v1': Observed,
  'observer.alive.v1': Alive,
};

export const isStatementType = (type: string): type is StatementType => Object.hasOwn(statementSchemas, type);

const validators = Object.fromEntries(
  Object.entries(statementSchemas).map(([type, schema]) => [type, validator(type, schema)]),
) as unknown as { [T in StatementType]: Validator<Statements[T]> };

/** Checks the body of a statement. Throws `SCHEMA_VIOLATION`. */
export const parseBody = <T extends StatementType>(type: T, body: unknown): Statements[T] =>
  validators[type](body);
