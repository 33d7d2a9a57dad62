// A system of one small service, in a folder of its own, for the specs of the launcher.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expandDuties } from '../duties.mjs';
import { parseDuties } from '../duties-file.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const data = fileURLToPath(new URL('../../../.data', import.meta.url)); // where the repository's packages can be resolved

const DUTIES = `
systems: { erp: { kind: postgres } }
sources: { hr: { sends: [source.heartbeat.v1], signs: [source.heartbeat.v1] } }
duties:
  dummy:
    folder: services/dummy
    does: stands for a service
    process: service
    consumes: ['upstream.{source}']
    produces: [dummy]
    signs: [dummy.alive.v1]
    database: dummy
    must: [answer]
    never: [do anything else]
`;

export const fixtureInventory = expandDuties(parseDuties(DUTIES));
/** The parts that the one service needs, and the service. */
export const fixtureParts = ['platform-postgres', 'kafka', 'dummy'];

/**
 * @param {{ main?: string, migrate?: string }} [scripts] of this folder
 * @returns {{ root: string, inventory: import('../duties.mjs').Inventory, only: string[], remove: () => void }}
 */
export function fixtureSystem({ main = 'dummy-main.cjs', migrate = 'dummy-migrate.cjs' } = {}) {
  const root = join(data, `fixture-${process.pid}-${process.hrtime.bigint()}`);
  const dist = join(root, 'services', 'dummy', 'dist');
  mkdirSync(dist, { recursive: true });
  cpSync(join(here, main), join(dist, 'main.js'));
  cpSync(join(here, migrate), join(dist, 'migrate.js'));
  return {
    root,
    inventory: fixtureInventory,
    only: fixtureParts,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
