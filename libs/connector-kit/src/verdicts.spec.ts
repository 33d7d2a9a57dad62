import type { AccountName, Permission, SystemId } from '@countersign/contracts';
import { type Trust, UnknownKey } from '@countersign/statement';
import { asked, grant } from './testing/index.js';
import { verdictsOf } from './verdicts.js';

const body = {
  system: 'erp' as SystemId,
  account: 'u1001' as AccountName,
  permission: 'role:clerk' as Permission,
  desired: asked(grant('a')),
  token: 1,
  applyBefore: null,
};
const [{ clearance }] = body.desired.grants as [ReturnType<typeof grant>];
const unknownKey = {
  keyFor: () => {
    throw new UnknownKey('no such key');
  },
};
const trust = { registry: unknownKey, bundle: {}, custodians: {} } as unknown as Trust;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const wellFormed = [
  encode({ alg: 'Ed25519', kid: 'k1', typ: 'policy.cleared.v1' }),
  encode({ dep: 'acme', iss: 'policy', chain: 'policy', seq: 1, prev: null, iat: 1790000000000, body: {} }),
  Buffer.alloc(64, 1).toString('base64url'),
].join('.');

const verdict = async (documents: readonly string[], by: Trust | null = trust) =>
  (await verdictsOf(body, new Map([[clearance, documents]]), by)).get(clearance);

describe('a verdict', () => {
  it('is missing while documents are, so that the order waits for them', async () => {
    expect(await verdict([])).toEqual({ kind: 'missing', code: 'EVIDENCE_MISSING' });
  });
  it('is missing while the key registry does not know a key: a newer one may be on its way', async () => {
    expect(await verdict([wellFormed])).toEqual({ kind: 'missing', code: 'UNKNOWN_KEY' });
  });
  it('is missing without a valid bundle and registry, whatever the documents say', async () => {
    expect(await verdict([wellFormed], null)).toEqual({ kind: 'missing', code: 'TRUST_MISSING' });
  });
  it('is a refusal on a document that is none', async () => {
    expect(await verdict(['not a document'])).toMatchObject({ kind: 'refused', code: 'MALFORMED_DOCUMENT' });
  });
  it('is missing when verification itself fails, never a yes', async () => {
    const broken = { registry: { keyFor: () => null } } as unknown as Trust;
    expect(await verdict([wellFormed], broken)).toEqual({ kind: 'missing', code: 'VERIFICATION_FAILED' });
  });
});
