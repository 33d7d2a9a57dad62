/** A counted vote in its voter's bytes. */
export interface CountedVote {
  readonly person: string;
  readonly decision: 'yes' | 'no';
  readonly jws: string;
}
