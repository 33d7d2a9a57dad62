import type { StructuredEvent } from './intake/structured-event.js';
import type { Caller } from '@countersign/service-kit/http';
import {
  currentTraceparent,
  linkTo,
  readTraceparent,
  withSpan,
} from '@countersign/service-kit/observability';
import { inTransaction } from '@countersign/service-kit/persistence';
import type { DataSource } from 'typeorm';
import { identify } from './callers/identify.handler.js';
import { type TakenIn, takeInOnce } from './intake/take-in-once.handler.js';
import type { RequestDeps } from './request-deps.js';
import { stepsOf } from './story/step.store.js';
import { type Story, storyOf } from './story/story.decision.js';
import { findRequest } from './submit/request.store.js';
import { type Submission, submitWish } from './submit/submit.handler.js';
import type { AskedFor } from './submit/asked-for.js';
import { findWithdrawable, NoSuchRequest, withdrawRequest } from './withdraw/withdraw.handler.js';

/** What HTTP callers may do, each in a transaction of its own, as the identity that a source or the settings bound to them. */
export class RequestApi {
  constructor(
    private readonly database: DataSource,
    private readonly deps: RequestDeps,
  ) {}

  /** Asks for access as the caller; the same idempotency key with the same wish is one request. */
  submit(caller: Caller, key: string, asked: AskedFor): Promise<Submission> {
    return inTransaction(this.database, async (tx) => {
      const { id: requester, actors } = await identify(this.deps, tx, caller);
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
      const { id: by } = await identify(this.deps, tx, caller);
      const known = await findRequest(tx, id);
      const parties = known ? [known.requester, known.beneficiary, known.source] : [];
      if (!parties.includes(by))
        throw new NoSuchRequest(`there is no request \`${id}\` that you could look at`);
      return { request: id, ...storyOf(await stepsOf(tx, id)) };
    });
  }

  /** Takes a request back, as whoever holds the token: the one that acts for the caller where somebody does. */
  withdraw(caller: Caller, id: string, reason: string): Promise<{ readonly request: string }> {
    return inTransaction(this.database, async (tx) => {
      const { id: party, actors } = await identify(this.deps, tx, caller);
      const request = await findWithdrawable(tx, id, [party]);
      await withdrawRequest(this.deps, tx, request, { by: actors[0] ?? party, reason });
      return { request: id };
    });
  }

  /**
   * Takes in an event that came by HTTP under this signature, in the trace that the event belongs to, if it names one: what follows from it
   * is one trace from its source on, whichever way it came.
   */
  event({ traceparent, ...event }: StructuredEvent, signature: string): Promise<TakenIn> {
    const came = { ...event, cameAt: this.deps.clock.now() };
    const work = () => inTransaction(this.database, (tx) => takeInOnce(this.deps, tx, came, signature));
    const of = readTraceparent(traceparent) && { parent: traceparent, links: linkTo(currentTraceparent()) };
    return withSpan(`process ${event.type}`, { 'messaging.message.id': event.id }, work, of ?? {});
  }
}
