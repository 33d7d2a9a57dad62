import { Body, Controller, Get, Param, Post, Query, RawBody } from '@nestjs/common';
import { CountersignError, validator } from '@countersign/contracts';
import { Type } from 'typebox';
import { IdempotencyKey, Public, checked } from '../src/http/index.js';

class Unlisted extends CountersignError {
  readonly code = 'UNLISTED';
  readonly retriable = false;
}
class Gone extends CountersignError {
  readonly code = 'GONE';
  readonly retriable = false;
}

const submit = validator(
  'request',
  Type.Object(
    {
      beneficiary: Type.String({ pattern: '^person:' }),
      urgent: Type.Optional(Type.Boolean()),
      items: Type.Optional(Type.Array(Type.String())),
    },
    { additionalProperties: false },
  ),
);
const page = validator(
  'query',
  Type.Object({ cursor: Type.Optional(Type.String()) }, { additionalProperties: false }),
);

/** Routes of every kind that a hostile client could want, open to all. */
@Public()
@Controller('things')
export class ThingController {
  @Post()
  submit(@Body(checked(submit)) body: unknown, @RawBody() raw: Buffer) {
    return { body, bytes: raw.length };
  }
  @Post('any')
  any(@Body() body: unknown) {
    return { kind: typeof body };
  }
  @Post('once')
  once(@IdempotencyKey() key: string) {
    return { key };
  }
  @Get()
  list(@Query(checked(page)) query: unknown) {
    return query;
  }
  @Get('slow')
  async slow() {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { done: true };
  }
  @Get('broken')
  broken() {
    throw new Unlisted('password=hunter22 inside', { cause: new TypeError('deeper') });
  }
  @Get('gone')
  gone() {
    throw new Gone('it is gone');
  }
  @Get(':id')
  one(@Param('id') id: string) {
    return { id };
  }
}
