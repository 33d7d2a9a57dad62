import { WrongSystem } from '@countersign/connector-kit';
import { type RecordContext, whenAgain } from '@countersign/service-kit/messaging';
import type { Statement } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { connectorDeps, type ConnectorDeps } from '../connector-deps.js';
import { keepEvidence } from '../evidence/evidence.store.js';
import { answerAgain, type Order, takeOrder } from './take-order.handler.js';

/** What provisioning says: evidence first, orders after it. */
@Controller()
export class OrderConsumer {
  constructor(@Inject(connectorDeps) private readonly deps: ConnectorDeps) {}

  @EventPattern<string>('provisioning.evidence.v1')
  async evidence(
    @Payload() { hash, body }: Statement<'provisioning.evidence.v1'>,
    @Ctx() { tx }: RecordContext,
  ): Promise<void> {
    if (body.system !== this.deps.system)
      throw new WrongSystem(
        `evidence is for \`${body.system}\`, this connector serves \`${this.deps.system}\``,
      );
    await keepEvidence(tx, { hash, ...body });
  }

  @EventPattern<string>('provisioning.ordered.v1')
  ordered(@Payload() order: Order, @Ctx() { tx }: RecordContext): Promise<void> {
    return takeOrder(this.deps, tx, order);
  }

  @EventPattern<string>(whenAgain('provisioning.ordered.v1'))
  orderedAgain(@Payload() order: Order, @Ctx() { tx }: RecordContext): Promise<void> {
    return answerAgain(this.deps, tx, order);
  }
}
