import { describeSkew } from '@countersign/service-kit/clock';
import type { EntityManager } from 'typeorm';
import type { PolicyDeps } from '../policy-deps.js';
import { keepFindings } from './finding.store.js';

const code = 'CLOCKS_DIFFER';

/** Makes a finding for each clock that differs, for as long as it does: policy hears every service. Run by a timer; safe to run side by side. */
export async function reportClocks(deps: PolicyDeps, tx: EntityManager): Promise<void> {
  const skews = await deps.clocks.skews(tx, 'all');
  const byClock = new Map(skews.map((skew) => [skew.of, skew]));
  const findings = [...byClock.values()].map((skew) => ({
    code,
    subject: skew.of === 'this process' ? 'policy' : skew.of,
    message: `no grants rest on it: ${describeSkew(skew)}`,
  }));
  await keepFindings(tx, { codes: [code], prefix: '' }, findings, deps.clock.now());
}
