import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunFile } from './running-system.js';

const command = join(__dirname, '../../../../services/governance');
/** Custodians that sign: as many as the demonstration's threshold asks for. */
const signers = ['custodian-1', 'custodian-2'];

interface GovernanceSecrets {
  readonly trustAnchor: string;
  readonly custodians: Readonly<Record<string, string>>;
}

const secretsOf = ({ secrets }: RunFile): RunFile['secrets'] & GovernanceSecrets =>
  secrets as RunFile['secrets'] & GovernanceSecrets;

function settingsOf(about: RunFile): Record<string, string> {
  const { trustAnchor, kafka } = secretsOf(about);
  const { deployment, brokers, environments } = about;
  return {
    ...{ PATH: environments['policy']?.['PATH'] ?? '', NODE_ENV: 'production' },
    ...{ KAFKAJS_NO_PARTITIONER_WARNING: '1', KAFKA_BROKERS: brokers.join(), KAFKA_USERNAME: 'governance' },
    KAFKA_PASSWORD_FILE: kafka['governance'] ?? '',
    ...{ COUNTERSIGN_DEPLOYMENT: deployment, CUSTODIANS_FILE: trustAnchor },
  };
}

/** Key files of the custodians that sign, and the file of their public halves. */
export function custodiansOf(about: RunFile): { readonly keys: readonly string[]; readonly anchor: string } {
  const { custodians, trustAnchor } = secretsOf(about);
  return { keys: signers.map((name) => custodians[name] ?? ''), anchor: trustAnchor };
}

/** Calls the governance command as a deployment would, as the principal that publishes. Rejects when it refuses. */
export async function governs(about: RunFile, ...args: readonly string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [join(command, 'dist/main.js'), ...args], {
    cwd: command,
    env: settingsOf(about),
  });
}
