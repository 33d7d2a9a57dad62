import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The public half of an approver's voting key. */
export interface VotingKey {
  readonly n: number;
  readonly kid: string;
  readonly x: string;
}

/** Where an approver's private key lies in a run folder: `voting-keys/person-<n>.json`, a JWK that only its owner can read. */
export const votingKeyFile = (folder: string, n: number): string =>
  join(folder, 'voting-keys', `person-${n}.json`);

/** Makes an approver's key where there is none, and gives its public half. */
function votingKey(folder: string, n: number): VotingKey {
  const file = votingKeyFile(folder, n);
  if (!existsSync(file)) {
    const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    const kid = `vote-${n}-${x.slice(0, 6).replaceAll(/[^A-Za-z0-9]/g, '0')}`;
    writeFileSync(file, JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x, d, kid }), {
      mode: 0o600,
      flag: 'wx',
    });
  }
  const { kid, x } = JSON.parse(readFileSync(file, 'utf8')) as VotingKey;
  return { n, kid, x };
}

/**
 * Makes an Ed25519 key for each approver who has none, writes the private halves into the run folder and returns the public ones of all.
 * In a real company each would make her own; the demonstration plays them all. Never overwrites a key.
 */
export function createVotingKeys(folder: string, approvers: readonly number[]): VotingKey[] {
  mkdirSync(join(folder, 'voting-keys'), { recursive: true, mode: 0o700 });
  return approvers.map((n) => votingKey(folder, n));
}
