import { type ArgumentsHost, Catch, type INestApplication, type RpcExceptionFilter } from '@nestjs/common';
import { type MicroserviceOptions, NestMicroservice } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { CountersignTransport } from './transport.js';

/** Nest replaces what a handler throws by "Internal server error"; the transport needs the error itself to know what to do. */
@Catch()
class PassOn implements RpcExceptionFilter<unknown> {
  catch(error: unknown, _host: ArgumentsHost): Observable<never> {
    return throwError(() => error);
  }
}

/**
 * Attaches the transport to an application, in place of `app.connectMicroservice`. Then `app.startAllMicroservices()` begins to
 * read, and `app.close()` drains. Guards, pipes and filters of HTTP do not apply to records.
 */
export function connectTransport(app: INestApplication, transport: CountersignTransport): void {
  const consumer = app.connectMicroservice<MicroserviceOptions>(
    { strategy: transport },
    { deferInitialization: true },
  );
  consumer.useGlobalFilters(new PassOn());
  // What connectMicroservice does itself unless deferred; deferred, it would run the application's own start hooks a second time.
  const started = consumer as NestMicroservice;
  started.registerListeners();
  started.setIsInitialized(true);
  started.setIsInitHookCalled(true);
  transport.markAttached();
}
