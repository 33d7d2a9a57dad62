import { SetMetadata } from '@nestjs/common';
import { UnguardedRoute } from './access.errors.js';

/** Who may call a route: anybody, or a token with a scope. */
export type Access = { readonly kind: 'public' } | { readonly kind: 'scope'; readonly scope: string };

const key = 'countersign:access';
type Target = abstract new (...args: never[]) => unknown;

const declare =
  (access: Access): MethodDecorator & ClassDecorator =>
  (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    const place = (descriptor?.value as object | undefined) ?? target;
    if (Reflect.hasOwnMetadata(key, place))
      throw new UnguardedRoute(
        `\`${String(property ?? (target as Target).name)}\` declares its access twice`,
      );
    if (descriptor) SetMetadata(key, access)(target, property ?? '', descriptor);
    else SetMetadata(key, access)(target as never);
  };

/** The route (or all routes of a controller) demands a verified access token with this scope, e.g. `access:request`. */
export const RequireScope = (scope: string): MethodDecorator & ClassDecorator =>
  declare({ kind: 'scope', scope });

/** The route is open to everybody who reaches it, e.g. a webhook that checks a signature itself. */
export const Public = (): MethodDecorator & ClassDecorator => declare({ kind: 'public' });

/** What a handler declares, else what its controller declares, else nothing: then nobody may call it. */
export const accessOf = (controller: object, handler: object): Access | undefined =>
  (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as Access | undefined;
