import type { RecordContext, UpstreamRecord } from '@countersign/service-kit/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { requestDeps, type RequestDeps } from '../request-deps.js';
import { takeIn } from './intake.handler.js';

/** Events of sources from their Kafka topics. A type without a line here is unknown and lands in quarantine. */
@Controller()
export class UpstreamConsumer {
  constructor(@Inject(requestDeps) private readonly deps: RequestDeps) {}

  @EventPattern<readonly string[]>([
    'worker.hired.v1',
    'worker.changed.v1',
    'worker.left.v1',
    'identity.linked.v1',
    'identity.controlled.v1',
    'identity.secret-rotated.v1',
    'group.membership.v1',
    'group.account-membership.v1',
    'login.enrolled.v1',
    'voting-key.enrolled.v1',
    'access.requested.v1',
    'access.withdrawn.v1',
    'source.heartbeat.v1',
  ])
  upstream(@Payload() record: UpstreamRecord, @Ctx() { tx }: RecordContext): Promise<void> {
    return takeIn(this.deps, tx, record);
  }
}
