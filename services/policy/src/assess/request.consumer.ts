import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { closeIfTakenBack, closeWithdrawn } from '../clear/close.handler.js';
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
    const { request } = statement.body;
    if (!(await insertRequest(tx, statement))) return;
    if (!(await closeIfTakenBack(this.deps, tx, request))) await assessRequest(this.deps, tx, request);
  }

  @EventPattern<string>('request.withdrawn.v1')
  withdrawn(
    @Payload() statement: Statement<'request.withdrawn.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return closeWithdrawn(this.deps, tx, statement);
  }
}
