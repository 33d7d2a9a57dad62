import { hasOpenGap } from '@countersign/service-kit/messaging';
import { inTransaction } from '@countersign/service-kit/persistence';
import type { DutyParts, Job } from '@countersign/service-kit/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { DecisionConsumer } from './collect/decision.consumer.js';
import { RequestConsumer } from './collect/request.consumer.js';
import { endOverdue } from './end/end-access.handler.js';
import { confirmRunOut } from './end/confirm-run-out.handler.js';
import { endWorkersDue } from './end/end-worker.handler.js';
import { orderWaiting } from './order/order-cleared.handler.js';
import { provisioningDeps, type ProvisioningDeps } from './provisioning-deps.js';
import { TargetConsumer } from './receipts/target.consumer.js';
import { askAgain } from './receipts/take-receipt.handler.js';

const depsOf = (parts: DutyParts): ProvisioningDeps => ({
  ...parts,
  hasGap: hasOpenGap,
  inTransaction: (work) => inTransaction(parts.dataSource, work),
});

/** Execution, wired. */
@Module({})
export class ProvisioningModule {
  static of(parts: DutyParts): DynamicModule {
    return {
      module: ProvisioningModule,
      controllers: [RequestConsumer, DecisionConsumer, TargetConsumer],
      providers: [{ provide: provisioningDeps, useValue: depsOf(parts) }],
    };
  }
}

/** What provisioning does by the clock. */
export function provisioningJobs(parts: DutyParts): Job[] {
  const deps = depsOf(parts);
  return [
    { name: 'end overdue', everyMs: 500, run: (tx) => endOverdue(deps, tx) },
    { name: 'confirm what ran out', everyMs: 1_000, run: (tx) => confirmRunOut(deps, tx) },
    { name: 'end workers', everyMs: 1_000, run: (tx) => endWorkersDue(deps, tx) },
    { name: 'order what waits', everyMs: 1_000, run: (tx) => orderWaiting(deps, tx) },
    { name: 'ask again', everyMs: 2_000, run: (tx) => askAgain(deps, tx) },
  ];
}
