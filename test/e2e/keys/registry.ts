import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KeyRegistryDocument, RegisteredKey } from '@countersign/contracts/governance';
import { fromBase64url, parseStrictJson } from '@countersign/statement';
import { addSignature, loadSigningKey, signCustodial } from '@countersign/statement/sign';
import { asSuperuser } from '../postgres/cluster-client.js';
import { about, inventory, secret } from '../system/running-system.js';

const type = 'governance.keys.v1';

/** The registry with the highest number that a service believes. */
async function current(): Promise<KeyRegistryDocument> {
  const { rows } = await asSuperuser('platform', inventory.databases[0]?.name ?? '', (client) =>
    client.query<{ bytes: Buffer }>(
      'SELECT bytes FROM governance_document WHERE type = $1 ORDER BY number DESC LIMIT 1',
      [type],
    ),
  );
  const { payload } = JSON.parse(rows[0]?.bytes.toString() ?? '') as { readonly payload: string };
  return parseStrictJson(fromBase64url(payload)) as KeyRegistryDocument;
}

/** Signs a document as two custodians and publishes it by the publishing command. */
async function publish(document: KeyRegistryDocument): Promise<void> {
  const { secrets, deployment, brokers } = about();
  const [first, second] = await Promise.all(
    Object.values(secrets.custodians)
      .slice(0, 2)
      .map((file) => loadSigningKey(JSON.parse(secret(file)))),
  );
  if (!first || !second) throw new RangeError('the run has fewer than two custodians');
  const signed = await addSignature(type, await signCustodial(type, document, first), second);
  const folder = mkdtempSync(join(tmpdir(), 'countersign-registry-'));
  const file = join(folder, 'registry.json');
  writeFileSync(file, JSON.stringify(signed));
  const env = {
    ...{
      COUNTERSIGN_DEPLOYMENT: deployment,
      CUSTODIANS_FILE: secrets.trustAnchor,
      KAFKA_BROKERS: brokers.join(','),
    },
    ...{ KAFKA_USERNAME: 'governance', KAFKA_PASSWORD_FILE: secrets.kafka['governance'] ?? '' },
  };
  try {
    const main = join(__dirname, '../../../services/governance/dist/main.js');
    await promisify(execFile)(process.execPath, [main, 'publish', file], { env });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Publishes the next key registry with other keys; `undo` publishes one more, as it was before. */
export async function publishRegistry(
  change: (keys: readonly RegisteredKey[]) => readonly RegisteredKey[],
): Promise<{ readonly undo: () => Promise<void> }> {
  const before = await current();
  const next = (number: number, keys: readonly RegisteredKey[]) =>
    publish({ ...before, number, issued: Date.now(), keys: [...keys] });
  await next(before.number + 1, change(before.keys));
  return { undo: () => next(before.number + 2, before.keys) };
}
