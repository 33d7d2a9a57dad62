import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { withdrawById } from '../clear/withdraw.handler.js';
import { policyDeps, type PolicyDeps } from '../policy-deps.js';
import { insertRequest } from '../requests/request.store.js';
import { assessRequest } from './assess.handler.js';

/** Requests and their withdrawals. */
@Controller()
export class RequestConsumer {
  constructor(@Inject(policyDeps) private readonly deps: PolicyDeps) {}

  @EventPattern<string>('request.submitted.v1')
  async submitted(
    @Payload() statement: Statement<'request.submitted.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    if (await insertRequest(tx, statement)) await assessRequest(this.deps, tx, statement.body.request);
  }

  @EventPattern<string>('request.withdrawn.v1')
  withdrawn(
    @Payload() { body }: Statement<'request.withdrawn.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return withdrawById(
      this.deps,
      tx,
      body.request,
      { code: 'WITHDRAWN', message: 'the request was taken back' },
      'withdrawn',
    );
  }
}
