// The first governance documents of a run: bundle and key registry, signed by the custodians, published by the
// governance command. Services become ready once they have believed them. Here, and only here, one machine has the
// custodians' keys; it plays them with as many as the threshold asks for.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from './owned-process.mjs';
import { CUSTODIANS, THRESHOLD } from './secrets.mjs';

/** @param {Record<string, string>} signingKeys principal to the file with its private JWK @returns {Record<string, object>} public halves */
const publicKeys = (signingKeys) =>
  Object.fromEntries(
    Object.entries(signingKeys).map(([principal, file]) => {
      const { kty, crv, x, kid } = JSON.parse(readFileSync(file, 'utf8'));
      return [principal, { kty, crv, x, kid }];
    }),
  );

/**
 * @param {object} options
 * @param {import('./duties.mjs').Process} options.command the governance process of the inventory
 * @param {Record<string, string>} options.environment its whole environment, secrets by file
 * @param {import('./secrets.mjs').SecretFiles} options.files `custodians` to sign with, `signingKeys` to register
 * @param {string} options.root the repository
 * @param {import('./run.mjs').Run} options.run
 * @param {(line: string) => void} options.log
 * @returns {Promise<void>} when the documents have been accepted by the broker
 */
export async function publishGovernance({ command, environment, files, root, run, log }) {
  const since = Date.now();
  const keys = join(run.secretsDir, 'public-keys.json');
  writeFileSync(keys, JSON.stringify(publicKeys(files.signingKeys)), { mode: 0o600 });
  const signers = CUSTODIANS.slice(0, THRESHOLD).flatMap((name) => [
    '--custodian',
    /** @type {string} */ (files.custodians[name]),
  ]);
  const args = [
    join(root, command.folder, 'dist/main.js'),
    'bootstrap',
    ...[
      '--policy',
      join(root, 'deploy/policy'),
      '--duties',
      join(root, 'deploy/duties.yaml'),
      '--keys',
      keys,
    ],
    ...signers,
  ];
  const spec = {
    name: command.name,
    command: process.execPath,
    args,
    cwd: join(root, command.folder),
    env: environment,
  };
  await runToEnd(spec, run);
  log(
    `governance: bundle and key registry are signed by ${THRESHOLD} of ${CUSTODIANS.length} custodians and published (${((Date.now() - since) / 1_000).toFixed(1)} s)`,
  );
}
