import type { BundleDocument, KeyRegistryDocument } from '@countersign/contracts/governance';
import type { Change, Plain } from '../plain.js';
import type { SourceEvent } from '../source-event.js';
import type { Ballot, Signing } from '../statement-writer.js';
import type { Statements } from './trail.js';
import type { Approved, Assessed, Cleared, Ordered, Submitted } from './usual.js';

/** The law and the keys, where they are not the usual ones. */
export interface World {
  readonly bundle?: Change<Plain<BundleDocument>>;
  readonly registry?: Change<Plain<KeyRegistryDocument>>;
}

/** What one signer does otherwise: says something else, or signs otherwise. */
export interface Step<T> {
  readonly change: (usual: T) => T;
  readonly signing: Signing;
}

/** The bodies that services sign one after the other. */
export interface Steps {
  readonly submitted: Submitted;
  readonly assessed: Assessed;
  readonly approved: Approved;
  readonly cleared: Cleared;
  readonly ordered: Ordered;
}
export type StepName = keyof Steps;

/** How a story goes: every way in which it departs from the usual one. */
export interface Plot {
  readonly birthright: boolean;
  /** What everybody goes by. */
  readonly world: World;
  /** What the verifier alone believes, where it is not what the signers went by. */
  readonly believed: World;
  readonly facts: (usual: readonly SourceEvent[]) => readonly SourceEvent[];
  readonly ballots: (usual: readonly Ballot[]) => readonly Ballot[];
  readonly documents: (usual: readonly string[], statements: Statements) => readonly string[];
  readonly steps: { readonly [S in StepName]: Step<Steps[S]> };
}

const same = <T>(usual: T): T => usual;
const asUsual = { change: same, signing: {} };

/** Nothing out of the ordinary. */
export const uneventful: Plot = {
  birthright: false,
  world: {},
  believed: {},
  facts: same,
  ballots: same,
  documents: same,
  steps: { submitted: asUsual, assessed: asUsual, approved: asUsual, cleared: asUsual, ordered: asUsual },
};
