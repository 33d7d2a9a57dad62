import type { DutyParts, Job } from '@countersign/service-kit/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { RequestConsumer } from './assess/request.consumer.js';
import { BundleConsumer } from './assess/bundle.consumer.js';
import { ApprovalConsumer } from './clear/approval.consumer.js';
import { clearWaiting } from './clear/clear-again.handler.js';
import { FactConsumer } from './identities/fact.consumer.js';
import { endWorkersDue } from './identities/state-fact.handler.js';
import { policyDeps } from './policy-deps.js';
import { TargetConsumer } from './release/target.consumer.js';

/** Judgement, wired. */
@Module({})
export class PolicyModule {
  static of(parts: DutyParts): DynamicModule {
    return {
      module: PolicyModule,
      controllers: [FactConsumer, RequestConsumer, BundleConsumer, ApprovalConsumer, TargetConsumer],
      providers: [{ provide: policyDeps, useValue: parts }],
    };
  }
}

/** What policy does by the clock. */
export const policyJobs = (parts: DutyParts): Job[] => [
  { name: 'clear what waits', everyMs: 1_000, run: (tx) => clearWaiting(parts, tx) },
  { name: 'end workers', everyMs: 1_000, run: (tx) => endWorkersDue(parts, tx) },
];
