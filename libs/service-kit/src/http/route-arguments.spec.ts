import 'reflect-metadata';
import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { checked } from './checked.js';
import { IdempotencyKey } from './idempotency-key.js';
import { routeArguments, routeStatus } from './route-arguments.js';

const pass = checked((value) => value);

@Controller('things')
class ThingController {
  @Post(':id')
  @HttpCode(202)
  change(
    @Param('id', pass) _id: string,
    @IdempotencyKey() _key: string,
    @Query(pass) _query: object,
    @Body(pass) _body: object,
  ): void {
    return;
  }

  @Post()
  make(@Req() _request: object, @Headers('x-any') _any: string): void {
    return;
  }

  @Get()
  list(): void {
    return;
  }
}

describe('the arguments of a handler', () => {
  it('are told in order, with where each comes from and what checks it', () => {
    const told = routeArguments(ThingController, 'change');
    expect(told.map(({ from, name }) => [from, name])).toEqual([
      ['path', 'id'],
      ['custom', ''],
      ['query', ''],
      ['body', ''],
    ]);
    expect(told.map(({ pipes }) => pipes.includes(pass))).toEqual([true, false, true, true]);
    expect(told[1]?.factory).toBeInstanceOf(Function);
  });

  it('that come from where nothing of ours looks are told as such', () => {
    expect(routeArguments(ThingController, 'make').map(({ from }) => from)).toEqual(['request', 'elsewhere']);
    expect(routeArguments(ThingController, 'list')).toEqual([]);
  });
});

it('the status of success is the declared one, else that of the method', () => {
  const statuses = ['change', 'make', 'list'].map((handler) => routeStatus(ThingController, handler));
  expect(statuses).toEqual([202, 201, 200]);
});
