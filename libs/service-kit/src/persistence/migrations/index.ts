import { KitTables0000000000001 } from './kit-tables-0000000000001.js';

/** The shared tables' history, oldest first. Released steps are frozen; a change is a new step. */
export const kitMigrations = [KitTables0000000000001] as const;
