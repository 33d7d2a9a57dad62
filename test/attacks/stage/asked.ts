/** A wish as somebody utters it; numbers are personnel numbers. */
export interface Asked {
  readonly requester: number;
  /** Default: the requester. */
  readonly beneficiary?: string;
  readonly items: readonly string[];
  /** Of every item; default: all of it. */
  readonly scope?: Readonly<Record<string, readonly string[]>>;
  readonly from?: string;
  readonly until?: string;
}

/** How a request ended, or what it stands at. */
export type Ending = 'vetoed' | 'denied' | 'lapsed' | 'withdrawn' | 'applied' | 'held';

/** What ends a request, by the statement that says so. */
export const endings: Readonly<Record<string, Ending>> = {
  'policy.vetoed.v1': 'vetoed',
  'approval.denied.v1': 'denied',
  'approval.lapsed.v1': 'lapsed',
  'request.withdrawn.v1': 'withdrawn',
  'policy.withdrew.v1': 'withdrawn',
};
