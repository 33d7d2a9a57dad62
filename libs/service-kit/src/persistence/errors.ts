import { CountersignError } from '@countersign/contracts';

/** The applied migrations are not those of this build: the process must not work on such a database. */
export class SchemaDrift extends CountersignError {
  readonly code = 'SCHEMA_DRIFT';
  readonly retriable = false;
}

/** Something that must become durable together with its cause was given a manager outside of a transaction. */
export class NotInTransaction extends CountersignError {
  readonly code = 'NOT_IN_TRANSACTION';
  readonly retriable = false;
}

/** A database URL that cannot be used, e.g. one that names no role. */
export class BadDatabaseUrl extends CountersignError {
  readonly code = 'BAD_DATABASE_URL';
  readonly retriable = false;
}

/**
 * Something that this process cannot do without is away: not the record's fault. Whoever handles records tries again for as long
 * as it takes, is not ready meanwhile, and never quarantines.
 */
export abstract class Unavailable extends CountersignError {
  readonly retriable = true;
}
