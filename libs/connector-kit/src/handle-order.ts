import type { Clock, Hash, SystemId } from '@countersign/contracts';
import type { Answered } from '@countersign/contracts/connector';
import type { Ordered } from '@countersign/contracts/provisioning';
import { WrongSystem } from './errors.js';
import { decideOrder, type OrderDecision, type OrderInput } from './order.decision.js';
import type { Verdict } from './place.decision.js';
import type { PlaceTransaction, TargetDriver } from './target-driver.js';

/**
 * An order whose signature, signer and schema were checked; `hash` is of its signed bytes. `takenBefore`: the connector's own database knows it,
 * so that the target remembers it, or has lost its memory.
 */
export interface VerifiedOrder {
  readonly hash: Hash;
  readonly body: Ordered;
  readonly takenBefore?: boolean;
}

export interface OrderContext {
  readonly driver: TargetDriver;
  readonly system: SystemId;
  readonly clock: Clock;
}

/** `waiting`: removals are done, additions are open until evidence comes; give the same order again, at last with `mayWait` false. */
export type OrderOutcome =
  { readonly kind: 'answered'; readonly answer: Answered } | { readonly kind: 'waiting' };

/**
 * Carries out a verified order by the connector's one rule ({@link decideOrder}), token and effect in one transaction of the target,
 * and ends sessions before the receipt exists. Safe to repeat and to run at once in several processes.
 * `verdicts` are the connector's own verification of each grant; a grant without one counts as missing its evidence.
 * Throws `WRONG_SYSTEM` (nothing was touched) and whatever retriable error the driver throws.
 */
export async function handleOrder(
  { driver, system, clock }: OrderContext,
  order: VerifiedOrder,
  verdicts: ReadonlyMap<Hash, Verdict>,
  mayWait: boolean,
): Promise<OrderOutcome> {
  const { account, permission, desired, system: meant } = order.body;
  if (meant !== system)
    throw new WrongSystem(`order is for \`${meant}\`, this connector serves \`${system}\``, {
      details: { order: order.hash },
    });
  const place = { account, permission };
  const outcome = await driver.transact(place, async (tx) => {
    const facts = await tx.read(desired.grants.map(({ clearance }) => clearance));
    const decision = await attempt(tx, clock, { system, order, verdicts, mayWait, facts });
    return carryOut(tx, decision);
  });
  await driver.settle(place);
  return outcome;
}

const adds = (decision: OrderDecision): boolean => decision.kind === 'change' && decision.effect === 'add';

/**
 * Decides, and decides again once the target was asked to add, by the time that it is then: the target may have refused, or have taken so
 * long that `applyBefore` or `until` has passed. Removals never depend on additions; what was added too late is undone before they are made.
 */
async function attempt(
  tx: PlaceTransaction,
  clock: Clock,
  input: Omit<OrderInput, 'now'>,
): Promise<OrderDecision> {
  const decision = decideOrder({ ...input, now: clock.now() });
  if (!adds(decision)) return decision;
  const barrier = await tx.add();
  const facts = barrier ? { ...input.facts, barrier } : input.facts;
  const again = decideOrder({ ...input, facts, now: clock.now() });
  if (!barrier && !adds(again)) await tx.undo();
  return again;
}

async function carryOut(tx: PlaceTransaction, decision: OrderDecision): Promise<OrderOutcome> {
  if (decision.kind === 'answer') return { kind: 'answered', answer: decision.answer };
  const { effect, spend } = decision;
  const found = effect === 'remove' ? await tx.remove() : [];
  const { answer, ...rest } = decision.memory;
  const memory = { ...rest, answer: { ...answer, findings: [...answer.findings, ...found].slice(0, 20) } };
  await tx.remember(memory, spend);
  return memory.settled ? { kind: 'answered', answer: memory.answer } : { kind: 'waiting' };
}
