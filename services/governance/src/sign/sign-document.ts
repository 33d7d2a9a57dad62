import { type CustodialDocument, bundleType } from '@countersign/contracts/governance';
import { type Custodians, parseStrictJson } from '@countersign/statement';
import { addSignature, loadSigningKey, signCustodial } from '@countersign/statement/sign';
import { checkContent } from '../check/check-content.js';
import { successionProblems } from '../check/rollout.check.js';
import { publishedBytes, verifySoFar } from '../custody.js';
import type { OpenDocument } from '../document-file.js';
import { PolicyInvalid, SigningRefused } from '../governance.errors.js';
import { inDocument } from '../problem.js';

export interface SigningOptions {
  readonly anchor: Custodians;
  /** The custodian's private JWK. */
  readonly key: string;
  /** ms. */
  readonly now: number;
  /** The document before this one, if the custodian has it. */
  readonly previous?: OpenDocument;
}

/**
 * One custodian signs a draft, or adds her signature to those of others, over the very same bytes. What verifiers would refuse she cannot
 * sign: another deployment, a number that does not rise, a document that has run out, a bundle that contradicts itself, a wrong signature
 * of somebody else. Throws `SIGNING_REFUSED`, `POLICY_INVALID`, or what verification throws.
 */
export async function signDocument(
  document: OpenDocument,
  options: SigningOptions,
): Promise<CustodialDocument> {
  const { anchor, now } = options;
  refuse(document, options);
  const jwk = parseStrictJson(options.key) as { readonly x?: unknown };
  const key = await loadSigningKey(jwk);
  const custodian = anchor.custodians.find(({ kid }) => kid === key.kid);
  if (!custodian || custodian.x !== jwk.x)
    throw new SigningRefused(`key \`${key.kid}\` is no custodian's of \`${anchor.deployment}\``);
  const signed = document.signed
    ? await addSignature(document.type, document.signed.custodial, key)
    : await signCustodial(document.type, document.document, key);
  // hers and everybody else's: nothing leaves her desk that a verifier would refuse
  await verifySoFar(document.type, publishedBytes(signed), anchor, now);
  return signed;
}

function refuse({ type, document }: OpenDocument, { anchor, now, previous }: SigningOptions): void {
  const what = `\`${type}\` ${document.number}`;
  if (document.deployment !== anchor.deployment)
    throw new SigningRefused(
      `${what} is for deployment \`${document.deployment}\`, the custodians are of \`${anchor.deployment}\``,
    );
  if (document.validUntil <= now) throw new SigningRefused(`${what} has run out`);
  if (previous && previous.type !== type)
    throw new SigningRefused(`the previous document is a \`${previous.type}\`, this one a \`${type}\``);
  if (previous && previous.document.number >= document.number)
    throw new SigningRefused(`${what} does not follow number ${previous.document.number}`);
  if (type !== bundleType) return;
  const versions = previous?.type === bundleType ? successionProblems(previous.document, document) : [];
  const problems = [...checkContent(document).problems, ...versions];
  if (problems.length > 0) throw new PolicyInvalid(what, problems.map(inDocument(what)));
}
