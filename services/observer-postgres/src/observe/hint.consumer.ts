import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { observerDeps, type ObserverDeps } from './observer-deps.js';

/** What a connector says is only a reason to look now; it is never believed here. */
@Controller()
export class HintConsumer {
  constructor(@Inject(observerDeps) private readonly deps: ObserverDeps) {}

  @EventPattern<readonly string[]>(['connector.answered.v1', 'connector.ended.v1'])
  hint(): void {
    this.deps.schedule.hint();
  }
}
