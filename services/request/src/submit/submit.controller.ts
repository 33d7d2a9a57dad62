import { BeneficiaryId, Instant, Item, Reason, validator } from '@countersign/contracts';
import {
  type Caller,
  checked,
  CurrentCaller,
  IdempotencyKey,
  RequireScope,
} from '@countersign/service-kit/http';
import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { Type } from 'typebox';
import { RequestApi } from '../request-api.js';
import type { Submission } from './submit.handler.js';

const AskedForSchema = Type.Object(
  {
    beneficiary: BeneficiaryId,
    items: Type.Array(Item, { minItems: 1, maxItems: 50, uniqueItems: true }),
    from: Type.Optional(Instant),
    until: Type.Optional(Instant),
    reason: Reason,
  },
  { additionalProperties: false },
);
/** What a caller may say of a request; who asks is the caller, never the body. */
export type AskedFor = Type.Static<typeof AskedForSchema>;
const parseAsked = validator('request', AskedForSchema);

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
    @Body(checked(parseAsked)) asked: AskedFor,
  ): Promise<Submission> {
    return this.api.submit(caller, key, asked);
  }
}
