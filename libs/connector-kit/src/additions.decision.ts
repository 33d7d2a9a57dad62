import { cut, type DesiredGrant, type Hash, type Millis, type SystemId } from '@countersign/contracts';
import type { Ordered } from '@countersign/contracts/provisioning';
import type { GrantResult, TargetFinding } from '@countersign/contracts/connector';
import { clearanceLifeMs, clearanceSkewMs } from '@countersign/contracts/policy';
import { mayBegin } from '@countersign/statement';
import { earlier, isOver, type PlaceFacts, type Verdict } from './place.decision.js';

/** What an addition is judged by. */
export interface AdditionContext {
  readonly system: SystemId;
  readonly body: Ordered;
  readonly verdicts: ReadonlyMap<Hash, Verdict>;
  readonly facts: Pick<PlaceFacts, 'spent' | 'barrier'>;
  /** What stays at the place, so that something may continue it. */
  readonly kept: readonly DesiredGrant[];
  /** The target had the order before, and has forgotten it. */
  readonly forgotten: boolean;
  readonly now: Millis;
}

/** What becomes of a grant that is new in a state. `wait`: only evidence is missing, and it may still come. `late`: not now, by nobody's fault. `unknown`: nobody can say any more whether it has been there and has left. */
export type Addition =
  | { readonly kind: 'add'; readonly grant: DesiredGrant; readonly hashes: readonly Hash[] }
  | { readonly kind: 'wait'; readonly code: string }
  | { readonly kind: 'late' | 'unknown'; readonly code: string }
  | { readonly kind: 'refuse'; readonly code: string; readonly message: string };

const refuse = (code: string, message: string): Addition => ({ kind: 'refuse', code, message });

/** What needs no evidence to be seen: used up, not this target's to give, or out of time. */
function beforeEvidence(
  grant: DesiredGrant,
  { body, facts, forgotten, now }: AdditionContext,
): Addition | null {
  const { clearance } = grant;
  if (facts.spent.has(clearance))
    return refuse('CLEARANCE_SPENT', `clearance \`${clearance}\` has left this state before and is spent`);
  if (facts.barrier) return refuse(facts.barrier.code, facts.barrier.message);
  if (body.applyBefore === null)
    return refuse('APPLY_BEFORE_MISSING', `order adds \`${clearance}\` and says not until when it may`);
  if (isOver(body.applyBefore, now)) return { kind: 'late', code: 'APPLY_BEFORE_PASSED' };
  if (isOver(grant.until, now)) return { kind: 'late', code: 'UNTIL_REACHED' };
  return forgotten ? { kind: 'unknown', code: 'MEMORY_LOST' } : null;
}

/** The evidence must be for this very place and request, and for no less time than the order wants. */
function fits(
  grant: DesiredGrant,
  verdict: Verdict & { kind: 'verified' },
  context: AdditionContext,
): boolean {
  const { line, request, until } = verdict.grant;
  return (
    line.system === context.system &&
    line.account === context.body.account &&
    line.permission === context.body.permission &&
    request === grant.request &&
    earlier(grant.until, until) === grant.until
  );
}

/** Judges one new grant. Anything but a verified, fitting, timely one adds nothing. */
export function judgeAddition(grant: DesiredGrant, context: AdditionContext): Addition {
  const early = beforeEvidence(grant, context);
  if (early) return early;
  const verdict = context.verdicts.get(grant.clearance);
  if (!verdict) return { kind: 'wait', code: 'EVIDENCE_MISSING' };
  switch (verdict.kind) {
    case 'missing':
      return { kind: 'wait', code: verdict.code };
    case 'refused':
      return refuse(verdict.code, verdict.message);
    case 'verified':
      if (!fits(grant, verdict, context))
        return refuse(
          'EVIDENCE_MISMATCH',
          `evidence of \`${grant.clearance}\` is not for this place, request or time`,
        );
      if (verdict.grant.applyBefore > context.now + clearanceLifeMs + clearanceSkewMs)
        return refuse(
          'CLEARED_IN_FUTURE',
          `clearance \`${grant.clearance}\` is dated ahead of this connector's clock`,
        );
      if (!mayBegin(verdict.grant.from, context.now, context.kept))
        return { kind: 'late', code: 'NOTHING_TO_CONTINUE' };
      return isOver(verdict.grant.applyBefore, context.now)
        ? { kind: 'late', code: 'APPLY_BEFORE_PASSED' }
        : { kind: 'add', grant, hashes: verdict.hashes };
    default:
      return verdict satisfies never;
  }
}

/** An addition in the words of the receipt. */
export function resultOf(clearance: Hash, addition: Addition): GrantResult {
  switch (addition.kind) {
    case 'add':
      return { clearance, result: 'applied', code: null };
    case 'wait':
    case 'unknown':
      return { clearance, result: 'unknown', code: addition.code };
    case 'late':
      return { clearance, result: 'late', code: addition.code };
    case 'refuse':
      return { clearance, result: 'refused', code: addition.code };
    default:
      return addition satisfies never;
  }
}

/** A refused addition is a finding: an honest order would not have asked for it. */
export const findingOf = (addition: Addition): TargetFinding[] =>
  addition.kind === 'refuse' ? [{ code: addition.code, message: cut(addition.message, 600) }] : [];
