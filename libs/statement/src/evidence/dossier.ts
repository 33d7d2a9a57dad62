import type { Hash, StatementType } from '@countersign/contracts';
import { EvidenceError } from '../errors.js';
import type { KeyRegistry } from '../registry.js';
import { isStatement, type Statement, verifyStatement } from '../statements.js';
import { type Fact, readFact } from './facts.js';

/** Types of statement that can be evidence for a grant. */
const evidenceTypes = [
  'request.identity-stated.v1',
  'request.submitted.v1',
  'policy.assessed.v1',
  'approval.approved.v1',
  'policy.cleared.v1',
] as const;

/** Documents by hash, each verified once, with the facts inside them read. */
export class Dossier {
  private constructor(
    private readonly byHash: ReadonlyMap<Hash, Statement>,
    readonly facts: readonly Fact[],
  ) {}

  /** Verifies every document. Throws on the first that does not verify: one bad document spoils the evidence. */
  static async open(documents: readonly string[], registry: KeyRegistry): Promise<Dossier> {
    const statements = await Promise.all(
      documents.map((text) => verifyStatement(text, registry, { types: evidenceTypes })),
    );
    const stated = statements.filter((statement) => isStatement(statement, 'request.identity-stated.v1'));
    const facts = await Promise.all(stated.map((statement) => readFact(statement, registry)));
    return new Dossier(new Map(statements.map((statement) => [statement.hash, statement])), facts);
  }

  /** The document of this hash and type. Throws `EVIDENCE_MISSING`. */
  find<T extends StatementType>(hash: Hash | null, type: T): Statement<T> {
    const found = hash === null ? undefined : this.byHash.get(hash);
    if (!found || !isStatement(found, type))
      throw new EvidenceError(
        'EVIDENCE_MISSING',
        `\`${type}\` \`${hash ?? 'none'}\` is not among the documents`,
      );
    return found;
  }

  /** Hashes of all documents, sorted. */
  get hashes(): Hash[] {
    return [...this.byHash.keys()].sort();
  }
}
