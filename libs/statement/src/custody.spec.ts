import { type CustodialDocument, maxGovernanceBytes } from '@countersign/contracts/governance';
import {
  aBundle,
  aMonday,
  hostileJws,
  keyring,
  ms,
  outcomeOf,
  signedByCustodians,
  signerOf,
  testKey,
  withSmallOrderCommitment,
} from '@countersign/testing';
import { sha256 } from './bytes.js';
import { parseCustodians, verifyBundle, verifyRegistry } from './custody.js';

const keys = keyring();
const anchor = parseCustodians(keys.custodians);
const law = aBundle();
const bundleType = 'governance.bundle.v1';
const registryType = 'governance.keys.v1';

const outcome = (bytes: Uint8Array, by = anchor, now = aMonday) =>
  outcomeOf(() => verifyBundle(bytes, by, now));
const signedBy = (...names: string[]) => keys.signedBundle(law, names);

/** The document changed after it was signed. */
const tampered = async (change: (signed: CustodialDocument) => unknown, ...names: string[]) => {
  const signed = JSON.parse((await signedBy(...names)).toString()) as CustodialDocument;
  return Buffer.from(JSON.stringify(change(signed)));
};
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a bundle counts', () => {
  it('when two of three custodians signed it, whichever', async () => {
    for (const names of [
      ['anna', 'boris'],
      ['carla', 'anna'],
      ['boris', 'carla'],
      ['anna', 'boris', 'carla'],
    ])
      await expect(outcome(await signedBy(...names))).resolves.toBe('ok');
  });

  it('and is known by the hash of its payload, whoever else signs', async () => {
    const two = await verifyBundle(await signedBy('anna', 'boris'), anchor, aMonday);
    const three = await verifyBundle(await signedBy('carla', 'boris', 'anna'), anchor, aMonday);
    expect(two.hash).toBe(sha256(JSON.stringify(law)));
    expect(three.hash).toBe(two.hash);
    expect(two.number).toBe(7);
  });

  it('until its last instant', async () => {
    const bytes = await signedBy('anna', 'boris');
    await expect(outcome(bytes, anchor, law.validUntil - 1)).resolves.toBe('ok');
    await expect(outcome(bytes, anchor, law.validUntil)).resolves.toBe('RUN_OUT');
  });
});

describe('a document that is larger than what can be published', () => {
  /** With a payload of so many bytes. */
  const sized = (bytes: number) => {
    const own = Buffer.byteLength(JSON.stringify({ ...law, note: '' }));
    return { ...law, note: 'x'.repeat(bytes - own) };
  };
  const signed = (bytes: number, ...names: string[]) => signedByCustodians(bundleType, sized(bytes), names);

  it('is signed by nobody, be he the first or the second', async () => {
    const most = Math.floor(((maxGovernanceBytes - 300) * 3) / 4);
    expect((await signed(most, 'anna')).length).toBeGreaterThan(maxGovernanceBytes - 200);
    await expect(outcomeOf(() => signed(most + 300, 'anna'))).resolves.toBe('DOCUMENT_TOO_LARGE');
    await expect(outcomeOf(() => signed(most, 'anna', 'boris'))).resolves.toBe('DOCUMENT_TOO_LARGE');
  });
});

