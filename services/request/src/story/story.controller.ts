import { RequestId, validator } from '@countersign/contracts';
import { type Caller, checked, CurrentCaller, RequireScope } from '@countersign/service-kit/http';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { RequestApi } from '../request-api.js';
import type { Story } from './story.decision.js';

const parseId = validator('request id', RequestId);

/** The whole story of a request so far. */
@Controller('requests')
export class StoryController {
  constructor(@Inject(RequestApi) private readonly api: RequestApi) {}

  @Get(':id')
  @RequireScope('requests:read')
  story(@CurrentCaller() caller: Caller, @Param('id', checked(parseId)) id: string): Promise<Story> {
    return this.api.story(caller, id);
  }
}
