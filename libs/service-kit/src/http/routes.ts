import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { UnguardedRoute } from './access.errors.js';
import { type Access, accessOf } from './access.js';

/** One HTTP route of an application and who may call it; `access` is undefined when nobody declared it. */
export interface Route {
  /** `RequestController.submit` */
  readonly handler: string;
  readonly method: string;
  readonly path: string;
  readonly access: Access | undefined;
}

type Controller = { readonly name: string; readonly prototype: Record<string, object> };

function routesOf(controller: Controller): Route[] {
  const prefixes = [Reflect.getMetadata(PATH_METADATA, controller) ?? ''].flat() as string[];
  return new MetadataScanner().getAllMethodNames(controller.prototype).flatMap((name) => {
    const handler = controller.prototype[name] as object;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const paths = [Reflect.getMetadata(PATH_METADATA, handler) ?? ''].flat() as string[];
    return prefixes.flatMap((prefix) =>
      paths.map((path) => ({
        handler: `${controller.name}.${name}`,
        method: RequestMethod[method] ?? String(method),
        path: `/${prefix}/${path}`.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1'),
        access: accessOf(controller, handler),
      })),
    );
  });
}

/** Every HTTP route of an application, found from its controllers, in no order. Health is no route: it has no handler of a service. */
export function listRoutes(app: INestApplicationContext): Route[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()]);
  return [...new Set(controllers.map(({ metatype }) => metatype as unknown as Controller))].flatMap(routesOf);
}

/** Throws {@link UnguardedRoute} when a route declares no access, or a scope although there is nobody to verify tokens. */
export function refuseUnguardedRoutes(routes: readonly Route[], hasVerifier: boolean): void {
  const unguarded = routes.filter(({ access }) => !access || (access.kind === 'scope' && !hasVerifier));
  if (unguarded.length === 0) return;
  const handlers = unguarded.map(({ handler }) => handler);
  const names = handlers.map((handler) => `\`${handler}\``).join(', ');
  throw new UnguardedRoute(
    `routes that nobody could guard: ${names}; each needs \`@RequireScope\` with a token verifier, or \`@Public\``,
    { details: { handlers } },
  );
}
