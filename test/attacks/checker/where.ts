/** What the checker is told: where things are, and the custodians' public keys. All else it reads for itself. */
export interface Where {
  readonly deployment: string;
  readonly brokers: readonly string[];
  /** The broker's super user: nothing is hidden from the checker. */
  readonly kafka: { readonly username: string; readonly password: string };
  /** By system: a superuser's connection to the target. */
  readonly targets: Readonly<Record<string, string>>;
  readonly anchor: Anchor;
}

/** Who signs law and keys, and how many of them it takes. */
export interface Anchor {
  readonly threshold: number;
  readonly custodians: readonly { readonly name: string; readonly kid: string; readonly x: string }[];
}

/** The checker cannot answer, which is never the same as nothing being wrong. */
export class CannotCheck extends Error {
  readonly code = 'ATTACKS_CANNOT_CHECK';
}
