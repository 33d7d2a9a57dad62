import type { DutyParts, Job } from '@countersign/service-kit/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { ApprovalApi } from './approval-api.js';
import { approvalDeps } from './approval-deps.js';
import { lapseTasks } from './lapse/lapse-tasks.handler.js';
import { TaskConsumer } from './tasks/task.consumer.js';
import { TaskController } from './tasks/task.controller.js';
import { VoteController } from './vote/vote.controller.js';

/** People's decisions, wired. */
@Module({})
export class ApprovalModule {
  static of(parts: DutyParts): DynamicModule {
    return {
      module: ApprovalModule,
      controllers: [TaskConsumer, TaskController, VoteController],
      providers: [
        { provide: approvalDeps, useValue: parts },
        { provide: ApprovalApi, useValue: new ApprovalApi(parts.dataSource, parts) },
      ],
    };
  }
}

/** What approval does by the clock. */
export const approvalJobs = (parts: DutyParts): Job[] => [
  { name: 'lapse tasks', everyMs: 1_000, run: (tx) => lapseTasks(parts, tx) },
];

/** HTTP statuses of this service's own codes. */
export const approvalStatuses = {
  NOT_A_PERSON: 403,
  VOTE_NOT_YOURS: 403,
  VOTE_EXCLUDED: 403,
  VOTE_NOT_IN_GROUP: 403,
  VOTE_UNKNOWN_TASK: 404,
  VOTE_CLOSED: 409,
  VOTE_TWICE: 409,
  VOTE_INVALID: 422,
  BAD_KEY: 422,
  BAD_SIGNATURE: 422,
  MALFORMED_DOCUMENT: 422,
} as const;
