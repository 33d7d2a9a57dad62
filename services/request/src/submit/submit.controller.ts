import {
  type Caller,
  checked,
  CurrentCaller,
  IdempotencyKey,
  RequireScope,
} from '@countersign/service-kit/http';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { RequestApi } from '../request-api.js';
import { type AskedFor, parseAskedFor } from './asked-for.js';
import type { Submission } from './submit.handler.js';

/** Asking for access over HTTP. */
@Controller('requests')
export class SubmitController {
  constructor(@Inject(RequestApi) private readonly api: RequestApi) {}

  @Post()
  @HttpCode(202)
  @RequireScope('requests:write')
  submit(
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string,
    @Body(checked(parseAskedFor)) asked: AskedFor,
  ): Promise<Submission> {
    return this.api.submit(caller, key, asked);
  }
}
