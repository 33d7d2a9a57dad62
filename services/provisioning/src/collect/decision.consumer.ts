import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { endClearance, endRequest } from '../end/end-access.handler.js';
import { endRefused, type Refusal } from '../end/end-refused.handler.js';
import { insertClearance } from '../order/clearance.store.js';
import { orderCleared } from '../order/order-cleared.handler.js';
import { knowRequest } from '../order/request.store.js';
import { provisioningDeps, type ProvisioningDeps } from '../provisioning-deps.js';

type About = Statement<'policy.assessed.v1' | 'approval.approved.v1'>;

/** What policy and people decided. The order in which it arrives does not matter. */
@Controller()
export class DecisionConsumer {
  constructor(@Inject(provisioningDeps) private readonly deps: ProvisioningDeps) {}

  @EventPattern<string>('policy.cleared.v1')
  async cleared(
    @Payload() statement: Statement<'policy.cleared.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    await knowRequest(tx, statement.body.request, null);
    await insertClearance(tx, statement);
    await orderCleared(this.deps, tx, statement.body.request);
  }

  @EventPattern<readonly string[]>(['policy.assessed.v1', 'approval.approved.v1'])
  arrived(@Payload() { body }: About, @Ctx() { tx }: RecordContext): Promise<void> {
    return orderCleared(this.deps, tx, body.request);
  }

  @EventPattern<string>('policy.withdrew.v1')
  withdrew(
    @Payload() { type, body }: Statement<'policy.withdrew.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return body.clearance === null
      ? endRequest(this.deps, tx, body.request, type)
      : endClearance(this.deps, tx, body.request, body.clearance);
  }

  @EventPattern<readonly string[]>(['policy.vetoed.v1', 'approval.denied.v1'])
  refused(@Payload() refusal: Refusal, @Ctx() { tx }: RecordContext): Promise<void> {
    return endRefused(this.deps, tx, refusal);
  }

  /** Nobody decided in time: policy clears nothing of it. What policy does clear was decided, whatever approval says. */
  @EventPattern<string>('approval.lapsed.v1')
  lapsed(): void {
    // nothing is to be executed and nothing to be ended
  }
}
