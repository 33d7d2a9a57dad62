import { trace } from '@opentelemetry/api';
import type { HttpResponse } from './http-message.js';
import type { Problem } from './problem.js';

/** Statuses after which the rest of a request may still be under way, so that the connection is not used again. */
const closing = new Set([400, 408, 413, 415, 429]);

/** Answers with a problem; ends a response that has already begun. */
export function sendProblem(
  response: HttpResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (closing.has(problem.status) && !response.req.complete) response.setHeader('connection', 'close');
  const traceId = trace.getActiveSpan()?.spanContext().traceId;
  const body = Buffer.from(
    JSON.stringify(traceId ? { ...problem, instance: `urn:countersign:trace:${traceId}` } : problem),
  );
  response.statusCode = problem.status;
  response.setHeader('content-type', 'application/problem+json');
  response.setHeader('content-length', body.length);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