describe('a bundle is refused', () => {
  const other = Buffer.from('mallory').toString('base64url');

  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['signed by 1 of 2', () => signedBy('anna'), 'NOT_CUSTODIAL'],
    ['signed twice by the same', () => signedBy('anna', 'anna'), 'NOT_CUSTODIAL'],
    ['signed by two, one of them twice', () => signedBy('anna', 'boris', 'anna'), 'NOT_CUSTODIAL'],
    ['signed by a custodian and a service', () => signedBy('anna', 'policy'), 'NOT_CUSTODIAL'],
    ['signed by two, and a stranger besides', () => signedBy('anna', 'boris', 'mallory'), 'NOT_CUSTODIAL'],
    ['signed as a registry', () => signedByCustodians(registryType, law, ['anna', 'boris']), 'NOT_CUSTODIAL'],
    ['that is a registry', () => keys.signedRegistry(keys.registryDocument()), 'NOT_CUSTODIAL'],
    [
      'with a registry’s content',
      () => signedByCustodians(bundleType, keys.registryDocument(), ['anna', 'boris']),
      'SCHEMA_VIOLATION',
    ],
    [
      'of another deployment',
      () => keys.signedBundle(aBundle({ deployment: 'other' })),
      'FOREIGN_DEPLOYMENT',
    ],
    [
      'that contradicts itself',
      () => keys.signedBundle(aBundle((usual) => ({ ...usual, duties: [...usual.duties, ...usual.duties] }))),
      'INCONSISTENT_BUNDLE',
    ],
    [
      'whose payload was changed',
      () => tampered((d) => ({ ...d, payload: encoded({ ...law, number: 8 }) }), 'anna', 'boris'),
      'NOT_CUSTODIAL',
    ],
    [
      'whose payload was re-serialised',
      () =>
        tampered(
          (d) => ({ ...d, payload: Buffer.from(JSON.stringify(law, null, 1)).toString('base64url') }),
          'anna',
          'boris',
        ),
      'NOT_CUSTODIAL',
    ],
    [
      'with one signature under two names',
      () =>
        tampered(
          ({ payload, signatures: [first] }) => ({
            payload,
            signatures: [
              first,
              { ...first, protected: encoded({ alg: 'Ed25519', kid: 'boris', typ: bundleType }) },
            ],
          }),
          'anna',
        ),
      'NOT_CUSTODIAL',
    ],
    [
      'with an unprotected header',
      () =>
        tampered(
          (d) => ({ ...d, signatures: d.signatures.map((s) => ({ ...s, header: { kid: 'anna' } })) }),
          'anna',
          'boris',
        ),
      'SCHEMA_VIOLATION',
    ],
    [
      'with another algorithm',
      () =>
        tampered(
          (d) => ({
            ...d,
            signatures: d.signatures.map((s) => ({
              ...s,
              protected: encoded({ alg: 'none', kid: 'anna', typ: bundleType }),
            })),
          }),
          'anna',
          'boris',
        ),
      'SCHEMA_VIOLATION',
    ],
    [
      'with a signature cut short',
      () =>
        tampered(
          (d) => ({ ...d, signatures: d.signatures.map((s) => ({ ...s, signature: other })) }),
          'anna',
          'boris',
        ),
      'NOT_CUSTODIAL',
    ],
    ['without signatures', () => tampered((d) => ({ ...d, signatures: [] }), 'anna'), 'SCHEMA_VIOLATION'],
    [
      'with a member too many',
      () => tampered((d) => ({ ...d, trusted: true }), 'anna', 'boris'),
      'SCHEMA_VIOLATION',
    ],
    ['that is no JSON', () => Promise.resolve(Buffer.from('bundle')), 'MALFORMED_JSON'],
    ['that is empty', () => Promise.resolve(Buffer.alloc(0)), 'MALFORMED_JSON'],
  ])('%s', async (_, bytes, code) => {
    await expect(outcome(await bytes())).resolves.toBe(code);
  });

  it('by any flip of a byte', async () => {
    const bytes = await signedBy('anna', 'boris');
    for (let at = 0; at < bytes.length; at += 29) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] as number) ^ 1;
      await expect(outcome(flipped)).resolves.not.toBe('ok');
    }
  });
});

