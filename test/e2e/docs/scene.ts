import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN } from '../../../deploy/embedded/duties.mjs';
import { kafkaClient } from '../../../deploy/embedded/kafka-resources.mjs';
import { call } from '../intake/http-call.js';
import { publisherOf, signedIn, tokenOfLogin } from '../intake/people.js';
import { freshId, webhookSecret } from '../intake/webhook.js';
import { recordOf, type Signer, signerOf } from '../keys/forge.js';
import { asSuperuser } from '../postgres/cluster-client.js';
import { eventually } from '../system/eventually.js';
import { about, addressOf, secret } from '../system/running-system.js';
import { asksForReports, foundCompany, freshNumber, hiredClerk, tokenOf, votingKeyOf } from './desk.js';
import type { StandIns } from './run-page.js';

const folder = mkdtempSync(join(tmpdir(), 'countersign-docs-'));

/** What a spec must remove when it is done. */
export const sceneFolder = folder;

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  chmodSync(file, 0o600);
  return file;
}

/** The broker's super user writes orders that these keys signed. */
async function forgeOrders(signers: readonly Signer[]): Promise<void> {
  const { brokers, secrets } = about();
  const producer = kafkaClient({ brokers, password: secret(secrets.kafka[ADMIN]) }).producer();
  await producer.connect();
  const [topic, type] = ['provisioning.erp', 'provisioning.ordered.v1'];
  const messages = signers.map((signer) => {
    const envelope = { chain: `provisioning.${topic}.${freshId()}` };
    const statement = { type, topic, iss: 'provisioning', signer, envelope };
    const { key, value, headers } = recordOf('an order', statement, 'refused');
    return { key, value, headers };
  });
  await producer.send({ topic, messages });
  await producer.disconnect();
}

/** Ids of records that a service has in quarantine under a code, oldest first. */
const inQuarantine = (database: string, code: string, states: readonly string[]): Promise<string[]> =>
  asSuperuser('platform', database, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM quarantine WHERE code = $1 AND state = ANY ($2) ORDER BY id',
      [code, [...states]],
    );
    return rows.map(({ id }) => id);
  });

/** What the stories' forged order leaves with the connector: after its tries of 80 s it is held. When they were not told, one is forged. */
async function unknownKeyHeld(): Promise<void> {
  const found = (...states: string[]) => inQuarantine('connector_erp', 'UNKNOWN_KEY', states);
  if ((await found('waiting', 'held')).length === 0)
    await forgeOrders([{ ...signerOf('provisioning'), kid: 'provisioning-forged' }]);
  await eventually('the forged order to be held', async () => (await found('held')).length > 0, 180_000);
}

/** Two records that policy holds at once: signed in provisioning's name with another key. */
async function badSignaturesHeld(): Promise<readonly [string, string]> {
  const found = () => inQuarantine('policy', 'BAD_SIGNATURE', ['held']);
  const before = await found();
  const { kid } = signerOf('provisioning');
  const stranger = () => ({ kid, key: generateKeyPairSync('ed25519').privateKey });
  await forgeOrders([stranger(), stranger()]);
  return eventually('two forged orders to be held', async () => {
    const [first, second] = (await found()).filter((id) => !before.includes(id));
    return first !== undefined && second !== undefined && ([first, second] as const);
  });
}

/** What the stories' swapped account leaves with policy, at a place of its own, so that nobody else's spec closes it: its id. */
const somethingFound = (): Promise<string> =>
  asSuperuser('platform', 'policy', async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO finding (code, subject, message, opened_at) VALUES ('ORDER_REFUSED', $1, 'the connector refused an order', 0) RETURNING id`,
      [`erp ${freshId()} role:erp_vendor_create`],
    );
    return rows[0]?.id ?? '';
  });

/** A request of somebody who is signed in: its id, and a file with her token. */
async function askedBySomebody(): Promise<{ readonly request: string; readonly tokenFile: string }> {
  const hr = await publisherOf('hr');
  const { person, token } = await signedIn(hr, freshId()).finally(() => hr.close());
  const wish = {
    beneficiary: person,
    items: [{ entitlement: 'erp:report:run', scope: {} }],
    reason: 'a report',
  };
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': freshId(),
  };
  const { body } = await call({ path: '/requests', headers, body: JSON.stringify(wish) });
  return { request: String(body['request']), tokenFile: fileOf('token', token) };
}

/** A clerk with two requests that wait for votes: one that she takes back, and one that an approver decides on. */
async function askAndApprove(): Promise<StandIns> {
  const clerk = await hiredClerk();
  const [takenBack, decided] = [await asksForReports(clerk), await asksForReports(clerk)];
  return {
    'https://request.example.com': addressOf('request'),
    'https://approval.example.com': addressOf('approval'),
    '--token-file token': `--token-file ${fileOf('clerk-token', clerk.token)}`,
    '--token-file approver-token': `--token-file ${fileOf('approver-token', await tokenOf('login-1035'))}`,
    'my-voting-key.json': votingKeyOf(1035),
    'acme-production': about().deployment,
    '1042': clerk.number,
    'r-2c9XUD0S7mJZ1vY8qLkA3w': takenBack.request,
    'r-5h7LzQ1dXk0aBn4tVw9cYe': decided.request,
    qRFe1Wf1LkVqGZxT8m2Yt6b0cS4dH9uJ3aNoXwEiKvM: decided.ha,
  };
}

/** Somebody who can log in and whom nobody has hired yet. */
async function stranger(): Promise<string> {
  const number = freshNumber();
  await tokenOfLogin(`login-${number}`);
  return number;
}

/** What the pages name and this run has otherwise, by page. Every text must occur in its page. */
export async function standInsByPage(): Promise<Readonly<Record<string, StandIns>>> {
  const { deployment, brokers, secrets, runDir } = about();
  await foundCompany();
  const [redriven, dropped] = await badSignaturesHeld();
  await unknownKeyHeld();
  const { request, tokenFile } = await askedBySomebody();
  const runFolder = { '/tmp/countersign-run-f64a8eca': runDir };
  return {
    'docs/observability.md': { ...runFolder, 'r-2c9XUD0S7mJZ1vY8qLkA3w': request },
    'docs/guides/ask-and-approve.md': await askAndApprove(),
    'docs/guides/try-it-yourself.md': { ...runFolder, '1201': await stranger() },
    'docs/guides/publish-events.md': {
      'COUNTERSIGN_DEPLOYMENT=demo': `COUNTERSIGN_DEPLOYMENT=${deployment}`,
      '127.0.0.1:9092': brokers.join(','),
      '/run/secrets/kafka-password': secrets.kafka['hr'] ?? '',
      '/run/secrets/hr-key.json': secrets.signingKeys['hr'] ?? '',
      '/run/secrets/webhook-secret': fileOf('webhook-secret', webhookSecret('hr')),
      'https://countersign.example.com': addressOf('request'),
      'person:1042': `person:${freshId()}`,
      'leave-2026-0117': freshId(),
    },
    'docs/runbooks/quarantine.md': { '17': redriven, '18': dropped },
    'docs/runbooks/findings.md': { '17': await somethingFound() },
    'docs/runbooks/stuck-request.md': {
      'https://countersign.example.com': addressOf('request'),
      'r-2c9XUD0S7mJZ1vY8qLkA3w': request,
      '--token-file token': `--token-file ${tokenFile}`,
    },
  };
}
