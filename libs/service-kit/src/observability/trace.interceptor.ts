import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { context, trace } from '@opentelemetry/api';
import { Observable, tap } from 'rxjs';
import { instrumentation, markFailed } from './spans.js';

/** One span per handler, `RequestController.submit`. Stands in for instrumentation-nestjs-core, whose supported range stops below NestJS 12. */
@Injectable()
export class TraceInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const name = `${execution.getClass().name}.${execution.getHandler().name}`;
    const span = trace.getTracer(instrumentation).startSpan(name);
    return new Observable((subscriber) =>
      context.with(trace.setSpan(context.active(), span), () =>
        next
          .handle()
          .pipe(tap({ error: (error: unknown) => markFailed(span, error), finalize: () => span.end() }))
          .subscribe(subscriber),
      ),
    );
  }
}
