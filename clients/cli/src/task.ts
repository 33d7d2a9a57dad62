import { Envelope, type Hash, parseBody, validator } from '@countersign/contracts';
import type { Assessed } from '@countersign/contracts/policy';
import type { Submitted } from '@countersign/contracts/request';
import { parseStrictJson, readJws, sha256 } from '@countersign/statement';
import { TaskNotBound } from './cli.errors.js';

const parseEnvelope = validator('statement', Envelope);

/** Something to decide as the inbox hands it out: the exact bytes of the request and of its assessment (compact JWS). */
export interface TaskBytes {
  readonly submitted: string;
  readonly assessed: string;
}

/** Something to decide, read from those bytes and from nothing else: `hr` and `ha` are the hashes that a vote binds. */
export interface Task {
  readonly deployment: string;
  readonly request: string;
  readonly hr: Hash;
  readonly ha: Hash;
  readonly submitted: Submitted;
  readonly assessed: Assessed;
}

/**
 * Reads something to decide. INVARIANT: what is shown, what is hashed and what a vote binds are the same bytes, so that a hostile service
 * cannot show one thing and gather a vote for another; signatures are not checked here, verifiers do that, and believe no vote for bytes that
 * nobody signed. Throws {@link TaskNotBound} when the assessment is of another request or deployment, a typed error when either is unreadable.
 */
export function readTask(bytes: TaskBytes): Task {
  const asked = read(bytes.submitted, 'request.submitted.v1');
  const found = read(bytes.assessed, 'policy.assessed.v1');
  const { request } = found.body;
  if (found.body.hr !== asked.hash || request !== asked.body.request || found.dep !== asked.dep)
    throw new TaskNotBound('the assessment in the inbox is about another request; vote for nothing of it');
  return {
    ...{ deployment: found.dep, request, hr: asked.hash, ha: found.hash },
    ...{ submitted: asked.body, assessed: found.body },
  };
}

function read<T extends 'request.submitted.v1' | 'policy.assessed.v1'>(text: string, type: T) {
  const jws = readJws(text);
  if (jws.header.typ !== type)
    throw new TaskNotBound(`the inbox holds another kind of document where \`${type}\` belongs`);
  const { dep, body } = parseEnvelope(parseStrictJson(jws.payload));
  return { dep, hash: sha256(text), body: parseBody(type, body) };
}
