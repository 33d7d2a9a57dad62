import { type CloudEvent } from './intake/structured-event.js';
import { CountersignError } from '@countersign/contracts';
import { personOfLogin } from '@countersign/service-kit/facts';
import type { Caller } from '@countersign/service-kit/http';
import { inTransaction } from '@countersign/service-kit/persistence';
import type { DataSource, EntityManager } from 'typeorm';
import { takeInOnce } from './intake/take-in-once.handler.js';
import type { RequestDeps } from './request-deps.js';
import { stepsOf } from './story/step.store.js';
import { type Story, storyOf } from './story/story.decision.js';
import { findRequest } from './submit/request.store.js';
import { type Submission, submitWish } from './submit/submit.handler.js';
import type { AskedFor } from './submit/asked-for.js';
import { findWithdrawable, NoSuchRequest, withdrawRequest } from './withdraw/withdraw.handler.js';

/** The login is nobody's whom a source has enrolled. */
export class UnknownLogin extends CountersignError {
  readonly code = 'UNKNOWN_LOGIN';
  readonly retriable = false;
}

/** A client that gets tokens for itself is the source of this name. */
const systemClient = /^([a-z][a-z0-9-]{0,30})-system$/;

/** What HTTP callers may do, each in a transaction of its own, as the identity that a source bound to their login. */
export class RequestApi {
  constructor(
    private readonly database: DataSource,
    private readonly deps: RequestDeps,
  ) {}

  /** Asks for access as the caller; the same idempotency key with the same wish is one request. */
  submit(caller: Caller, key: string, asked: AskedFor): Promise<Submission> {
    return inTransaction(this.database, async (tx) => {
      const requester = await this.identity(tx, caller);
      const actors = caller.actors.map(({ subject }) => subject);
      const identity = `api ${requester} ${key}`;
      return submitWish(this.deps, tx, {
        ...asked,
        requester,
        actors,
        source: requester,
        cause: null,
        identity,
      });
    });
  }

  /** The story of a request for who asked, who would receive, and the system it came through; for others it does not exist. */
  story(caller: Caller, id: string): Promise<Story & { readonly request: string }> {
    return inTransaction(this.database, async (tx) => {
      const by = await this.identity(tx, caller);
      const known = await findRequest(tx, id);
      const parties = known ? [known.requester, known.beneficiary, known.source] : [];
      if (!parties.includes(by))
        throw new NoSuchRequest(`there is no request \`${id}\` that you could look at`);
      return { request: id, ...storyOf(await stepsOf(tx, id)) };
    });
  }

  withdraw(caller: Caller, id: string, reason: string): Promise<{ readonly request: string }> {
    return inTransaction(this.database, async (tx) => {
      const by = await this.identity(tx, caller);
      await withdrawRequest(this.deps, tx, await findWithdrawable(tx, id, [by]), by, reason);
      return { request: id };
    });
  }

  /** Takes in an event that came by HTTP under this signature; false when the event had come before. */
  event(event: CloudEvent, signature: string): Promise<boolean> {
    return inTransaction(this.database, (tx) => takeInOnce(this.deps, tx, event, signature));
  }

  private async identity(
    tx: EntityManager,
    { issuer, subject, clientId, isClient }: Caller,
  ): Promise<string> {
    const system = isClient ? systemClient.exec(clientId)?.[1] : undefined;
    if (system) return `source:${system}`;
    const person = isClient ? null : await personOfLogin(tx, issuer, subject, this.deps.clock.now());
    if (!person) throw new UnknownLogin('no source has said whose login this is; ask whoever enrols logins');
    return person;
  }
}
