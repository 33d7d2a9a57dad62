import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { lockHeldBack, orderHeldBack } from '../order/order-held-back.handler.js';
import { provisioningDeps, type ProvisioningDeps } from '../provisioning-deps.js';
import { takeObservation } from '../reality/take-observation.handler.js';
import { takeEnding, takeReceipt } from './take-receipt.handler.js';

/** What connectors did and observers saw. */
@Controller()
export class TargetConsumer {
  constructor(@Inject(provisioningDeps) private readonly deps: ProvisioningDeps) {}

  @EventPattern<string>('connector.answered.v1')
  async answered(
    @Payload() { body, iat }: Statement<'connector.answered.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    const waiting = await lockHeldBack(tx, body);
    await takeReceipt(this.deps, tx, body, iat);
    await orderHeldBack(this.deps, tx, waiting);
  }

  @EventPattern<string>('connector.ended.v1')
  ended(
    @Payload() { body, iat }: Statement<'connector.ended.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeEnding(tx, body, iat);
  }

  @EventPattern<string>('observer.observed.v1')
  observed(
    @Payload() { body }: Statement<'observer.observed.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeObservation(this.deps, tx, body);
  }
}
