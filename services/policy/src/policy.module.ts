import { hasOpenGap } from '@countersign/service-kit/messaging';
import type { DutyParts, Job } from '@countersign/service-kit/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { BundleConsumer } from './assess/bundle.consumer.js';
import { judgeDue } from './assess/judge-due.handler.js';
import { RequestConsumer } from './assess/request.consumer.js';
import { ApprovalConsumer } from './clear/approval.consumer.js';
import { clearWaiting } from './clear/clear-again.handler.js';
import { endOver } from './clear/end-over.handler.js';
import { endRefused } from './clear/end-refused.handler.js';
import { countHeads } from './findings/count-heads.handler.js';
import { reportClocks } from './findings/report-clocks.handler.js';
import { reportNoRoute } from './findings/report-no-route.handler.js';
import { reportOrphans } from './findings/report-orphans.handler.js';
import { reportUnbelieved } from './findings/report-unbelieved.handler.js';
import { scanRoots } from './findings/scan-roots.handler.js';
import { FactConsumer } from './identities/fact.consumer.js';
import { endWorkersDue } from './identities/end-worker.handler.js';
import { policyDeps, type PolicyDeps } from './policy-deps.js';
import { TargetConsumer } from './release/target.consumer.js';

const depsOf = (parts: DutyParts): PolicyDeps => ({ ...parts, hasGap: hasOpenGap });

/** Judgement, wired. */
@Module({})
export class PolicyModule {
  static of(parts: DutyParts): DynamicModule {
    return {
      module: PolicyModule,
      controllers: [FactConsumer, RequestConsumer, BundleConsumer, ApprovalConsumer, TargetConsumer],
      providers: [{ provide: policyDeps, useValue: depsOf(parts) }],
    };
  }
}

/** What policy does by the clock. */
export function policyJobs(parts: DutyParts): Job[] {
  const deps = depsOf(parts);
  return [
    { name: 'judge what is due', everyMs: 500, run: (tx) => judgeDue(deps, tx) },
    { name: 'clear what waits', everyMs: 1_000, run: (tx) => clearWaiting(deps, tx) },
    { name: 'end workers', everyMs: 1_000, run: (tx) => endWorkersDue(deps, tx) },
    { name: 'end what is refused in part', everyMs: 1_000, run: (tx) => endRefused(deps, tx) },
    { name: 'end what is over', everyMs: 1_000, run: (tx) => endOver(deps, tx) },
    { name: 'scan roots', everyMs: 1_000, run: (tx) => scanRoots(deps, tx) },
    { name: 'count heads', everyMs: 1_000, run: (tx) => countHeads(deps, tx) },
    { name: 'report clocks', everyMs: 1_000, run: (tx) => reportClocks(deps, tx) },
    { name: 'report what nobody can decide', everyMs: 5_000, run: (tx) => reportNoRoute(deps, tx) },
    { name: 'report orphans', everyMs: 30_000, run: (tx) => reportOrphans(deps, tx) },
    { name: 'report what is not believed', everyMs: 5_000, run: (tx) => reportUnbelieved(deps, tx) },
  ];
}
