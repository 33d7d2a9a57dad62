import { validator } from '@countersign/contracts';
import { BundleDocument } from '@countersign/contracts/governance';
import type { BundleContent } from '../content.js';
import { PolicyInvalid } from '../governance.errors.js';

export interface Numbering {
  readonly deployment: string;
  /** 1 for the first; a verifier accepts no lower one than it has seen. */
  readonly number: number;
  /** ms. */
  readonly issued: number;
  /** After so many days nothing is granted by it any more. */
  readonly validDays: number;
}

const dayMs = 86_400_000;
/**
 * Bytes of a document. With base64url and the signatures it stays below what the broker takes in one message; nothing of a bundle can be
 * sent in parts.
 */
export const maxDocumentBytes = 720_000;

const parseBundle = validator('the bundle', BundleDocument);

/** Numbers and dates a content for a deployment. Members stand in a fixed order, so the same content has the same bytes. */
export function makeBundle(
  content: BundleContent,
  { deployment, number, issued, validDays }: Numbering,
): BundleDocument {
  const document = { deployment, number, issued, validUntil: issued + validDays * dayMs, ...content };
  const bytes = Buffer.byteLength(JSON.stringify(document));
  if (bytes > maxDocumentBytes)
    throw new PolicyInvalid('the bundle', [
      {
        file: 'the bundle',
        line: 1,
        column: 1,
        code: 'BUNDLE_TOO_LARGE',
        message: `the document has ${bytes} bytes, at most ${maxDocumentBytes} go into one message`,
      },
    ]);
  return parseBundle(document);
}
