import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { policyDeps, type PolicyDeps } from '../policy-deps.js';
import { takeConfirmation } from './confirm-source.handler.js';
import { stateFact } from './state-fact.handler.js';

/** Facts about identities, and that their sources are alive, as request signed them. */
@Controller()
export class FactConsumer {
  constructor(@Inject(policyDeps) private readonly deps: PolicyDeps) {}

  @EventPattern<string>('request.identity-stated.v1')
  stated(
    @Payload() statement: Statement<'request.identity-stated.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return stateFact(this.deps, tx, statement);
  }

  @EventPattern<string>('request.source-confirmed.v1')
  confirmed(
    @Payload() statement: Statement<'request.source-confirmed.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeConfirmation(this.deps, tx, statement);
  }
}
