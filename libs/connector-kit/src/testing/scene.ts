import type {
  Clock,
  DesiredGrant,
  DesiredState,
  Hash,
  Millis,
  RequestId,
  SystemId,
} from '@countersign/contracts';
import type { Answered } from '@countersign/contracts/connector';
import { createHash } from 'node:crypto';
import { endDue, type EndingRound } from '../end-due.js';
import { handleOrder, type OrderOutcome, type VerifiedOrder } from '../handle-order.js';
import type { Place, Verdict } from '../place.decision.js';
import type { RecordedEnding, TargetDriver } from '../target-driver.js';
import { type ConformanceHarness, expectEqual } from './harness.js';

/** A hash that is as good as any: of a word. */
export const hashOf = (word: string): Hash => createHash('sha256').update(word).digest('base64url') as Hash;

/** When a scene begins: 2100, ahead of every target's own clock, because access ends by the later of the two. */
export const start: Millis = 4_102_444_800_000;
export const minute = 60_000;
const request = `r-${'c'.repeat(22)}` as RequestId;

/** A grant of a clearance that is known by a word. `until` null is without end. */
export const grant = (word: string, until: Millis | null = null): DesiredGrant => ({
  clearance: hashOf(word),
  request,
  until,
});

export const asked = (...grants: DesiredGrant[]): DesiredState => ({ grants, adopted: false });

/** Options of an order in a scene; by default all its grants carry good evidence and it may be applied for a minute. */
export interface Telling {
  readonly place?: Place;
  readonly bad?: readonly string[];
  readonly without?: readonly string[];
  readonly applyBefore?: Millis | null;
  readonly mayWait?: boolean;
  readonly takenBefore?: boolean;
  readonly driver?: TargetDriver;
}

/** Plays orders and time against one harness, in the words of the conformance cases. */
export class Scene {
  now = start;
  readonly clock: Clock = { now: () => this.now };
  private current: TargetDriver;

  constructor(readonly harness: ConformanceHarness) {
    this.current = harness.driver();
  }

  get driver(): TargetDriver {
    return this.current;
  }

  /** The process dies and comes back: all that is not in the target is gone. */
  restart(): void {
    this.current = this.harness.driver();
  }

  /** Gives an order and returns what came of it. */
  tell(token: number, desired: DesiredState, telling: Telling = {}): Promise<OrderOutcome> {
    const order = this.order(token, desired, telling);
    const driver = telling.driver ?? this.current;
    const verdicts = this.verdicts(order, telling);
    return handleOrder(
      { driver, system: this.system, clock: this.clock },
      order,
      verdicts,
      telling.mayWait ?? false,
    );
  }

  /** {@link tell}, for an order that is answered at once. */
  async answer(token: number, desired: DesiredState, telling: Telling = {}): Promise<Answered> {
    const outcome = await this.tell(token, desired, telling);
    expectEqual('the order is answered', outcome.kind, 'answered');
    return (outcome as OrderOutcome & { kind: 'answered' }).answer;
  }

  endDue(driver: TargetDriver = this.current): Promise<EndingRound> {
    return endDue({ driver, system: this.system, clock: this.clock });
  }

  /** Endings of this scene's account that are still to be reported. */
  async unreported(): Promise<RecordedEnding[]> {
    const { account } = this.harness.place;
    return (await this.current.unreported(1_000)).filter(({ ended }) => ended.account === account);
  }

  /** The clearances of each of them. */
  async endings(): Promise<(readonly Hash[])[]> {
    return (await this.unreported()).map(({ ended }) => ended.ended);
  }

  async expectHeld(expected: boolean, place: Place = this.harness.place): Promise<void> {
    expectEqual('the target holds the permission', await this.harness.holds(place), expected);
  }

  private get system(): SystemId {
    return this.harness.system;
  }

  private order(token: number, desired: DesiredState, telling: Telling): VerifiedOrder {
    const { account, permission } = telling.place ?? this.harness.place;
    const applyBefore = telling.applyBefore === undefined ? start + minute : telling.applyBefore;
    const body = { system: this.system, account, permission, desired, token, applyBefore };
    return { body, hash: hashOf(JSON.stringify(body)), takenBefore: telling.takenBefore ?? false };
  }

  private verdicts({ body }: VerifiedOrder, telling: Telling): ReadonlyMap<Hash, Verdict> {
    const { system, account, permission } = body;
    const line = {
      system,
      account,
      permission,
      entitlement: `${system}:conformance:use` as never,
      scope: {},
    };
    const verdict = ({ clearance, until }: DesiredGrant): Verdict =>
      telling.bad?.some((word) => hashOf(word) === clearance)
        ? { kind: 'refused', code: 'EVIDENCE_MISMATCH', message: 'evidence of another account' }
        : {
            kind: 'verified',
            grant: { request, line, from: start, until, applyBefore: start + minute },
            hashes: [clearance],
          };
    const left = body.desired.grants.filter(
      ({ clearance }) => !telling.without?.some((word) => hashOf(word) === clearance),
    );
    return new Map(left.map((desired) => [desired.clearance, verdict(desired)]));
  }
}
