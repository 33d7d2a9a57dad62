import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';
import { lookInto } from './look-into.js';
import type { RunFile } from './running-system.js';

const repository = join(__dirname, '../../../..');
const command = join(repository, 'services/governance');
/** Custodians that sign: as many as the demonstration's threshold asks for. */
const signers = ['custodian-1', 'custodian-2'];
/** Databases of those who judge by a law, or verify by it. */
const readers = ['request', 'policy', 'approval', 'provisioning', 'connector_erp', 'connector_bank'];

/** The number of the newest bundle that a service has taken over, by its database. */
async function lawOf(about: RunFile, database: string): Promise<number> {
  const sql = `SELECT max(number)::int AS number FROM governance_document WHERE type = 'governance.bundle.v1'`;
  return (await lookInto<{ number: number }>(about, database, sql))[0]?.number ?? 0;
}

function settingsOf({ secrets, deployment, brokers, environments }: RunFile): Record<string, string> {
  const { trustAnchor, kafka } = secrets as typeof secrets & { readonly trustAnchor: string };
  return {
    ...{ PATH: environments['policy']?.['PATH'] ?? '', NODE_ENV: 'production' },
    ...{ KAFKAJS_NO_PARTITIONER_WARNING: '1', KAFKA_BROKERS: brokers.join(), KAFKA_USERNAME: 'governance' },
    KAFKA_PASSWORD_FILE: kafka['governance'] ?? '',
    ...{ COUNTERSIGN_DEPLOYMENT: deployment, CUSTODIANS_FILE: trustAnchor },
  };
}

/**
 * The custodians sign the sample policy as `edit` changes it, in a folder of its own, and the governance command publishes it, as a deployment
 * would. Waits until every service that judges or verifies has taken it over.
 */
export async function enact(about: RunFile, edit: (folder: string) => void): Promise<void> {
  const { custodians } = about.secrets as unknown as {
    readonly custodians: Readonly<Record<string, string>>;
  };
  const policy = mkdtempSync(join(tmpdir(), 'countersign-law-'));
  try {
    cpSync(join(repository, 'deploy/policy'), policy, { recursive: true });
    edit(policy);
    const keys = signers.flatMap((name) => ['--custodian', custodians[name] ?? '']);
    const args = [
      ...[join(command, 'dist/main.js'), 'bootstrap', '--policy', policy],
      ...['--duties', join(repository, 'deploy/duties.yaml')],
      ...['--keys', join(about.runDir, 'secrets/public-keys.json'), ...keys],
    ];
    const before = await lawOf(about, 'policy');
    await promisify(execFile)(process.execPath, args, { cwd: command, env: settingsOf(about) });
    for (const reader of readers)
      await eventually(
        `${reader} to be under the next law`,
        async () => (await lawOf(about, reader)) > before,
      );
  } finally {
    rmSync(policy, { recursive: true });
  }
}
