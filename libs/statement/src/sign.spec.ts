// Signing is deterministic (RFC 8032), so that what was signed once can be pinned: golden/signed.json holds documents of every kind as
// they went over the wire. Today's code must read them, and make them again byte by byte.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  aBundle,
  aMonday,
  hired,
  keyring,
  people,
  signingKeyOf,
  StatementWriter,
  theRequest,
} from '@countersign/testing';
import { sha256 } from './bytes.js';
import { parseCustodians, verifyBundle } from './custody.js';
import { readFact } from './evidence/facts.js';
import { verifyVote } from './evidence/votes.js';
import { factOf, testKey, votesWith } from '@countersign/testing';
import { readJws } from './jws.js';
import { signVote } from './sign.js';
import { verifyStatement } from './statements.js';

interface Golden {
  readonly statement: string;
  readonly fact: string;
  readonly vote: string;
  readonly bundle: string;
}
const golden = JSON.parse(readFileSync(join(__dirname, '../golden/signed.json'), 'utf8')) as Golden;

const registry = keyring().registry();
const anchor = parseCustodians(keyring().custodians);
const withdrawal = {
  request: theRequest,
  hr: sha256('r'),
  by: people.rita,
  reason: 'no longer needed — señor',
};
const ballot = { deployment: 'acme', request: theRequest, hr: sha256('r'), ha: sha256('a') };
const vote = {
  dep: 'acme',
  request: theRequest,
  hr: ballot.hr,
  ha: ballot.ha,
  voter: people.omar,
  decision: 'yes',
  reason: 'needed',
  iat: aMonday,
} as const;

/** The same documents, made now. */
async function madeNow(): Promise<Golden> {
  const pen = new StatementWriter();
  return {
    statement: (await pen.write('request.withdrawn.v1', withdrawal)).jws,
    fact: (await pen.state(hired(people.bea))).jws,
    vote: await pen.vote(vote),
    bundle: (await keyring().signedBundle(aBundle())).toString(),
  };
}

describe('what was signed once', () => {
  it('is made again byte by byte', async () => {
    expect(await madeNow()).toEqual(golden);
  });

  it('is read: a statement', async () => {
    const statement = await verifyStatement(golden.statement, registry);
    expect(statement).toMatchObject({ type: 'request.withdrawn.v1', seq: 1, prev: null, body: withdrawal });
    expect(statement.hash).toBe(sha256(golden.statement));
  });

  it('is read: a fact in its source’s own bytes, next in the chain', async () => {
    const stated = await verifyStatement(golden.fact, registry, { types: ['request.identity-stated.v1'] });
    expect(stated).toMatchObject({ seq: 2, prev: sha256(golden.statement) });
    await expect(readFact(stated, registry)).resolves.toMatchObject({ power: true, source: 'hr' });
  });

  it('is read: a vote', async () => {
    const facts = [hired(people.omar), votesWith(people.omar, testKey(people.omar))].map(factOf);
    await expect(verifyVote(golden.vote, ballot, facts, aMonday)).resolves.toEqual(vote);
  });

  it('is read: a bundle', async () => {
    const bundle = await verifyBundle(Buffer.from(golden.bundle), anchor, aMonday);
    expect(bundle.number).toBe(7);
  });
});

describe('a signature is made', () => {
  it('with a header of exactly algorithm, key id and type', async () => {
    const jws = await signVote(await signingKeyOf(people.omar), vote as never);
    const header = Buffer.from(jws.split('.')[0] as string, 'base64url').toString();
    expect(header).toBe('{"alg":"Ed25519","kid":"person-2001","typ":"vote.v1"}');
    expect(readJws(jws).payload.toString()).toBe(JSON.stringify(vote));
  });
});
