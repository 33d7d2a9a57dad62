import { CountersignError } from '@countersign/contracts';
import { type CustodialDocument, bundleType } from '@countersign/contracts/governance';
import type { Custodians } from '@countersign/statement';
import { checkContent } from '../check/check-content.js';
import { successionProblems } from '../check/rollout.check.js';
import { publishedBytes, verify } from '../custody.js';
import { type DocumentType, type OpenDocument, openDocument } from '../document-file.js';
import { NumberTaken, PolicyInvalid, SigningRefused } from '../governance.errors.js';
import { inDocument } from '../problem.js';
import type { GovernanceRecord, GovernanceTopic } from './governance-topic.js';

/** What became of a document. */
export interface Publication {
  readonly type: DocumentType;
  readonly number: number;
  readonly hash: string;
  readonly outcome: 'published' | 'was published before';
}

/** The highest document of each type. */
export type Highest = ReadonlyMap<DocumentType, OpenDocument>;

/**
 * Publishes what k of n custodians signed. Verified as every service verifies it; numbers rise, and one number is one document. Doing it
 * again changes nothing. Several are checked before the first is written. Throws `NUMBER_TAKEN`, `POLICY_INVALID`, what verification throws,
 * what the topic throws.
 */
export async function publishDocuments(
  documents: readonly OpenDocument[],
  topic: Pick<GovernanceTopic, 'read' | 'append'>,
  anchor: Custodians,
  now: number,
): Promise<Publication[]> {
  const combined = combine(documents);
  for (const { type, signed } of combined) await verify(type, signed.bytes, anchor, now);
  const highest = await highestOf(await topic.read(), anchor);
  const due = combined.filter((document) => isNew(document, highest.get(document.type)));
  for (const document of due) refuseContradictions(document, highest.get(document.type));
  const time = new Date(now).toISOString();
  if (due.length > 0)
    await topic.append(
      due.map(({ type, hash, signed }) => ({ type, hash, bytes: Buffer.from(signed.bytes), time })),
    );
  return combined.map((document) => ({
    type: document.type,
    number: document.document.number,
    hash: document.hash,
    outcome: due.includes(document) ? 'published' : 'was published before',
  }));
}

type SignedDocument = OpenDocument & { readonly signed: NonNullable<OpenDocument['signed']> };

/** Custodians may have signed the same draft apart from each other: the same payload is one document with all their signatures. */
function combine(documents: readonly OpenDocument[]): SignedDocument[] {
  const byHash = new Map<string, SignedDocument>();
  for (const document of documents) {
    const { signed } = document;
    if (!signed)
      throw new SigningRefused(
        `\`${document.type}\` ${document.document.number} is a draft that nobody has signed`,
      );
    const other = byHash.get(document.hash);
    byHash.set(document.hash, {
      ...document,
      signed: other ? joined(other.signed.custodial, signed.custodial) : signed,
    });
  }
  return [...byHash.values()].sort((a, b) => a.document.number - b.document.number);
}

function joined(first: CustodialDocument, second: CustodialDocument): SignedDocument['signed'] {
  const known = new Set(first.signatures.map((signature) => signature.protected));
  const more = second.signatures.filter((signature) => !known.has(signature.protected));
  const custodial = { payload: first.payload, signatures: [...first.signatures, ...more] };
  return { custodial, bytes: publishedBytes(custodial) };
}

/** The highest document of each type that verifies, whether it has run out or not. What does not verify is nobody's law. */
export async function highestOf(records: readonly GovernanceRecord[], anchor: Custodians): Promise<Highest> {
  const highest = new Map<DocumentType, OpenDocument>();
  for (const { bytes } of records) {
    const document = await believed(bytes, anchor);
    const known = document && highest.get(document.type);
    if (document && (!known || known.document.number < document.document.number))
      highest.set(document.type, document);
  }
  return highest;
}

async function believed(bytes: Uint8Array, anchor: Custodians): Promise<OpenDocument | undefined> {
  try {
    const document = openDocument('a record', bytes);
    await verify(document.type, bytes, anchor, 0);
    return document;
  } catch (error) {
    if (error instanceof CountersignError) return undefined;
    throw error;
  }
}

function isNew({ type, hash, document }: OpenDocument, highest: OpenDocument | undefined): boolean {
  if (!highest || document.number > highest.document.number) return true;
  if (document.number === highest.document.number && hash === highest.hash) return false;
  throw new NumberTaken(
    `\`${type}\` ${document.number} cannot follow number ${highest.document.number}, which is published: take ${highest.document.number + 1} or higher`,
    { details: { type, number: document.number, highest: highest.document.number } },
  );
}

function refuseContradictions(document: OpenDocument, highest: OpenDocument | undefined): void {
  if (document.type !== bundleType) return;
  const versions =
    highest?.type === bundleType ? successionProblems(highest.document, document.document) : [];
  const problems = [...checkContent(document.document).problems, ...versions];
  const what = `\`${document.type}\` ${document.document.number}`;
  if (problems.length > 0) throw new PolicyInvalid(what, problems.map(inDocument(what)));
}
