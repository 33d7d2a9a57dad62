/** Why a record is set aside and what is to happen with it. */
export interface SetAside {
  /** `waiting`: tried again by itself. `held`: needs a person. */
  readonly state: 'waiting' | 'held';
  readonly code: string;
  readonly message: string;
  /** Later records of the same key wait behind it. */
  readonly inOrder: boolean;
  readonly attempts: number;
  /** Until it is tried again, in ms. */
  readonly delayMs: number;
}
