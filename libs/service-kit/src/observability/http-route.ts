import { context, trace } from '@opentelemetry/api';
import { RPCType, getRPCMetadata } from '@opentelemetry/core';

/** What Express knows of a request once a route took it. */
interface RoutedRequest {
  readonly method: string;
  readonly route?: { readonly path?: unknown };
}

/**
 * Names the HTTP server span, and its metrics, after the matched route (`GET /requests/:id`), never after the URL, whose
 * values are many. The instrumentation cannot know it, because Nest loads Express as an ES module.
 */
export function nameHttpRoute(request: RoutedRequest): void {
  const route = request.route?.path;
  if (typeof route !== 'string') return;
  trace.getActiveSpan()?.setAttribute('http.route', route).updateName(`${request.method} ${route}`);
  const metadata = getRPCMetadata(context.active());
  if (metadata?.type === RPCType.HTTP) metadata.route = route;
}
