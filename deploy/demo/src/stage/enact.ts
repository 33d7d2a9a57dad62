import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { custodiansOf, governs } from './governs.js';
import { lookInto } from './look-into.js';
import type { RunFile } from './running-system.js';

const repository = join(__dirname, '../../../..');
/** Databases of those who judge by a law, or verify by it. */
const readers = ['request', 'policy', 'approval', 'provisioning', 'connector_erp', 'connector_bank'];

/** The number of the newest bundle that a service has taken over, by its database. */
async function lawOf(about: RunFile, database: string): Promise<number> {
  const sql = `SELECT max(number)::int AS number FROM governance_document WHERE type = 'governance.bundle.v1'`;
  return (await lookInto<{ number: number }>(about, database, sql))[0]?.number ?? 0;
}

/**
 * The custodians sign the sample policy as `edit` changes it, in a folder of its own, and the governance command publishes it, as a deployment
 * would. Waits until every service that judges or verifies has taken it over.
 */
export async function enact(about: RunFile, edit: (folder: string) => void): Promise<void> {
  const policy = mkdtempSync(join(tmpdir(), 'countersign-law-'));
  try {
    cpSync(join(repository, 'deploy/policy'), policy, { recursive: true });
    edit(policy);
    const keys = custodiansOf(about).keys.flatMap((file) => ['--custodian', file]);
    const before = await lawOf(about, 'policy');
    await governs(
      about,
      ...['bootstrap', '--policy', policy, '--duties', join(repository, 'deploy/duties.yaml')],
      ...['--keys', join(about.runDir, 'secrets/public-keys.json'), ...keys],
    );
    for (const reader of readers)
      await eventually(
        `${reader} to be under the next law`,
        async () => (await lawOf(about, reader)) > before,
      );
  } finally {
    rmSync(policy, { recursive: true });
  }
}
