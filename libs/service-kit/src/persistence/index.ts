export { type DatabaseOptions, type Migration, createDataSource, openDataSource } from './data-source.js';
export { type DatabaseAddress, objectionToDatabaseUrl, readDatabaseAddress } from './database-address.js';
export { requireAppliedMigrations } from './drift.js';
export { eachApart } from './each-apart.js';
export { BadDatabaseUrl, NotInTransaction, SchemaDrift, Unavailable } from './errors.js';
export { migrateService } from './migrate.js';
export { isConcurrencyFailure, isDatabaseUnavailable, sqlState } from './sql-state.js';
export { Ticker, type TickerOptions } from './ticker.js';
export { inTransaction, requireTransaction } from './transaction.js';
