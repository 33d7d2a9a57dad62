import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type Log, markFailed, nameHttpRoute } from '../observability/index.js';
import { trace } from '@opentelemetry/api';
import { type HttpRequest, type HttpResponse, pathOf } from './http-message.js';
import { BadRequest, MalformedUrl, MethodNotAllowed, NotFound } from './http.errors.js';
import { type Problem, type ProblemStatuses, headersOf, problemOf } from './problem.js';
import { sendProblem } from './send-problem.js';

/** The part of Express's router that knows which methods a path has. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}
type Routed = HttpRequest & { readonly app?: { readonly router?: { readonly stack: readonly Layer[] } } };

function methodsOf(request: Routed): string[] {
  const layers = request.app?.router?.stack ?? [];
  const routes = layers.filter((layer) => layer.route && layer.match(pathOf(request)));
  return [...new Set(routes.flatMap(({ route }) => Object.keys(route?.methods ?? {})))]
    .map((method) => method.toUpperCase())
    .sort();
}

/** Nest's own exceptions in our words; their text stays inside, because it repeats the input. */
function ours(error: unknown, request: Routed): unknown {
  if (!(error instanceof HttpException)) return error;
  const status = error.getStatus();
  if (status === 404 && !request.route) {
    const allowed = methodsOf(request);
    return allowed.length > 0 ? new MethodNotAllowed(allowed) : new NotFound('there is nothing at this path');
  }
  if (status === 404) return new NotFound('there is no such thing', { cause: error });
  if (status === 400 && !request.route)
    return new MalformedUrl('the path cannot be decoded', { cause: error });
  return status < 500 ? new BadRequest('the request is not acceptable', { cause: error }) : error;
}

/** What an operator should hear of: somebody who may not, and two different things under one name. */
const reported = [401, 403, 409];

/** Turns whatever a request ends in into problem details, and tells the log what the caller is not told. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Log,
    private readonly statuses: ProblemStatuses,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown;
    const http = host.switchToHttp();
    const request = http.getRequest<Routed>();
    const error = ours(thrown, request);
    const problem = problemOf(error, this.statuses);
    nameHttpRoute(request);
    this.tell(request, problem, error);
    sendProblem(http.getResponse<HttpResponse>(), problem, headersOf(error));
  }

  private tell(request: Routed, problem: Problem, error: unknown): void {
    const { status, code } = problem;
    const fields = { code, status, method: request.method, route: request.route?.path, error };
    const span = trace.getActiveSpan();
    if (status >= 500) {
      if (span) markFailed(span, error);
      this.log.error('request failed', fields);
    } else if (reported.includes(status)) this.log.warn('request refused', fields);
    else this.log.debug('request refused', fields);
  }
}
