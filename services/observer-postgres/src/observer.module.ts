import type { Job } from '@countersign/service-kit/service';
import { type DynamicModule, Module } from '@nestjs/common';
import { HintConsumer } from './observe/hint.consumer.js';
import { observe } from './observe/observe.handler.js';
import { observerDeps, type ObserverDeps } from './observe/observer-deps.js';

/** One target's reader, wired. */
@Module({})
export class ObserverModule {
  static of(deps: ObserverDeps): DynamicModule {
    return {
      module: ObserverModule,
      controllers: [HintConsumer],
      providers: [{ provide: observerDeps, useValue: deps }],
    };
  }
}

/** How often the observer asks whether it is time to read, ms: a hint waits no longer. */
const askEveryMs = 200;

/** What the observer does by the clock. */
export const observerJobs = (deps: ObserverDeps): Job[] => [
  { name: 'observe', everyMs: askEveryMs, run: () => observe(deps) },
];
