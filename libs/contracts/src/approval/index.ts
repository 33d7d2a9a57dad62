export { Approved, Denied, Lapsed, SignedVote } from './decided.v1.js';
export { Vote, voteType } from './vote.v1.js';
