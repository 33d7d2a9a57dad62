import { type DutiesFile, readDuties } from '../../deploy/embedded/duties-file.mjs';
import { type Inventory, expandDuties } from '../../deploy/embedded/duties.mjs';
import {
  createDatabase,
  rightStatements,
  roleStatements,
  targetStatements,
} from '../../deploy/embedded/postgres-roles.mjs';

/** The separation as it is put into force: what the file comes down to, and the SQL that the clusters are given. Mutants change it. */
export interface Separation {
  readonly inventory: Inventory;
  /** Statements for our own cluster. */
  readonly platform: string[];
  /** Statements for the target systems' clusters. */
  readonly targets: string[];
}

/** A fresh copy of `deploy/duties.yaml`, to be mutated. */
export const dutiesFile = (): DutiesFile => readDuties();

/** Throws `DUTIES_INVALID` when the file contradicts itself. */
export function separationOf(file: DutiesFile): Separation {
  const inventory = expandDuties(file);
  const sql = (statements: readonly { sql: string }[]): string[] => statements.map((each) => each.sql);
  const target = (system: string): string[] => {
    const { roles, rights } = targetStatements(inventory, system);
    return sql([...roles, ...rights]);
  };
  return {
    inventory,
    platform: sql([
      ...roleStatements(inventory),
      ...inventory.databases.map(createDatabase),
      ...rightStatements(inventory),
    ]),
    targets: inventory.systems.flatMap((system) => target(system.name)),
  };
}
