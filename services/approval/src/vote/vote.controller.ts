import { validator } from '@countersign/contracts';
import { SignedVote } from '@countersign/contracts/approval';
import { type Caller, checked, CurrentCaller, RequireScope } from '@countersign/service-kit/http';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { Type } from 'typebox';
import { ApprovalApi } from '../approval-api.js';
import type { VoteResult } from './cast-vote.handler.js';

const parseBody = validator(
  'vote request',
  Type.Object({ vote: SignedVote }, { additionalProperties: false }),
);

/** Where people hand in the votes they signed. */
@Controller('votes')
export class VoteController {
  constructor(@Inject(ApprovalApi) private readonly api: ApprovalApi) {}

  @Post()
  @HttpCode(200)
  @RequireScope('votes:write')
  cast(
    @CurrentCaller() caller: Caller,
    @Body(checked(parseBody)) { vote }: { vote: string },
  ): Promise<VoteResult> {
    return this.api.castVote(caller, vote);
  }
}
