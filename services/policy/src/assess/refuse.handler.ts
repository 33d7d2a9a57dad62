import { isDeepStrictEqual } from 'node:util';
import type { ConflictSummary } from '@countersign/contracts';
import { held, vetoed } from '@countersign/contracts/policy/issue';
import type { EntityManager } from 'typeorm';
import { type PolicyDeps, policyTopic } from '../policy-deps.js';
import { keepHeld } from '../requests/due.store.js';
import { type KnownRequest, moveRequest } from '../requests/request.store.js';
import type { Why } from './assess.decision.js';
import { lookAgainMs, lookAnywayMs, onlyWaits } from './standstill.js';

/** Says no for good. */
export async function veto(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  conflicts: readonly ConflictSummary[],
  reasons: readonly Why[],
): Promise<void> {
  await moveRequest(tx, request, 'vetoed');
  const body = {
    request: request.id,
    hr: request.hr,
    ha: request.ha,
    conflicts: [...conflicts],
    reasons: [...reasons],
  };
  await deps.issuer.issue(tx, vetoed(body), { topic: policyTopic, key: request.id });
}

/**
 * Says that it cannot be judged, and why; once, as long as the reasons stay the same. It is judged anew when a fact, the bundle or the target
 * changes, and again and again: soon for what passes by itself, or at `lookAt` (ms), where it is known when; within ten minutes for everything
 * else, whose date may come. Waiting alone never makes it a yes.
 */
export async function hold(
  deps: PolicyDeps,
  tx: EntityManager,
  request: KnownRequest,
  reasons: readonly Why[],
  lookAt?: number,
): Promise<void> {
  const codes = [...new Set(reasons.map(({ code }) => code))].sort();
  const known = request.state === 'held' && isDeepStrictEqual(request.heldFor, codes);
  const at = deps.clock.now();
  const dueAt = lookAt ?? at + (onlyWaits(reasons) ? lookAgainMs : lookAnywayMs);
  await moveRequest(tx, request, 'held');
  await keepHeld(
    tx,
    request.id,
    { codes, under: deps.trust().bundle.number, dueAt, isDate: lookAt !== undefined },
    at,
  );
  if (known) return;
  const body = { request: request.id, hr: request.hr, reasons: [...reasons] };
  await deps.issuer.issue(tx, held(body), { topic: policyTopic, key: request.id });
}
