import { readFileSync, writeFileSync } from 'node:fs';
import { CountersignError, validator } from '@countersign/contracts';
import {
  BundleDocument,
  CustodialDocument,
  KeyRegistryDocument,
  bundleType,
  maxGovernanceBytes,
  registryType,
} from '@countersign/contracts/governance';
import { fromBase64url, parseStrictJson, sha256 } from '@countersign/statement';
import { FileUnusable } from './governance.errors.js';

export type DocumentType = typeof bundleType | typeof registryType;

/** The two documents that custodians sign. */
export type Governed =
  | { readonly type: typeof bundleType; readonly document: BundleDocument }
  | { readonly type: typeof registryType; readonly document: KeyRegistryDocument };

/** A document to be signed (`signed` null) or with some signatures, not yet verified. `hash` is of the bytes that are signed. */
export type OpenDocument = Governed & {
  readonly hash: string;
  readonly signed: { readonly custodial: CustodialDocument; readonly bytes: Uint8Array } | null;
};

const limits = { bytes: maxGovernanceBytes, depth: 16 };
const parseBundle = validator(bundleType, BundleDocument);
const parseRegistry = validator(registryType, KeyRegistryDocument);
const parseCustodial = validator('signed document', CustodialDocument);

const governed = (type: unknown, document: unknown): Governed => {
  if (type === bundleType) return { type, document: parseBundle(document) };
  if (type === registryType) return { type, document: parseRegistry(document) };
  throw new FileUnusable(`\`${String(type)}\` is no type of document that custodians sign`);
};

/** Reads a file. Throws `FILE_UNUSABLE`. */
export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new FileUnusable(
      `\`${file}\` cannot be read: ${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}`,
      { cause },
    );
  }
}

/** Writes a document, readable for people. Throws `FILE_UNUSABLE`. */
export function writeJson(file: string, value: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
  } catch (cause) {
    throw new FileUnusable(
      `\`${file}\` cannot be written: ${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'}`,
      { cause },
    );
  }
}

/** A document before the first signature, as its file holds it. */
export const draftOf = ({ type, document }: Governed) => ({ draft: type, document });

/** Opens a draft or a signed document. Its form is checked, its signatures are not. Throws a coded error naming the file. */
export function openDocument(file: string, bytes: Uint8Array = readBytes(file)): OpenDocument {
  try {
    const value = parseStrictJson(bytes, limits) as Readonly<Record<string, unknown>>;
    if (typeof value === 'object' && value !== null && 'draft' in value) return openDraft(value);
    const custodial = parseCustodial(value);
    const payload = fromBase64url(custodial.payload);
    const { typ } = parseStrictJson(fromBase64url(custodial.signatures[0]?.protected ?? '')) as {
      typ?: unknown;
    };
    return {
      ...governed(typ, parseStrictJson(payload, limits)),
      hash: sha256(payload),
      signed: { custodial, bytes },
    };
  } catch (cause) {
    if (!(cause instanceof CountersignError)) throw cause;
    throw new FileUnusable(`\`${file}\` is neither a draft nor a signed document: ${cause.message}`, {
      cause,
    });
  }
}

function openDraft(value: Readonly<Record<string, unknown>>): OpenDocument {
  const strange = Object.keys(value).find((name) => name !== 'draft' && name !== 'document');
  if (strange !== undefined) throw new FileUnusable(`unknown member \`${strange}\``);
  const opened = governed(value.draft, value.document);
  return { ...opened, hash: sha256(JSON.stringify(opened.document)), signed: null };
}
