import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { policyDeps, type PolicyDeps } from '../policy-deps.js';
import { takeAnswer } from './answer.handler.js';
import { takeObservation } from './observe.handler.js';

/** What connectors did and observers saw; orders themselves change nothing here. */
@Controller()
export class TargetConsumer {
  constructor(@Inject(policyDeps) private readonly deps: PolicyDeps) {}

  @EventPattern<string>('connector.answered.v1')
  answered(
    @Payload() { body, iat }: Statement<'connector.answered.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeAnswer(this.deps, tx, body, iat);
  }

  @EventPattern<string>('connector.ended.v1')
  ended(
    @Payload() { body, iat }: Statement<'connector.ended.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeAnswer(this.deps, tx, body, iat);
  }

  @EventPattern<string>('observer.observed.v1')
  observed(
    @Payload() { body }: Statement<'observer.observed.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeObservation(this.deps, tx, body);
  }
}
