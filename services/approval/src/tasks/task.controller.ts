import { Hash, validator } from '@countersign/contracts';
import { type Caller, checked, CurrentCaller, RequireScope } from '@countersign/service-kit/http';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Type } from 'typebox';
import { ApprovalApi } from '../approval-api.js';
import type { InboxPage, InboxTask } from './inbox.handler.js';

const parseQuery = validator(
  'inbox query',
  Type.Object({ after: Type.Optional(Hash) }, { additionalProperties: false }),
);
const parseHash = validator('hash of an assessment', Hash);

/** What the person who is logged in may decide now. */
@Controller('tasks')
export class TaskController {
  constructor(@Inject(ApprovalApi) private readonly api: ApprovalApi) {}

  @Get()
  @RequireScope('votes:write')
  inbox(
    @CurrentCaller() caller: Caller,
    @Query(checked(parseQuery)) { after }: { after?: string },
  ): Promise<InboxPage> {
    return this.api.inbox(caller, after ?? null);
  }

  /** What the person who is logged in may say no to now, by the hash of its assessment: open, or approved, when no inbox shows it any more. */
  @Get(':ha')
  @RequireScope('votes:write')
  deniable(@CurrentCaller() caller: Caller, @Param('ha', checked(parseHash)) ha: string): Promise<InboxTask> {
    return this.api.deniable(caller, ha);
  }
}
