import { bundleType } from '@countersign/contracts/governance';
import type { RecordContext } from '@countersign/service-kit/messaging';
import type { Bundle } from '@countersign/statement';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { withdrawClearancesUnder } from '../clear/clearance.store.js';
import { exchangeSlotsOf } from '../clear/exchange-slots.handler.js';
import { countAll } from '../findings/head-count.store.js';
import { policyDeps, type PolicyDeps } from '../policy-deps.js';
import { lockGraphAlone } from '../world/graph-lock.store.js';
import { headCounts } from '../world/law-reach.decision.js';
import { scanAll } from '../world/root.store.js';
import { statedControls } from '../world/graph.store.js';

/**
 * A new bundle was accepted: what an earlier one cleared and nobody applied yet counts no longer. Nothing is judged here, so that nothing can
 * keep the law out; it is in force once this has committed, and jobs judge by it what was held or withdrawn under an earlier one.
 */
@Controller()
export class BundleConsumer {
  constructor(@Inject(policyDeps) private readonly deps: PolicyDeps) {}

  @EventPattern<string>(bundleType)
  async activated(@Payload() bundle: Bundle, @Ctx() { tx }: RecordContext): Promise<void> {
    const at = this.deps.clock.now();
    await lockGraphAlone(tx);
    await withdrawClearancesUnder(tx, bundle.number, at);
    await exchangeSlotsOf(tx, null, { controls: await statedControls(tx, bundle), bundle, at });
    await scanAll(
      tx,
      bundle.document.recognised.map(({ root }) => root),
    );
    await countAll(
      tx,
      headCounts(bundle).map(({ rule }) => rule),
    );
  }
}
