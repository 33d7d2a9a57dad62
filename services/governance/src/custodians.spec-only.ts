import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import {
  type BundleDocument,
  type KeyRegistryDocument,
  bundleType,
  registryType,
} from '@countersign/contracts/governance';
import type { Custodians } from '@countersign/statement';
import { publishedBytes } from './custody.js';
import { type OpenDocument, draftOf, openDocument } from './document-file.js';
import { loadPolicy, readPolicyFolder } from './load/load-policy.js';
import { makeBundle } from './load/make-bundle.js';
import { signDocument } from './sign/sign-document.js';

/** A Monday morning. */
export const now = Date.UTC(2026, 10, 23, 8);
export const dayMs = 86_400_000;

/** A new private Ed25519 JWK. */
export const newKey = (kid: string) => {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid };
};

/** The public half as a publishing command may see it. */
export const publicHalf = ({ x, kid }: { x: string; kid: string }) => ({
  kty: 'OKP',
  crv: 'Ed25519',
  x,
  kid,
});

/** Three custodians of whom two must sign. */
export const keys = ['a', 'b', 'c'].map((name) => newKey(`custodian-${name}`));
export const anchor: Custodians = {
  deployment: 'test',
  threshold: 2,
  custodians: keys.map(({ kid, x }) => ({
    name: kid,
    kid: kid as Custodians['custodians'][number]['kid'],
    x,
  })),
};

const fixtures = join(__dirname, 'load/fixtures/good');
const { content } = loadPolicy(fixtures, readPolicyFolder(fixtures));

/** A sound bundle, changed as told. */
export const aBundle = (change: Partial<BundleDocument> = {}): BundleDocument => ({
  ...makeBundle(content, { deployment: 'test', number: 1, issued: now, validDays: 30 }),
  ...change,
});

export const draft = (document: BundleDocument | KeyRegistryDocument): OpenDocument => {
  const type = 'keys' in document ? registryType : bundleType;
  return openDocument('draft', Buffer.from(JSON.stringify(draftOf({ type, document } as never))));
};

/** A document with the signatures of these custodians. */
export async function signedBy(document: OpenDocument, ...custodians: number[]): Promise<OpenDocument> {
  let signed = document;
  for (const custodian of custodians)
    signed = openDocument(
      'signed',
      publishedBytes(await signDocument(signed, { anchor, now, key: JSON.stringify(keys[custodian]) })),
    );
  return signed;
}
