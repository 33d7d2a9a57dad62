import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { rememberFallen } from '../birthright/birthright.store.js';
import { requestDeps, type RequestDeps } from '../request-deps.js';
import { tell } from './step.store.js';

/** Everything the other services say about requests, for their stories. */
@Controller()
export class StoryConsumer {
  constructor(@Inject(requestDeps) private readonly deps: RequestDeps) {}

  @EventPattern<readonly string[]>([
    'policy.assessed.v1',
    'policy.cleared.v1',
    'policy.held.v1',
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

  /** A birthright that fell, or for which one was given up, is looked at again: the law may have changed meanwhile. */
  @EventPattern<readonly string[]>(['policy.vetoed.v1', 'policy.withdrew.v1'])
  async fell(
    @Payload() statement: Statement<'policy.vetoed.v1' | 'policy.withdrew.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    await tell(tx, statement);
    const { body } = statement;
    const isWhole = !('clearance' in body) || body.clearance === null;
    if (isWhole) await rememberFallen(tx, body.request, this.deps.clock.now());
  }
}
