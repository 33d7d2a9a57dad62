import { Reason, RequestId, validator } from '@countersign/contracts';
import { type Caller, checked, CurrentCaller, RequireScope } from '@countersign/service-kit/http';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Type } from 'typebox';
import { RequestApi } from '../request-api.js';

const parseReason = validator('withdrawal', Type.Object({ reason: Reason }, { additionalProperties: false }));
const parseId = validator('request id', RequestId);

/** Taking a request back over HTTP. */
@Controller('requests/:id/withdrawal')
export class WithdrawController {
  constructor(@Inject(RequestApi) private readonly api: RequestApi) {}

  @Post()
  @HttpCode(202)
  @RequireScope('requests:write')
  withdraw(
    @CurrentCaller() caller: Caller,
    @Param('id', checked(parseId)) id: string,
    @Body(checked(parseReason)) { reason }: { reason: string },
  ): Promise<{ readonly request: string }> {
    return this.api.withdraw(caller, id, reason);
  }
}
