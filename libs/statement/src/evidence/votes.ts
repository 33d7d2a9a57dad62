import { type PersonId, validator } from '@countersign/contracts';
import { Vote, voteType } from '@countersign/contracts/approval';
import type { Assessed } from '@countersign/contracts/policy';
import { BadSignature, DenialUnproven, EvidenceError } from '../errors.js';
import { readJws, verifySignature } from '../jws.js';
import type { Statement } from '../statements.js';
import { parseStrictJson } from '../strict-json.js';
import type { Fact } from './facts.js';
import { groupsOf } from './groups.js';
import { votingKeyAt, workerAt } from './people.js';
import { isAsked } from './route.js';

const parseVote = validator(voteType, Vote);

/** What a vote claims before anything of it is verified: whose facts to look for. Throws a typed error for what is no vote. */
export const claimedVote = (text: string): Vote => parseVote(parseStrictJson(readJws(text).payload));

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

/** What the receiver of a denial knows. `assessed`: the assessment that it names, null while that has not arrived. */
export interface KnownOfDenial {
  readonly deployment: string;
  readonly assessed: Statement<'policy.assessed.v1'> | null;
  readonly facts: readonly Fact[];
}

/**
 * Reads the no inside a denial: its voter's own, by her own enrolled key, to this assessment of this request, and of somebody who may decide
 * it, as things were when approval signed: not excluded, in a group that is asked (SEMANTICS, section 6). A service's word alone ends nothing,
 * nor does a no of anybody else. Throws `DENIAL_UNPROVEN` (a retry can help) or the typed error of what is no vote.
 */
export async function verifyDenial(
  { body, iat }: Statement<'approval.denied.v1'>,
  { deployment, assessed, facts }: KnownOfDenial,
): Promise<Vote> {
  const { request, hr, ha, vote: text } = body;
  const unproven = (why: string, cause?: unknown) =>
    new DenialUnproven(`denial of \`${request}\`: ${why}`, { cause });
  if (assessed?.hash !== ha || assessed.body.request !== request || assessed.body.hr !== hr)
    throw unproven('no such assessment is known as it names');
  const vote = await verifyVote(text, { deployment, request, hr, ha }, facts, iat).catch((cause: unknown) => {
    if (!(cause instanceof EvidenceError || cause instanceof BadSignature)) throw cause;
    throw unproven(cause.message, cause);
  });
  if (vote.decision !== 'no') throw unproven('the vote inside says yes');
  if (!mayDecide(assessed.body, vote.voter, groupsOf(facts, vote.voter, iat)))
    throw unproven(`\`${vote.voter}\` is not among those who may decide`);
  return vote;
}

const mayDecide = ({ excluded, stages }: Assessed, person: PersonId, groups: readonly string[]): boolean =>
  !excluded.includes(person) && isAsked(stages, groups);
