import { type ActorId, CountersignError, type RequesterId } from '@countersign/contracts';
import { personOfLogin } from '@countersign/service-kit/facts';
import type { Actor, Caller } from '@countersign/service-kit/http';
import type { EntityManager } from 'typeorm';
import type { RequestDeps } from '../request-deps.js';

/** The login is nobody's whom a source has enrolled. */
export class UnknownLogin extends CountersignError {
  readonly code = 'UNKNOWN_LOGIN';
  readonly retriable = false;
}

/** The client has a token for itself and speaks for no source. */
export class UnknownClient extends CountersignError {
  readonly code = 'UNKNOWN_CLIENT';
  readonly retriable = false;
}

/** Somebody acts for the caller whom no source has enrolled. */
export class UnknownActor extends CountersignError {
  readonly code = 'UNKNOWN_ACTOR';
  readonly retriable = false;
}

/** Who calls, and who acts for them: the one that holds the token first. */
export interface Identified {
  readonly id: RequesterId;
  readonly actors: readonly ActorId[];
}

/** What identities are told by. */
export type IdentifyDeps = Pick<RequestDeps, 'clients' | 'clock'>;

/**
 * Who calls: a person by her login, a system by the client that speaks for its source; and everybody of the actor chain. INVARIANT: an identity
 * that enters a statement was bound to exactly this (issuer, subject) by a fact of power, or to this client by the operator; what a token calls
 * somebody is never an id. Throws {@link UnknownLogin}, {@link UnknownClient}, {@link UnknownActor}.
 */
export async function identify(deps: IdentifyDeps, tx: EntityManager, caller: Caller): Promise<Identified> {
  const id = caller.isClient ? systemOf(deps, caller) : await personOf(deps, tx, caller, unknownLogin);
  const actors: string[] = [];
  for (const actor of caller.actors) actors.push(await personOf(deps, tx, actor, unknownActor));
  return { id: id as RequesterId, actors: actors as ActorId[] };
}

function systemOf({ clients }: IdentifyDeps, { clientId }: Caller): string {
  const source = clients.sourceOf(clientId);
  if (source === null)
    throw new UnknownClient(
      'this client speaks for no source; an operator names those that do (SOURCE_CLIENTS)',
    );
  return `source:${source}`;
}

async function personOf(
  { clock }: IdentifyDeps,
  tx: EntityManager,
  { issuer, subject }: Actor,
  unknown: () => CountersignError,
): Promise<string> {
  const person = await personOfLogin(tx, issuer, subject, clock.now());
  if (!person) throw unknown();
  return person;
}

const unknownLogin = () =>
  new UnknownLogin('no source has said whose login this is, or she has left; ask whoever enrols logins');

const unknownActor = () =>
  new UnknownActor(
    'no source has said who acts for you here (`act` of the token): have that login enrolled, or call with a token of your own',
  );
