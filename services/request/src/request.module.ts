import type { DutyParts, Job } from '@countersign/service-kit/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { considerDue } from './birthright/consider-worker.handler.js';
import { UpstreamConsumer } from './intake/upstream.consumer.js';
import { WebhookController, WebhookSecrets } from './intake/webhook.controller.js';
import { RequestApi } from './request-api.js';
import { requestDeps, type RequestDeps } from './request-deps.js';
import { StoryConsumer } from './story/story.consumer.js';
import { openSwaps } from './swap/open-swaps.handler.js';
import { StoryController } from './story/story.controller.js';
import { SubmitController } from './submit/submit.controller.js';
import { WithdrawController } from './withdraw/withdraw.controller.js';

/** What the kit gives, and what only request needs. */
export type RequestParts = DutyParts & RequestDeps;

/** Intake, wired. */
@Module({})
export class RequestModule {
  static of(parts: RequestParts, secrets: WebhookSecrets): DynamicModule {
    return {
      module: RequestModule,
      controllers: [
        UpstreamConsumer,
        StoryConsumer,
        SubmitController,
        WithdrawController,
        StoryController,
        WebhookController,
      ],
      providers: [
        { provide: requestDeps, useValue: parts },
        { provide: RequestApi, useValue: new RequestApi(parts.dataSource, parts) },
        { provide: WebhookSecrets, useValue: secrets },
        { provide: 'clock', useValue: parts.clock },
      ],
    };
  }
}

/** What request does by the clock. */
export const requestJobs = (parts: RequestParts): Job[] => [
  { name: 'consider workers', everyMs: 1_000, run: (tx) => considerDue(parts, tx) },
  { name: 'open swaps', everyMs: 1_000, run: (tx) => openSwaps(parts, tx) },
];

/** HTTP statuses of this service's own codes. */
export const requestStatuses = {
  BAD_EVENT: 422,
  BAD_SIGNATURE: 422,
  MALFORMED_DOCUMENT: 422,
  UNKNOWN_TYPE: 422,
  CANNOT_EXPAND: 422,
  SCOPE_DIMENSION_UNKNOWN: 422,
  SCOPE_NOT_ENFORCED: 422,
  SCOPE_REQUIRED: 422,
  SCOPE_VALUE_UNSAFE: 422,
  SCOPE_VALUE_UNKNOWN: 422,
  PERMISSION_AMBIGUOUS: 422,
  UNKNOWN_KEY: 422,
  KEY_NOT_ALLOWED: 422,
  KEY_RETIRED: 422,
  FOREIGN_DEPLOYMENT: 422,
  TYPE_NOT_FOR_SOURCE: 403,
  UNKNOWN_LOGIN: 403,
  UNKNOWN_CLIENT: 403,
  UNKNOWN_ACTOR: 403,
  UNKNOWN_SOURCE: 401,
  REQUEST_NOT_FOUND: 404,
  REQUEST_KEY_REUSED: 409,
  REQUEST_CANNOT_DROP: 422,
  DUPLICATE_ID: 409,
  WEBHOOK_REPLAYED: 409,
} as const;
