import { eventually } from '@countersign/demo/stage';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Scene } from './scene.js';

const repository = join(__dirname, '../../..');
const command = join(repository, 'services/governance');
/** Custodians that sign: as many as the demonstration's threshold asks for. */
const signers = ['custodian-1', 'custodian-2'];

/** Sections of a policy that are lists; what is more of them is joined to what the sample policy says. */
export type MoreLaw = Readonly<Record<string, readonly object[]>>;

/**
 * The custodians sign the sample policy with more to it, and the governance command publishes it, as a deployment would. Waits until every
 * service that judges or verifies has taken it over.
 */
export async function publishesLaw(scene: Scene, more: MoreLaw): Promise<void> {
  const { secrets, deployment, brokers, runDir, environments } = scene.about;
  const files = secrets as typeof secrets & {
    readonly trustAnchor: string;
    readonly custodians: Readonly<Record<string, string>>;
  };
  const policy = mkdtempSync(join(tmpdir(), 'attack-law-'));
  cpSync(join(repository, 'deploy/policy'), policy, { recursive: true });
  writeFileSync(join(policy, 'zz-attack.yaml'), JSON.stringify(more));
  const env = {
    ...{
      PATH: environments['policy']?.['PATH'],
      NODE_ENV: 'production',
      KAFKAJS_NO_PARTITIONER_WARNING: '1',
    },
    ...{ COUNTERSIGN_DEPLOYMENT: deployment, CUSTODIANS_FILE: files.trustAnchor },
    ...{ KAFKA_BROKERS: brokers.join(), KAFKA_USERNAME: 'governance' },
    KAFKA_PASSWORD_FILE: files.kafka['governance'],
  };
  const keys = signers.flatMap((name) => ['--custodian', files.custodians[name] ?? '']);
  const args = [
    ...[join(command, 'dist/main.js'), 'bootstrap', '--policy', policy],
    ...['--duties', join(repository, 'deploy/duties.yaml')],
    ...['--keys', join(runDir, 'secrets/public-keys.json'), ...keys],
  ];
  const before = await lawOf(scene, 'policy');
  await promisify(execFile)(process.execPath, args, { cwd: command, env });
  rmSync(policy, { recursive: true });
  for (const service of ['request', 'policy', 'approval', 'provisioning', 'connector_erp'])
    await eventually(
      `${service} to be under the next law`,
      async () => (await lawOf(scene, service)) > before,
    );
}

/** The number of the newest bundle that a service's database has taken over. */
async function lawOf(scene: Scene, database: string): Promise<number> {
  const [row] = await scene.lookInto<{ number: number }>(
    database,
    `SELECT max(number)::int AS number FROM governance_document WHERE type = 'governance.bundle.v1'`,
  );
  return row?.number ?? 0;
}
