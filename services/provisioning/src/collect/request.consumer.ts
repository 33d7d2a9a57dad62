import { storeFact } from '@countersign/service-kit/facts';
import type { RecordContext } from '@countersign/service-kit/messaging';
import { readFact, type Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { endRequest } from '../end/end-access.handler.js';
import { endWorker } from '../end/end-worker.handler.js';
import { orderCleared } from '../order/order-cleared.handler.js';
import { knowRequest } from '../order/request.store.js';
import { provisioningDeps, type ProvisioningDeps } from '../provisioning-deps.js';

/** Facts, requests and withdrawals. */
@Controller()
export class RequestConsumer {
  constructor(@Inject(provisioningDeps) private readonly deps: ProvisioningDeps) {}

  @EventPattern<string>('request.identity-stated.v1')
  async stated(
    @Payload() statement: Statement<'request.identity-stated.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    const fact = await readFact(statement, this.deps.trust().registry);
    await storeFact(tx, fact, statement);
    if (fact.type === 'worker.left.v1') await endWorker(this.deps, tx, fact.data.worker);
  }

  @EventPattern<string>('request.submitted.v1')
  async submitted(
    @Payload() { body, iat }: Statement<'request.submitted.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    await knowRequest(tx, body.request, { beneficiary: body.beneficiary, askedAt: iat });
    await orderCleared(this.deps, tx, body.request);
  }

  @EventPattern<string>('request.withdrawn.v1')
  withdrawn(
    @Payload() { body }: Statement<'request.withdrawn.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return endRequest(this.deps, tx, body.request, 'WITHDRAWN');
  }
}
