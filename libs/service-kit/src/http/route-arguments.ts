import { type PipeTransform, RequestMethod } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';

/** One argument of a route's handler and where its value comes from. */
export interface RouteArgument {
  /** `custom`: made by a decorator of ours, by `factory`. */
  readonly from: 'body' | 'query' | 'path' | 'request' | 'custom' | 'elsewhere';
  /** The name in `@Param('id')`; empty when there is none. */
  readonly name: string;
  /** What checks it, in order. */
  readonly pipes: readonly PipeTransform[];
  readonly factory?: (data: unknown, context: unknown) => unknown;
}

interface Metadata {
  readonly data?: unknown;
  readonly pipes?: readonly PipeTransform[];
  readonly factory?: RouteArgument['factory'];
}
type Controller = abstract new (...args: never[]) => unknown;

const sources: Readonly<Record<number, RouteArgument['from']>> = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
  [RouteParamtypes.PARAM]: 'path',
  [RouteParamtypes.REQUEST]: 'request',
};

/** The arguments of a handler, in order; what the API's documentation is generated from. */
export function routeArguments(controller: Controller, handler: string): RouteArgument[] {
  const metadata = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Record<
    string,
    Metadata
  >;
  // a key is `<kind>:<place>`
  const placeOf = (key: string): number => Number(key.split(':').at(-1));
  return Object.entries(metadata)
    .sort(([a], [b]) => placeOf(a) - placeOf(b))
    .map(([key, { data, pipes = [], factory }]) => ({
      from: factory ? 'custom' : (sources[Number(key.split(':')[0])] ?? 'elsewhere'),
      name: typeof data === 'string' ? data : '',
      pipes,
      ...(factory ? { factory } : {}),
    }));
}

/** The status of a handler's success: what `@HttpCode` says, else what Nest sends. */
export function routeStatus(controller: Controller, handler: string): number {
  const method = (controller.prototype as Record<string, object>)[handler] as object;
  const declared = Reflect.getMetadata(HTTP_CODE_METADATA, method) as number | undefined;
  return declared ?? (Reflect.getMetadata(METHOD_METADATA, method) === RequestMethod.POST ? 201 : 200);
}
