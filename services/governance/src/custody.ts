import type { CustodialDocument } from '@countersign/contracts/governance';
import { bundleType } from '@countersign/contracts/governance';
import {
  type Custodians,
  fromBase64url,
  parseCustodians,
  parseStrictJson,
  verifyBundle,
  verifyRegistry,
} from '@countersign/statement';
import type { DocumentType } from './document-file.js';
import { readBytes } from './document-file.js';
import { FileUnusable } from './governance.errors.js';

/** Reads the trust anchor: whose signatures count, and how many it takes. Throws `FILE_UNUSABLE`. */
export function readAnchor(file: string): Custodians {
  try {
    return parseCustodians(parseStrictJson(readBytes(file)));
  } catch (cause) {
    if (cause instanceof FileUnusable) throw cause;
    throw new FileUnusable(`\`${file}\` does not name the custodians: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Bytes of a signed document as they are published. */
export const publishedBytes = (document: CustodialDocument): Buffer => Buffer.from(JSON.stringify(document));

/** Checks signatures, deployment and dates as every verifier will. Throws what they throw. */
export async function verify(
  type: DocumentType,
  bytes: Uint8Array,
  anchor: Custodians,
  now: number,
): Promise<void> {
  await (type === bundleType ? verifyBundle(bytes, anchor, now) : verifyRegistry(bytes, anchor, now));
}

/** Checks the signatures that are there, however few: each must be a custodian's own and each custodian's only one. */
export const verifySoFar = (
  type: DocumentType,
  bytes: Uint8Array,
  anchor: Custodians,
  now: number,
): Promise<void> => verify(type, bytes, { ...anchor, threshold: 1 }, now);

/** Names of the custodians whose key ids stand on a document, in the order of signing. */
export const signersOf = (document: CustodialDocument, anchor: Custodians): string[] =>
  document.signatures.map(({ protected: header }) => {
    const { kid } = parseStrictJson(fromBase64url(header)) as { kid?: unknown };
    return anchor.custodians.find((custodian) => custodian.kid === kid)?.name ?? `unknown key ${String(kid)}`;
  });
