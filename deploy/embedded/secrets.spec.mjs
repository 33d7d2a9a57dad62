import assert from 'node:assert/strict';
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadInventory } from './duties.mjs';
import { scramVerifier } from './scram-verifier.mjs';
import { createSecrets } from './secrets.mjs';

const inventory = loadInventory();
const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
const files = createSecrets({ dir, inventory, deployment: 'test-1', logins: ['login-1001'] });
const json = (/** @type {string | undefined} */ file) => JSON.parse(readFileSync(file ?? '', 'utf8'));
after(() => rmSync(dir, { recursive: true }));

describe('the secrets of a run', () => {
  it('can be read by their owner only', () => {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o777;
      assert.equal(mode, entry.isDirectory() ? 0o700 : 0o600, entry.name);
    }
  });

  it('are all different', () => {
    const passwords = [...Object.values(files.kafka), ...Object.values(files.database)].map((file) =>
      readFileSync(file, 'utf8'),
    );
    assert.equal(new Set(passwords).size, passwords.length);
    assert.ok(passwords.every((password) => password.length >= 32));
  });

  it('are never overwritten', () => {
    assert.throws(() => createSecrets({ dir, inventory, deployment: 'test-1' }), { code: 'EEXIST' });
  });

  it('hold a signing key for whoever signs, and for nobody else', () => {
    assert.deepEqual(
      Object.keys(files.signingKeys).sort(),
      inventory.keys.map((key) => key.principal).sort(),
    );
    assert.equal('itsm' in files.signingKeys, false);
    assert.equal('governance' in files.signingKeys, false);
  });

  it('hold Ed25519 keys that sign, named by owner and RFC 7638 thumbprint', () => {
    const key = json(files.signingKeys.policy);
    assert.deepEqual(Object.keys(key), ['kty', 'crv', 'x', 'd', 'kid']);
    const thumbprint = createHash('sha256')
      .update(`{"crv":"Ed25519","kty":"OKP","x":"${key.x}"}`)
      .digest('base64url');
    assert.equal(key.kid, `policy-${thumbprint.slice(0, 8)}`);
    const { x, kty, crv } = key;
    const signature = sign(null, Buffer.from('x'), createPrivateKey({ key, format: 'jwk' }));
    assert.ok(
      verify(null, Buffer.from('x'), createPublicKey({ key: { x, kty, crv }, format: 'jwk' }), signature),
    );
  });

  it('pin three custodians of whom two must sign, without their private keys', () => {
    const anchor = json(files.trustAnchor);
    assert.deepEqual([anchor.deployment, anchor.threshold, anchor.custodians.length], ['test-1', 2, 3]);
    for (const custodian of anchor.custodians) {
      assert.deepEqual(Object.keys(custodian), ['name', 'kid', 'x']);
      assert.equal(json(files.custodians[custodian.name]).x, custodian.x);
    }
  });
});

describe('a SCRAM verifier', () => {
  it('is what RFC 7677 says for its example', () => {
    const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
    assert.equal(
      verifier,
      'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
    );
  });
});
