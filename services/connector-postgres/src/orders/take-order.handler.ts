import type { Hash } from '@countersign/contracts';
import {
  allMissing,
  handleOrder,
  type OrderOutcome,
  type Verdict,
  type VerifiedOrder,
  verdictsOf,
} from '@countersign/connector-kit';
import { answered } from '@countersign/contracts/connector/issue';
import type { Ordered } from '@countersign/contracts/provisioning';
import type { Statement, Trust } from '@countersign/statement';
import { stopOf } from '@countersign/service-kit/stop-switch';
import type { EntityManager } from 'typeorm';
import type { ConnectorDeps } from '../connector-deps.js';
import { documentsFor } from '../evidence/evidence.store.js';
import { lockPlace } from './place-lock.js';
import { keepWaiting, stopWaiting } from './waiting.store.js';

/** How long (ms) an order waits for its evidence, which travels before it on the same partition; a clearance lives no longer than 60 s. */
const evidenceWaitMs = 5_000;

export type Order = Statement<'provisioning.ordered.v1'>;

/**
 * Carries out an order and issues the receipt, in one transaction of the service around one of the target. When the second commits and
 * the first does not, the order comes again and is answered from the target's memory. Throws `WRONG_SYSTEM`, `TARGET_UNAVAILABLE`.
 */
export async function takeOrder(deps: ConnectorDeps, tx: EntityManager, order: Order): Promise<void> {
  const waitsUntil = deps.clock.now() + evidenceWaitMs;
  await answer(deps, tx, order, await carryOut(deps, tx, order, waitsUntil), waitsUntil);
}

/** The same for one that waits until then (ms): the target had it before, and did its removals. */
export async function takeOrderAgain(
  deps: ConnectorDeps,
  tx: EntityManager,
  order: Order,
  waitsUntil: number,
): Promise<void> {
  const before = { ...order, takenBefore: true };
  await answer(deps, tx, order, await carryOut(deps, tx, before, waitsUntil), waitsUntil);
}

/**
 * Answers an order that was taken in before and comes again, since nobody has heard the answer: as the one rule says, from the target's memory.
 * One that is fenced by now needs none: its signer waits for the answer to a newer one. Throws what {@link takeOrder} throws.
 */
export async function answerAgain(deps: ConnectorDeps, tx: EntityManager, order: Order): Promise<void> {
  const waitsUntil = deps.clock.now() + evidenceWaitMs;
  const outcome = await carryOut(deps, tx, { ...order, takenBefore: true }, waitsUntil);
  if (outcome.kind === 'answered' && outcome.answer.outcome === 'fenced') return;
  await answer(deps, tx, order, outcome, waitsUntil);
}

async function carryOut(
  deps: ConnectorDeps,
  tx: EntityManager,
  order: Order & Pick<VerifiedOrder, 'takenBefore'>,
  waitsUntil: number,
): Promise<OrderOutcome> {
  await lockPlace(tx, order.body);
  const verdicts = await judge(deps, tx, order.body);
  return handleOrder(deps, order, verdicts, deps.clock.now() < waitsUntil);
}

async function answer(
  { issuer, topic }: ConnectorDeps,
  tx: EntityManager,
  { hash, body }: Order,
  outcome: OrderOutcome,
  waitsUntil: number,
): Promise<void> {
  if (outcome.kind === 'waiting') return keepWaiting(tx, hash, waitsUntil);
  await stopWaiting(tx, hash);
  await issuer.issue(tx, answered(outcome.answer), { topic, key: `${body.account} ${body.permission}` });
}

/**
 * The connector's own verification. While provisioning withholds statements, this database was rolled back, clocks differ, or an operator has
 * stopped grants, nothing is added.
 */
async function judge(
  deps: ConnectorDeps,
  tx: EntityManager,
  body: Ordered,
): Promise<ReadonlyMap<Hash, Verdict>> {
  if (body.desired.grants.length === 0) return new Map();
  for (const signer of ['provisioning', deps.principal])
    if (await deps.hasGap(tx, signer)) return allMissing(body, 'CHAIN_GAP');
  if (await stopOf(tx, [body.system])) return allMissing(body, 'GRANTS_STOPPED');
  if ((await deps.clocks.skews(tx, ['provisioning'])).length > 0) return allMissing(body, 'CLOCKS_DIFFER');
  return verdictsOf(body, await documentsFor(tx, body), validTrust(deps));
}

/** Bundle and registry, or null when there are none or one has run out: nothing new is granted by those. */
function validTrust({ trust, clock }: ConnectorDeps): Trust | null {
  try {
    const { bundle, registry, custodians } = trust();
    const now = clock.now();
    const valid = now < bundle.document.validUntil && now < registry.document.validUntil;
    return valid ? { bundle, registry, custodians } : null;
  } catch {
    return null;
  }
}
