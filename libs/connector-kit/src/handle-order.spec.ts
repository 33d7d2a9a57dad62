import { type AccountName, CountersignError, type SystemId } from '@countersign/contracts';
import { endDue } from './end-due.js';
import { handleOrder } from './handle-order.js';
import type { Place } from './place.decision.js';
import {
  asked,
  type ConformanceHarness,
  grant,
  hashOf,
  MemoryDriver,
  MemoryTarget,
  minute,
  Scene,
  start,
} from './testing/index.js';

const system = 'erp' as SystemId;
const clock = { now: () => start };
const place = (account: string): Place => ({
  account: account as AccountName,
  permission: 'role:clerk',
});

const harnessOver = (target: MemoryTarget, driver: () => MemoryDriver): ConformanceHarness => ({
  system,
  place: place('u1'),
  unmanaged: place('u9'),
  driver,
  holds: async (at) => target.at(at).held,
  grantOutside: async () => undefined,
  openSession: null,
  dispose: async () => undefined,
});

describe('handling an order', () => {
  it('touches nothing and answers nothing when it is for another system', async () => {
    const target = new MemoryTarget();
    const body = { system: 'hr' as SystemId, ...place('u1'), desired: asked(), token: 1, applyBefore: null };
    const context = { driver: new MemoryDriver(target), system, clock };
    const handled = handleOrder(context, { hash: hashOf('o'), body }, new Map(), false);
    await expect(handled).rejects.toMatchObject({ code: 'WRONG_SYSTEM', retriable: false });
    expect(target.places.size).toBe(0);
  });

  it('puts what was out of the connector’s reach into the receipt', async () => {
    const finding = { code: 'GRANTOR_OUT_OF_REACH', message: 'given by `dba`' };
    class OutOfReach extends MemoryDriver {
      protected override open(at: Place) {
        return { ...super.open(at), remove: async () => [finding] };
      }
    }
    const target = new MemoryTarget();
    target.write(place('u1'), { held: true });
    const body = { system, ...place('u1'), desired: asked(), token: 1, applyBefore: null };
    const context = { driver: new OutOfReach(target), system, clock };
    const outcome = await handleOrder(context, { hash: hashOf('o'), body }, new Map(), false);
    expect(outcome).toMatchObject({ answer: { findings: [finding], state: asked() } });
  });
});

describe('a target that refuses only when asked to add', () => {
  it('keeps the removals of the order, and the answer names its reason', async () => {
    const target = new MemoryTarget();
    const barrier = { code: 'TARGET_REFUSED', message: 'not now' };
    let refusing = false;
    const driver = new (class extends MemoryDriver {
      protected override open(at: Place) {
        const tx = super.open(at);
        return { ...tx, add: async () => (refusing ? barrier : tx.add()) };
      }
    })(target);
    const scene = new Scene(harnessOver(target, () => driver));
    await scene.answer(1, asked(grant('a')));
    refusing = true;
    const answer = await scene.answer(2, asked(grant('b')));
    expect(answer.results.map(({ result }) => result)).toEqual(['removed', 'refused']);
    expect(answer).toMatchObject({ state: asked(), findings: [barrier], verified: [] });
    expect(target.at(scene.harness.place).held).toBe(false);
  });
});

describe('an addition during which time runs on', () => {
  const addedAfter = async (forMs: number, until: number | null) => {
    const target = new MemoryTarget();
    let now = start;
    const slow = new (class extends MemoryDriver {
      protected override open(at: Place) {
        const tx = super.open(at);
        return { ...tx, add: () => ((now += forMs), tx.add()) };
      }
    })(target);
    const scene = new Scene(harnessOver(target, () => slow));
    Object.defineProperty(scene, 'now', { get: () => now });
    const answer = await scene.answer(1, asked(grant('a', until)));
    return [answer.results.map(({ result, code }) => code ?? result), target.at(scene.harness.place).held];
  };

  it.each([
    ['in time', minute - 1, null, 'applied', true],
    ['at the end of `applyBefore`', minute, null, 'APPLY_BEFORE_PASSED', false],
    ['at the end of the grant itself', 1_000, start + 1_000, 'UNTIL_REACHED', false],
  ])('%s', async (_name, forMs, until, result, held) => {
    expect(await addedAfter(forMs, until)).toEqual([[result], held]);
  });
});

class TargetUnavailable extends CountersignError {
  readonly code = 'TARGET_UNAVAILABLE';
  readonly retriable = true;
}

describe('the timer', () => {
  it('ends and reports nothing that is not over when it looks', async () => {
    const target = new MemoryTarget();
    const hasty = new (class extends MemoryDriver {
      override due = (_now: number, limit: number) => super.due(Number.MAX_SAFE_INTEGER, limit);
    })(target);
    const scene = new Scene(harnessOver(target, () => hasty));
    await scene.answer(1, asked(grant('a', start + minute)));
    expect(await scene.endDue()).toEqual({ ended: 0, failures: [] });
    expect([target.at(scene.harness.place).held, await hasty.unreported(10)]).toEqual([true, []]);
  });

  it('ends the others when one place fails, and finishes their sessions', async () => {
    const target = new MemoryTarget();
    const failing = new (class extends MemoryDriver {
      override transact: MemoryDriver['transact'] = (at, work) =>
        at.account === 'u1' ? Promise.reject(new TargetUnavailable('no answer')) : super.transact(at, work);
    })(target);
    const [u1, u2] = [place('u1'), place('u2')];
    const scene = new Scene(harnessOver(target, () => new MemoryDriver(target)));
    for (const at of [u1, u2]) await scene.answer(1, asked(grant('a', start + minute)), { place: at });
    const later = { now: () => start + minute };
    const round = await endDue({ driver: failing, system, clock: later });
    expect(round).toMatchObject({
      ended: 1,
      failures: [{ place: u1, error: { code: 'TARGET_UNAVAILABLE' } }],
    });
    expect([target.at(u1).held, target.at(u2).held, target.sessionsToEnd.size]).toEqual([true, false, 0]);
    expect((await failing.unreported(10)).map(({ ended }) => [ended.account, ended.at])).toEqual([
      ['u2', later.now()],
    ]);
  });
});
