import type { Job } from '@countersign/service-kit/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { connectorDeps, type ConnectorDeps } from './connector-deps.js';
import { reportEndings } from './endings/report-endings.handler.js';
import { OrderConsumer } from './orders/order.consumer.js';
import { takeWaiting } from './orders/take-waiting.handler.js';

/** One target, wired. */
@Module({})
export class ConnectorModule {
  static of(deps: ConnectorDeps): DynamicModule {
    return {
      module: ConnectorModule,
      controllers: [OrderConsumer],
      providers: [{ provide: connectorDeps, useValue: deps }],
    };
  }
}

/** What the connector does by the clock, besides ending access, which needs no database of its own (`EndingTimer`). */
export const connectorJobs = (deps: ConnectorDeps): Job[] => [
  { name: 'take waiting orders', everyMs: 500, run: (tx) => takeWaiting(deps, tx) },
  { name: 'report endings', everyMs: 500, run: (tx) => reportEndings(deps, tx) },
];
