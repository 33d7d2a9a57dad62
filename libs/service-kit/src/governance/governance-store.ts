import { type Clock, CountersignError, UnknownType } from '@countersign/contracts';
import { bundleType, registryType } from '@countersign/contracts/governance';
import {
  type Bundle,
  type Custodians,
  type KeyRegistry,
  type Trust,
  verifyBundle,
  verifyRegistry,
} from '@countersign/statement';
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { highestNumbers, keepDocument, readDocument } from './document.store.js';
import { GovernanceConflict, TrustMissing, TrustRunOut } from './errors.js';
import { observeTrust } from './governance.metrics.js';

/**
 * What was accepted once is believed for ever as far as it takes away: a restart with a law that ran out must not end removals. Grants
 * ask {@link GovernanceStore.trustForGrants}.
 */
const beforeAnyEnd = Number.NEGATIVE_INFINITY;

/** A verified document of the custodians. */
export type Governing = Bundle | KeyRegistry;

export interface GovernanceOptions {
  readonly dataSource: DataSource;
  /** The pinned trust anchor. */
  readonly custodians: Custodians;
  readonly clock: Clock;
}

const verifiers = { [bundleType]: verifyBundle, [registryType]: verifyRegistry };
const isKnown = (type: string): type is keyof typeof verifiers => Object.hasOwn(verifiers, type);
const typeOf = (document: Governing): keyof typeof verifiers =>
  'keyFor' in document ? registryType : bundleType;

/**
 * The law and the keys that this process believes: of each the highest number it ever saw with enough custodians' signatures.
 * Kept in the database, so that a restart and every replica have it at once; in memory the number never falls.
 */
export class GovernanceStore {
  private readonly logger = new Logger(GovernanceStore.name);
  private bundle: Bundle | undefined;
  private registry: KeyRegistry | undefined;
  private refreshing: Promise<void> | undefined;
  /** Stored documents that were refused, each told of once. */
  private readonly refused = new Set<string>();

  constructor(private readonly options: GovernanceOptions) {
    observeTrust(() => ({ bundle: this.bundle?.document, registry: this.registry?.document }));
  }

  /** Bundle and registry now, run out or not. Throws `TRUST_MISSING` (never the record's fault) before both were seen. */
  trust(): Trust {
    const { bundle, registry } = this;
    if (!bundle || !registry)
      throw new TrustMissing(`no valid ${bundle ? 'key registry' : 'bundle'} has been published yet`);
    return { custodians: this.options.custodians, bundle, registry };
  }

  /** Bundle and registry for deciding that somebody gets something. Throws `TRUST_MISSING`, and `TRUST_RUN_OUT` once either has run out. */
  trustForGrants(): Trust {
    const trust = this.trust();
    if (!this.isValid())
      throw new TrustRunOut(
        'bundle or key registry have run out; publish new ones that the custodians signed',
      );
    return trust;
  }

  /** Numbers believed, null for what is missing; for heartbeats. */
  numbers(): { readonly bundle: number | null; readonly registry: number | null } {
    return { bundle: this.bundle?.number ?? null, registry: this.registry?.number ?? null };
  }

  /** Whether both are there and neither has run out at `now` (ms). When not, nothing is granted; removals go on. */
  isValid(now: number = this.options.clock.now()): boolean {
    return [this.bundle, this.registry].every((held) => held !== undefined && now < held.document.validUntil);
  }

  /** Whether both are there, run out or not: enough to verify by and to take away. */
  isThere(): boolean {
    return this.bundle !== undefined && this.registry !== undefined;
  }

  /** Checks a document's signatures, deployment and end. Throws `NOT_CUSTODIAL`, `RUN_OUT` and what else verification throws. */
  verify(type: string, bytes: Uint8Array): Promise<Governing> {
    return this.verifyAt(type, bytes, this.options.clock.now());
  }

  /**
   * Keeps a verified document if its number is higher than all known; it counts once the transaction has committed and
   * {@link refresh} ran. Returns whether it is new. Throws `GOVERNANCE_CONFLICT` for another document of a known number.
   */
  async accept(tx: EntityManager, document: Governing, bytes: Buffer): Promise<boolean> {
    const [type, { number, hash }] = [typeOf(document), document];
    const known = (await highestNumbers(tx)).get(type) ?? 0;
    if (number < known) {
      this.logger.warn(`\`${type}\` ${number} ignored: ${known} is known already`);
      return false;
    }
    const kept = await keepDocument(tx, { type, number, hash, bytes });
    if (kept !== hash)
      throw new GovernanceConflict(`two different \`${type}\` have the number ${number}`, {
        details: { number },
      });
    return number > known;
  }

  /** Takes over what the database holds beyond memory. Calls at the same time share one run. */
  refresh(): Promise<void> {
    this.refreshing ??= this.load().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async load(): Promise<void> {
    const tx = this.options.dataSource.manager;
    for (const [type, number] of await highestNumbers(tx)) {
      const held = type === bundleType ? this.bundle : this.registry;
      const name = `\`${type}\` ${number}`;
      if ((held && held.number >= number) || this.refused.has(name)) continue;
      try {
        this.take(await this.verifyAt(type, await readDocument(tx, type, number), beforeAnyEnd));
        this.logger.log(`${name} is taken over`);
      } catch (error) {
        this.refuse(name, error);
      }
    }
  }

  private verifyAt(type: string, bytes: Uint8Array, now: number): Promise<Governing> {
    if (!isKnown(type)) throw new UnknownType(`governance document type \`${type}\` is unknown`);
    return verifiers[type](bytes, this.options.custodians, now);
  }

  private refuse(name: string, error: unknown): void {
    if (!(error instanceof CountersignError)) throw error;
    this.logger.error(`${name} from the database is refused`, error);
    this.refused.add(name);
  }

  private take(document: Governing): void {
    if ('keyFor' in document) this.registry = document;
    else this.bundle = document;
  }
}
