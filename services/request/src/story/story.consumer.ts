import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { tell } from './step.store.js';

/** Everything the other services say about requests, for their stories. */
@Controller()
export class StoryConsumer {
  @EventPattern<readonly string[]>([
    'policy.assessed.v1',
    'policy.cleared.v1',
    'policy.vetoed.v1',
    'policy.held.v1',
    'policy.withdrew.v1',
    'approval.approved.v1',
    'approval.denied.v1',
    'approval.lapsed.v1',
    'provisioning.ordered.v1',
    'connector.answered.v1',
    'connector.ended.v1',
  ])
  told(@Payload() statement: Statement, @Ctx() { tx }: RecordContext): Promise<void> {
    return tell(tx, statement);
  }
}
