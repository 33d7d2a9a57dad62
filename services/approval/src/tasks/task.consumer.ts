import { storeFact } from '@countersign/service-kit/facts';
import type { RecordContext } from '@countersign/service-kit/messaging';
import { readFact, type Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { approvalDeps, type ApprovalDeps } from '../approval-deps.js';
import { closeRequest, keepAsked, openTask } from './task.store.js';

type Final = Statement<'policy.vetoed.v1' | 'policy.withdrew.v1' | 'request.withdrawn.v1'>;

/**
 * What there is to decide, and what no longer is. INVARIANT: a hold (`policy.held.v1`) closes nothing. Policy holds an assessed request only on
 * people's yes, which has decided its task: until the clearance, and after it, each of them can still say no (SEMANTICS, section 6). What is to be
 * decided anew comes as a new assessment. So no hold that arrives late, or that a forger of approvals brought about, takes a decision from anybody.
 */
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
}
