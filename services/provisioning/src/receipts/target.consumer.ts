import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { takeReceipt } from './take-receipt.handler.js';

/** What connectors did. What observers saw concerns policy; provisioning only keeps it. */
@Controller()
export class TargetConsumer {
  @EventPattern<readonly string[]>(['connector.answered.v1', 'connector.ended.v1'])
  answered(
    @Payload() { body }: Statement<'connector.answered.v1' | 'connector.ended.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    return takeReceipt(tx, body);
  }
}
