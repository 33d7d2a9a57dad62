import { storeFact } from '@countersign/service-kit/facts';
import type { RecordContext } from '@countersign/service-kit/messaging';
import { readFact, type Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { approvalDeps, type ApprovalDeps } from '../approval-deps.js';
import { closeRequest, closeTasks, keepAsked, openTask } from './task.store.js';

type Final = Statement<'policy.vetoed.v1' | 'policy.withdrew.v1' | 'request.withdrawn.v1'>;

/** What there is to decide, and what no longer is. */
@Controller()
export class TaskConsumer {
  constructor(@Inject(approvalDeps) private readonly deps: ApprovalDeps) {}

  @EventPattern<string>('request.identity-stated.v1')
  async stated(
    @Payload() statement: Statement<'request.identity-stated.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    await storeFact(tx, await readFact(statement, this.deps.trust().registry), statement);
  }

  @EventPattern<string>('request.submitted.v1')
  submitted(
    @Payload() statement: Statement<'request.submitted.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return keepAsked(tx, statement);
  }

  @EventPattern<string>('policy.assessed.v1')
  async assessed(
    @Payload() statement: Statement<'policy.assessed.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    if (!statement.body.birthright) await openTask(tx, statement);
  }

  @EventPattern<readonly string[]>(['policy.vetoed.v1', 'policy.withdrew.v1', 'request.withdrawn.v1'])
  async ended(@Payload() { body }: Final, @Ctx() { tx }: RecordContext): Promise<void> {
    const oneClearance = 'clearance' in body && body.clearance !== null;
    if (!oneClearance) await closeRequest(tx, body.request);
  }

  @EventPattern<string>('policy.held.v1')
  async held(@Payload() { body }: Statement<'policy.held.v1'>, @Ctx() { tx }: RecordContext): Promise<void> {
    if (!body.reasons.some(({ code }) => code === 'APPROVAL_NOT_BELIEVED'))
      await closeTasks(tx, body.request);
  }
}
