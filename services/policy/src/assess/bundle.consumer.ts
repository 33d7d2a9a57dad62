import { bundleType } from '@countersign/contracts/governance';
import type { RecordContext } from '@countersign/service-kit/messaging';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern } from '@nestjs/microservices';
import { policyDeps, type PolicyDeps } from '../policy-deps.js';
import { heldRequests } from '../requests/request.store.js';
import { assessRequest } from './assess.handler.js';

/** A new bundle is in force: what was held for lack of law is judged anew. */
@Controller()
export class BundleConsumer {
  constructor(@Inject(policyDeps) private readonly deps: PolicyDeps) {}

  @EventPattern<string>(bundleType)
  async activated(@Ctx() { tx }: RecordContext): Promise<void> {
    for (const id of await heldRequests(tx)) await assessRequest(this.deps, tx, id);
  }
}