describe('signed by two custodians', () => {
  it.each<[string, string, object, string]>([
    [
      'a payload that holds a key twice',
      JSON.stringify(law).replace('{', '{"number":9,'),
      {},
      'MALFORMED_JSON',
    ],
    ['a payload that goes on behind its end', `${JSON.stringify(law)}{}`, {}, 'MALFORMED_JSON'],
    ['a payload that says more than a bundle', JSON.stringify({ ...law, extra: 1 }), {}, 'SCHEMA_VIOLATION'],
    [
      'a header that names a key of its own',
      JSON.stringify(law),
      { jwk: { kty: 'OKP' } },
      'SCHEMA_VIOLATION',
    ],
    [
      'a header that demands an extension',
      JSON.stringify(law),
      { crit: ['b64'], b64: true },
      'SCHEMA_VIOLATION',
    ],
    ['a bundle, written by hand', JSON.stringify(law), {}, 'ok'],
  ])('%s', async (_, payload, header, code) => {
    const signatures = ['anna', 'boris'].map((kid) => {
      const jws = hostileJws({ alg: 'Ed25519', kid, typ: bundleType, ...header }, payload, signerOf(kid));
      return { protected: jws.split('.')[0], signature: jws.split('.')[2] };
    });
    const document = { payload: Buffer.from(payload).toString('base64url'), signatures };
    await expect(outcome(Buffer.from(JSON.stringify(document)))).resolves.toBe(code);
  });
});

it('a custodian’s signature with a commitment of small order is none, although it fulfils the equation (J05)', async () => {
  const [payload, header] = [law, { alg: 'Ed25519', kid: 'boris', typ: bundleType }].map(encoded) as [
    string,
    string,
  ];
  const { d, x } = testKey('boris');
  const [secret, key] = [d, x].map((text) => Buffer.from(text, 'base64url')) as [Buffer, Buffer];
  const signature = withSmallOrderCommitment(secret, key, Buffer.from(`${header}.${payload}`));
  const weak = { protected: header, signature: signature.toString('base64url') };
  const bytes = await tampered(({ signatures: [anna] }) => ({ payload, signatures: [anna, weak] }), 'anna');
  await expect(outcome(bytes)).resolves.toBe('NOT_CUSTODIAL');
});

describe('a key registry', () => {
  it('counts like a bundle', async () => {
    const bytes = await keys.signedRegistry(keys.registryDocument());
    const registry = await verifyRegistry(bytes, anchor, aMonday);
    expect(registry.number).toBe(3);
    const late = aMonday + 366 * ms.day;
    await expect(outcomeOf(() => verifyRegistry(bytes, anchor, late))).resolves.toBe('RUN_OUT');
    await expect(
      outcomeOf(async () => verifyRegistry(await signedBy('anna', 'boris'), anchor, aMonday)),
    ).resolves.toBe('NOT_CUSTODIAL');
  });
});

describe('the trust anchor', () => {
  const [anna, boris, carla] = anchor.custodians.map((custodian) => ({ ...custodian }));
  const twin = { ...anna, name: 'annas-twin' };

  it.each<[string, object, string]>([
    ['2 of 3', {}, 'ok'],
    ['1 of 3: nobody makes law alone', { threshold: 1 }, 'SCHEMA_VIOLATION'],
    ['3 of 2', { threshold: 3, custodians: [anna, boris] }, 'NOT_CUSTODIAL'],
    ['one key for two people', { custodians: [anna, twin, boris] }, 'NOT_CUSTODIAL'],
    ['one key id for two keys', { custodians: [anna, boris, { ...carla, kid: 'anna' }] }, 'NOT_CUSTODIAL'],
    ['one person with two keys', { custodians: [anna, boris, { ...carla, name: 'anna' }] }, 'NOT_CUSTODIAL'],
    ['a key of small order', { custodians: [anna, { ...boris, x: 'A'.repeat(43) }] }, 'BAD_KEY'],
    [
      'a key spelt otherwise',
      { custodians: [anna, { ...boris, x: `${testKey('boris').x}=` }] },
      'MALFORMED_DOCUMENT',
    ],
    ['a member too many', { pinned: false }, 'SCHEMA_VIOLATION'],
  ])('%s', async (_, change, code) => {
    await expect(outcomeOf(() => parseCustodians({ ...keys.custodians, ...change }))).resolves.toBe(code);
  });
});
