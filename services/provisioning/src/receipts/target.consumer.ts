import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { provisioningDeps, type ProvisioningDeps } from '../provisioning-deps.js';
import { takeObservation } from '../reality/take-observation.handler.js';
import { takeEnding, takeReceipt } from './take-receipt.handler.js';

/** What connectors did and observers saw. */
@Controller()
export class TargetConsumer {
  constructor(@Inject(provisioningDeps) private readonly deps: ProvisioningDeps) {}

  @EventPattern<string>('connector.answered.v1')
  answered(
    @Payload() { body, iat }: Statement<'connector.answered.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeReceipt(this.deps, tx, body, iat);
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
