import { randomBytes } from 'node:crypto';
import { accessRequested, accessWithdrawn } from '@countersign/demo';
import { NeverHappened, type Sources } from '@countersign/demo/stage';
import { type Asked, type Ending, endings } from './asked.js';
import { firstOwner } from './company.js';
import { assessedIn, type Desks } from './desks.js';
import { item, personOf } from './names.js';
import { Receipts } from './receipts.js';
import type { Heard, Wire } from './wire.js';
import type { Workforce } from './workforce.js';

/** What is asked for, by ITSM or by people themselves, and what becomes of it. */
export class Requests {
  /** What a hostile service said that somebody asked: nobody did, and nobody misses it. */
  readonly invented = new Set<string>();
  /** Reasons of requests that a service said it took. */
  readonly accepted: string[] = [];
  /** Who posted a request herself. */
  private readonly posted = new Map<string, number>();
  private readonly receipts: Receipts;

  constructor(
    private readonly wire: Wire,
    private readonly itsm: Sources['itsm'],
    private readonly desks: Desks,
    private readonly workforce: Workforce,
  ) {
    this.receipts = new Receipts(wire);
  }

  /** Asks through ITSM, once policy knows all control that was stated before; gives the request's id. */
  async asks(asked: Asked): Promise<string> {
    await this.workforce.untilKnown();
    const reason = `ticket ${randomBytes(6).toString('hex')}`;
    await this.publishes(reason, asked);
    return this.requestOf(reason);
  }

  /** Publishes a wish through ITSM; its ticket is made of the reason. */
  async publishes(
    reason: string,
    { requester, beneficiary, items, scope, from, until }: Asked,
  ): Promise<void> {
    const ticket = reason.replaceAll(/[^A-Za-z0-9]/g, '-');
    const event = accessRequested({
      ...{ ticket, requester: personOf(requester), items, reason },
      ...(beneficiary === undefined ? {} : { beneficiary }),
      ...(scope === undefined ? {} : { scope: scope }),
      ...(until === undefined ? {} : { until }),
    });
    const data = { ...(event.data as object), ...(from === undefined ? {} : { from }) };
    await this.itsm.publish({ ...event, data });
    this.accepted.push(reason);
  }

  /** Posts a wish as a person; gives the request's id. */
  async posts(n: number, reason: string, asked: Omit<Asked, 'requester'>): Promise<string> {
    const { api } = await this.desks.person(n);
    const { beneficiary = personOf(n), items, from, until } = asked;
    const wish = {
      ...{ beneficiary, items: items.map(item) as never, reason },
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    };
    const key = reason.replaceAll(/[^A-Za-z0-9]/g, '-');
    // whoever gets no answer asks again under the same key, as every client does
    for (let left = 60; ; left--)
      try {
        const { request } = await api.submit(wish, key);
        this.accepted.push(reason);
        this.posted.set(request, n);
        return request;
      } catch (error) {
        const { code = '' } = error as { code?: string };
        if (left === 0 || !['CLI_NO_ANSWER', 'RATE_LIMITED', 'UNKNOWN_LOGIN'].includes(code)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
  }

  /** The request that was made of a wish with this reason. */
  requestOf(reason: string): Promise<string> {
    const look = () =>
      this.wire.heard.find(({ type, body }) => type === 'request.submitted.v1' && body.reason === reason);
    return this.wire.until(`a request of ${reason}`, look).then(({ body }) => String(body.request));
  }

  /** Asks, has process owners and whoever else is needed say yes, and waits until it is applied; gives the request. */
  async gets(asked: Asked, ...voters: readonly number[]): Promise<string> {
    const request = await this.asks(asked);
    for (const n of voters.length > 0 ? voters : [firstOwner]) await this.desks.votes(n, request);
    const ending = await this.ending(request);
    if (ending !== 'applied') throw new NeverHappened(`${request} was to be applied and is ${ending}`);
    return request;
  }

  /** Takes back everything that is still open, so that nothing of a line reaches into the next: what a person has posted, she herself. */
  async tidies(): Promise<void> {
    const submitted = this.wire.heard.filter(({ type }) => type === 'request.submitted.v1');
    for (const { body } of submitted) {
      if (this.endingOf(String(body.request)) !== undefined) continue;
      const poster = this.posted.get(body.request);
      if (poster === undefined) await this.withdraws(body.request, body.requester);
      else await this.withdrawsHerself(poster, body.request);
    }
  }

  /** Takes a request back herself, and waits until that is known. */
  async withdrawsHerself(n: number, request: string): Promise<void> {
    await (await this.desks.person(n)).api.withdraw(request, 'no longer needed');
    await this.ending(request);
  }

  /** Takes a request back through ITSM. */
  async withdraws(request: string, by: string): Promise<void> {
    const event = accessWithdrawn(request, by, 'no longer needed');
    await this.itsm.publish({ ...event, data: { request, by, reason: 'no longer needed' } });
  }

  /** The newest assessment of a request. */
  assessed(request: string): Promise<Heard> {
    return assessedIn(this.wire, request);
  }

  /** What a request has come to, once it is at an end. `held` counts as none unless `standing` says so. */
  ending(request: string, withinMs?: number, standing = false): Promise<Ending> {
    return this.wire.until(`an end of ${request}`, () => this.endingOf(request, standing), withinMs);
  }

  /** The end of a request so far. */
  endingOf(request: string, standing = false): Ending | undefined {
    const about = this.wire.about(request);
    const ended = about.map(({ type }) => endings[type]).find((one) => one !== undefined);
    if (ended) return ended;
    if (this.receipts.areAll(request)) return 'applied';
    return standing && about.at(-1)?.type === 'policy.held.v1' ? 'held' : undefined;
  }

  /** Codes of the reasons of the newest refusal of a request. */
  reasons(request: string): string {
    const said = this.wire.about(request).filter(({ body }) => Array.isArray(body.reasons));
    return (said.at(-1)?.body.reasons ?? []).map(({ code }: { code: string }) => code).join(' ');
  }
}
