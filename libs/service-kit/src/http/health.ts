import type { HttpResponse, Middleware } from './http-message.js';
import { pathOf } from './http-message.js';
import { MethodNotAllowed, NotFound, NotReady } from './http.errors.js';
import { problemOf } from './problem.js';
import type { Readiness } from './readiness.js';
import { sendProblem } from './send-problem.js';

const prefix = '/health/';

function answer(response: HttpResponse, status: string, limited: string | null = null): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ status, ...(limited === null ? {} : { grants: `stopped: ${limited}` }) }));
}

/**
 * `GET /health/live` (the process answers) and `GET /health/ready`: 200 (with `grants` when only these are stopped), or a problem `NOT_READY`. Before authentication and
 * rate limits, without any word about what is wrong inside; asked often while a service starts, so no answer is logged.
 */
export function health(readiness: Readiness): Middleware {
  return (request, response, next) => {
    const path = pathOf(request);
    if (!path.startsWith(prefix)) next();
    else if (path !== `${prefix}live` && path !== `${prefix}ready`)
      next(new NotFound('there is nothing at this path'));
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      next(new MethodNotAllowed(['GET', 'HEAD']));
    else if (path === `${prefix}live`) answer(response, 'live');
    else if (readiness.isReady()) answer(response, 'ready', readiness.limits());
    else
      sendProblem(
        response,
        problemOf(new NotReady('the service cannot work at the moment; its log says what it lacks')),
      );
  };
}
