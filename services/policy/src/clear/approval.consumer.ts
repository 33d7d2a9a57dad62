import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { policyDeps, type PolicyDeps } from '../policy-deps.js';
import { clearApproved } from './clear.handler.js';
import { closeDenied, closeLapsed } from './close.handler.js';

/** What people decided. */
@Controller()
export class ApprovalConsumer {
  constructor(@Inject(policyDeps) private readonly deps: PolicyDeps) {}

  @EventPattern<string>('approval.approved.v1')
  approved(
    @Payload() statement: Statement<'approval.approved.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return clearApproved(this.deps, tx, statement);
  }

  @EventPattern<string>('approval.denied.v1')
  denied(@Payload() statement: Statement<'approval.denied.v1'>, @Ctx() { tx }: RecordContext): Promise<void> {
    return closeDenied(this.deps, tx, statement);
  }

  @EventPattern<string>('approval.lapsed.v1')
  lapsed(@Payload() statement: Statement<'approval.lapsed.v1'>, @Ctx() { tx }: RecordContext): Promise<void> {
    return closeLapsed(this.deps, tx, statement);
  }
}
