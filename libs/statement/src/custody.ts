import { GeneralSign, flattenedVerify } from 'jose';
import { type Hash, SignedHeader, validator } from '@countersign/contracts';
import {
  BundleDocument,
  CustodialDocument,
  KeyRegistryDocument,
  TrustAnchor,
  bundleType,
  maxGovernanceBytes,
  registryType,
} from '@countersign/contracts/governance';
import { Bundle } from './bundle.js';
import { fromBase64url, sha256 } from './bytes.js';
import { DocumentTooLarge, ForeignDeployment, NotCustodial, RunOut } from './errors.js';
import { algorithm, hasSmallOrder, publicKey, type SigningKey, usableKey } from './keys.js';
import { KeyRegistry } from './registry.js';
import { parseStrictJson } from './strict-json.js';

const encoder = new TextEncoder();

/** The trust anchor of a deployment. */
export type Custodians = TrustAnchor;
const parseAnchor = validator('custodians', TrustAnchor);
const parseDocument = validator('custodial document', CustodialDocument);
const parseHeader = validator('signed header', SignedHeader);
const parseBundle = validator(bundleType, BundleDocument);
const parseRegistry = validator(registryType, KeyRegistryDocument);

/**
 * Reads the trust anchor. Throws `SCHEMA_VIOLATION`; `BAD_KEY` or `MALFORMED_DOCUMENT` for a key that nobody could use; `NOT_CUSTODIAL`
 * when the threshold could not be met by distinct people with distinct keys.
 */
export function parseCustodians(json: unknown): Custodians {
  const anchor = parseAnchor(json);
  const { custodians, threshold } = anchor;
  const distinct = (['name', 'kid', 'x'] as const).every(
    (member) => new Set(custodians.map((custodian) => custodian[member])).size === custodians.length,
  );
  if (!distinct || custodians.length < threshold)
    throw new NotCustodial('custodians need distinct names and keys, at least as many as the threshold');
  for (const { x } of custodians) usableKey(x);
  return anchor;
}

/** First signature on a new document. Throws `DOCUMENT_TOO_LARGE` for one that nobody could publish. */
export const signCustodial = (typ: string, document: object, key: SigningKey): Promise<CustodialDocument> =>
  sign(encoder.encode(JSON.stringify(document)), typ, key);

/** One more custodian signs the very same bytes. Throws `DOCUMENT_TOO_LARGE`. */
export async function addSignature(
  typ: string,
  document: CustodialDocument,
  key: SigningKey,
): Promise<CustodialDocument> {
  const { signatures } = await sign(fromBase64url(document.payload), typ, key);
  return fitting(typ, { payload: document.payload, signatures: [...document.signatures, ...signatures] });
}

function fitting(typ: string, document: unknown): CustodialDocument {
  const { length } = encoder.encode(JSON.stringify(document));
  if (length > maxGovernanceBytes)
    throw new DocumentTooLarge(`\`${typ}\` has ${length} bytes, ${maxGovernanceBytes} can be published`);
  return parseDocument(document);
}

async function sign(payload: Uint8Array, typ: string, key: SigningKey): Promise<CustodialDocument> {
  const signer = new GeneralSign(payload);
  signer.addSignature(key.key).setProtectedHeader({ alg: algorithm, kid: key.kid, typ });
  return fitting(typ, await signer.sign());
}

/** Which custodian made this signature. Throws `NOT_CUSTODIAL`: one wrong signature spoils the document. */
async function signerOf(
  document: CustodialDocument,
  index: number,
  typ: string,
  anchor: Custodians,
): Promise<string> {
  const signature = document.signatures[index] as CustodialDocument['signatures'][number];
  const header = parseHeader(parseStrictJson(fromBase64url(signature.protected), { bytes: 1024, depth: 2 }));
  const custodian = anchor.custodians.find(({ kid }) => kid === header.kid);
  if (!custodian || header.typ !== typ || hasSmallOrder(fromBase64url(signature.signature)))
    throw new NotCustodial(`signature ${index + 1} of \`${typ}\` is not a custodian's`);
  try {
    await flattenedVerify({ payload: document.payload, ...signature }, await publicKey(custodian.x), {
      algorithms: [algorithm],
    });
  } catch (cause) {
    throw new NotCustodial(`signature of custodian \`${custodian.name}\` does not verify`, { cause });
  }
  return custodian.name;
}

async function open(bytes: Uint8Array, typ: string, anchor: Custodians): Promise<unknown> {
  const document = parseDocument(parseStrictJson(bytes, { bytes: maxGovernanceBytes, depth: 4 }));
  const names = await Promise.all(
    document.signatures.map((_, index) => signerOf(document, index, typ, anchor)),
  );
  if (new Set(names).size !== names.length || names.length < anchor.threshold)
    throw new NotCustodial(
      `\`${typ}\` is signed by ${new Set(names).size} of ${anchor.threshold} custodians needed`,
    );
  return parseStrictJson(fromBase64url(document.payload), { bytes: maxGovernanceBytes, depth: 16 });
}

interface Dated {
  readonly deployment: string;
  readonly issued: number;
  readonly validUntil: number;
  readonly number: number;
}

function checkDates(typ: string, document: Dated, anchor: Custodians, now: number): void {
  if (document.deployment !== anchor.deployment)
    throw new ForeignDeployment(
      `\`${typ}\` of deployment \`${document.deployment}\`, here is \`${anchor.deployment}\``,
    );
  if (now >= document.validUntil)
    throw new RunOut(`\`${typ}\` ${document.number} ran out at ${document.validUntil}: publish a new one`);
}

/** A bundle that at least the threshold of custodians signed and that has not run out at `now` (ms). The hash is of the signed payload. */
export async function verifyBundle(bytes: Uint8Array, anchor: Custodians, now: number): Promise<Bundle> {
  const document = parseBundle(await open(bytes, bundleType, anchor));
  checkDates(bundleType, document, anchor, now);
  return new Bundle(document, payloadHash(bytes));
}

/** A key registry, likewise. */
export async function verifyRegistry(
  bytes: Uint8Array,
  anchor: Custodians,
  now: number,
): Promise<KeyRegistry> {
  const document = parseRegistry(await open(bytes, registryType, anchor));
  checkDates(registryType, document, anchor, now);
  return new KeyRegistry(document, payloadHash(bytes));
}

/** Hash by which a document is known: of its payload, so that one more signature does not make it another document. */
const payloadHash = (bytes: Uint8Array): Hash =>
  sha256(fromBase64url(parseDocument(parseStrictJson(bytes, { bytes: maxGovernanceBytes })).payload));
