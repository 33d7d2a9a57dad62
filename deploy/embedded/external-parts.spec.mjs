import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadInventory } from './duties.mjs';
import { externalParts } from './external-parts.mjs';

const inventory = loadInventory();
const dir = mkdtempSync(join(tmpdir(), 'external-'));
const password = join(dir, 'admin');
for (const name of [...inventory.principals.map((p) => p.name), 'admin'])
  writeFileSync(join(dir, name), 'secret');
after(() => rmSync(dir, { recursive: true }));

const kafka = {
  KAFKA_BROKERS: 'a:9092, b:9092',
  KAFKA_PASSWORDS_DIR: dir,
  KAFKA_ADMIN_PASSWORD_FILE: password,
};
const database = { DATABASE_URL: 'postgres://root@db:5433', DATABASE_PASSWORD_FILE: password };

describe('parts of somebody else', () => {
  it('are none where nothing is set', () => {
    assert.deepEqual(externalParts({}, inventory), {
      kafka: null,
      database: null,
      targets: {},
      openid: null,
    });
  });

  it('replace the embedded ones', () => {
    const parts = externalParts(
      {
        ...kafka,
        ...database,
        OIDC_ISSUER: 'https://id',
        TARGET_ERP_URL: 'postgres://o@[::1]',
        TARGET_ERP_PASSWORD_FILE: password,
      },
      inventory,
    );
    assert.deepEqual(parts.kafka?.brokers, ['a:9092', 'b:9092']);
    assert.equal(parts.kafka?.passwords.policy, join(dir, 'policy'));
    assert.deepEqual(parts.database, { host: 'db', port: 5433, user: 'root', passwordFile: password });
    assert.deepEqual([parts.targets.erp?.host, parts.targets.erp?.port], ['::1', 5432]);
    assert.deepEqual(parts.openid, { issuer: 'https://id', audience: 'countersign' });
  });

  for (const [env, expected] of /** @type {[Record<string, string>, RegExp][]} */ ([
    [{ KAFKA_BROKERS: 'nowhere' }, /^KAFKA_BROKERS is not a list of `host:port`/],
    [
      { KAFKA_BROKERS: 'a:1' },
      /^KAFKA_PASSWORDS_DIR is not set: with KAFKA_BROKERS it must name a folder .* governance, request,/,
    ],
    [
      { ...kafka, KAFKA_PASSWORDS_DIR: '/nowhere' },
      /^KAFKA_PASSWORDS_DIR names `\/nowhere\/governance`, which cannot be read$/,
    ],
    [
      { KAFKA_BROKERS: 'a:1', KAFKA_PASSWORDS_DIR: dir },
      /^KAFKA_ADMIN_PASSWORD_FILE is not set: with KAFKA_BROKERS/,
    ],
    [{ ...kafka, KAFKA_REPLICATION_FACTOR: 'two' }, /^KAFKA_REPLICATION_FACTOR is not a whole number/],
    [{ DATABASE_URL: 'mysql://x' }, /^DATABASE_URL is not a URL that begins with `postgres:\/\/`/],
    [
      { DATABASE_URL: 'postgres://root:pw@db' },
      /^DATABASE_URL must not hold a password: .* DATABASE_PASSWORD_FILE$/,
    ],
    [{ DATABASE_URL: 'postgres://db' }, /^DATABASE_URL names no user/],
    [{ DATABASE_URL: 'postgres://root@db' }, /^DATABASE_PASSWORD_FILE is not set: with DATABASE_URL/],
    [{ TARGET_ERP_URL: 'postgres://o@erp' }, /^TARGET_ERP_PASSWORD_FILE is not set/],
    [{ OIDC_ISSUER: 'id' }, /^OIDC_ISSUER is not a URL/],
  ]))
    it(`ask by name for what they need: ${expected.source.slice(1, 60)}`, () => {
      assert.throws(() => externalParts(env, inventory), { code: 'SETTING_INVALID', message: expected });
    });
});
