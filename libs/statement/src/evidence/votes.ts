import { validator } from '@countersign/contracts';
import { Vote, voteType } from '@countersign/contracts/approval';
import { EvidenceError } from '../errors.js';
import { readJws, verifySignature } from '../jws.js';
import { parseStrictJson } from '../strict-json.js';
import type { Fact } from './facts.js';
import { votingKeyAt, workerAt } from './people.js';

const parseVote = validator(voteType, Vote);

/** What a vote must be about. */
export interface Ballot {
  readonly deployment: string;
  readonly request: string;
  readonly hr: string;
  readonly ha: string;
}

/**
 * Reads and checks a vote against the voting keys that facts of power enrolled: signature by the voter's own key, valid at her vote and at
 * `at` (ms), for exactly this ballot, by a person who works here. Says nothing about groups or exclusion. Throws `VOTE_INVALID` or a typed error.
 */
export async function verifyVote(
  text: string,
  ballot: Ballot,
  facts: readonly Fact[],
  at: number,
): Promise<Vote> {
  const jws = readJws(text);
  const refuse = (why: string) =>
    new EvidenceError('VOTE_INVALID', `vote by key \`${jws.header.kid}\` ${why}`);
  if (jws.header.typ !== voteType) throw refuse(`is a \`${jws.header.typ}\``);
  const vote = parseVote(parseStrictJson(jws.payload));
  const about =
    vote.dep === ballot.deployment &&
    vote.request === ballot.request &&
    vote.hr === ballot.hr &&
    vote.ha === ballot.ha;
  if (!about) throw refuse('is about something else');
  if (!workerAt(facts, vote.voter, at)) throw refuse('is of somebody who does not work here');
  const then = votingKeyAt(facts, vote.voter, jws.header.kid, vote.iat);
  const now = votingKeyAt(facts, vote.voter, jws.header.kid, at);
  if (then === undefined || then !== now)
    throw refuse(`is signed with a key that is not \`${vote.voter}\`'s`);
  await verifySignature(jws, now);
  return vote;
}
