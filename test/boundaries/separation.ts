import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DutiesFile, readDuties } from '../../deploy/embedded/duties-file.mjs';
import { type Inventory, expandDuties } from '../../deploy/embedded/duties.mjs';
import { createDatabase, rightStatements, roleStatements } from '../../deploy/embedded/postgres-roles.mjs';

const root = join(__dirname, '../..');

/**
 * The separation as it is put into force: what the file comes down to, and the statements about roles and rights that the
 * clusters are given. Mutants change it.
 */
export interface Separation {
  readonly inventory: Inventory;
  /** In our own cluster. */
  readonly platform: string[];
  /** In a target system's cluster, by what the process may do there. */
  readonly target: Readonly<Record<'manages' | 'reads', string[]>>;
}

/** A fresh copy of `deploy/duties.yaml`, to be mutated. */
export const dutiesFile = (): DutiesFile => readDuties();

/** Lines of a setup script that make a role or give a right. */
function rightsIn(folder: string): string[] {
  const setup = join(root, folder, 'target/setup.sql');
  if (!existsSync(setup)) return [];
  return readFileSync(setup, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(ALTER|CREATE) ROLE|^GRANT/.test(line));
}

/** Throws `DUTIES_INVALID` when the file contradicts itself. */
export function separationOf(file: DutiesFile): Separation {
  const inventory = expandDuties(file);
  const statements = [
    ...roleStatements(inventory),
    ...inventory.databases.map(createDatabase),
    ...rightStatements(inventory),
  ];
  const onTarget = (access: string): string[] =>
    inventory.processes
      .filter((each) => each.target?.access === access)
      .flatMap((each) => rightsIn(each.folder));
  return {
    inventory,
    platform: statements.map((each) => each.sql),
    target: { manages: onTarget('manages'), reads: onTarget('reads') },
  };
}
