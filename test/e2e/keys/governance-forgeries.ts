import { about } from '../system/running-system.js';
import { type Forgery, jws, sampleOf, type Signer, signerOf } from './forge.js';

const custodian = (name: string) => signerOf(name, about().secrets.custodians);

/** A document in the custodians' form, with whatever signatures. */
function documentOf(type: string, content: object, signers: readonly Signer[]): Buffer {
  const parts = signers.map((signer) =>
    jws({ alg: 'Ed25519', kid: signer.kid, typ: type }, content, signer).split('.'),
  );
  return Buffer.from(
    JSON.stringify({
      payload: parts[0]?.[1],
      signatures: parts.map(([header, , signature]) => ({ protected: header, signature })),
    }),
  );
}

/** Law and keys that not enough custodians signed, or not for here; of a number that whoever believed one would keep for ever. */
export function lawless(): Forgery[] {
  const [first = '', second = ''] = Object.keys(about().secrets.custodians);
  const sets: Readonly<Record<string, readonly Signer[]>> = {
    'one custodian': [custodian(first)],
    'one custodian twice': [custodian(first), custodian(first)],
    'a custodian and policy': [custodian(first), signerOf('policy')],
    'policy and approval': [signerOf('policy'), signerOf('approval')],
    "another key under a custodian's id": [
      custodian(first),
      { ...signerOf('policy'), kid: custodian(second).kid },
    ],
  };
  return ['governance.keys.v1', 'governance.bundle.v1'].flatMap((type) => {
    const content = { ...sampleOf(type), deployment: about().deployment, number: 1_000 };
    const record = (name: string, value: Buffer | null, code: string, ce_type = type) => ({
      ...{ name: `${type} ${name}`, code, topic: 'governance', key: ce_type, value },
      headers: { ce_specversion: '1.0', ce_type, 'content-type': 'application/jose+json' },
    });
    const both = [custodian(first), custodian(second)];
    const other = type.includes('keys') ? 'governance.bundle.v1' : 'governance.keys.v1';
    return [
      ...Object.entries(sets).map(([who, signers]) =>
        record(`signed by ${who}`, documentOf(type, content, signers), 'NOT_CUSTODIAL'),
      ),
      record(
        'of another deployment',
        documentOf(type, { ...content, deployment: 'elsewhere' }, both),
        'FOREIGN_DEPLOYMENT',
      ),
      record('signed as another type', documentOf(other, content, both), 'NOT_CUSTODIAL'),
      record('with a member more', documentOf(type, { ...content, extra: 1 }, both), 'SCHEMA_VIOLATION'),
      record(
        'that has run out',
        documentOf(type, { ...content, number: 1, validUntil: Date.now() - 1_000 }, both),
        'none',
      ),
      record(
        'of an unknown type',
        documentOf(type, { ...content, number: 1 }, both),
        'UNKNOWN_TYPE',
        'governance.wish.v1',
      ),
      record('as a tombstone', null, 'MALFORMED_RECORD'),
      record('as bytes', Buffer.from('ff00fe01'.repeat(50), 'hex'), 'MALFORMED_JSON'),
    ];
  });
}
