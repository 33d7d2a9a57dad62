import { aStory, left, moments, ms, people, theRequest, type Trail } from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { confirmRunOut } from './confirm-run-out.handler.js';
import { endRequest } from './end-access.handler.js';

let provisioning: TestProvisioning;
let trail: Trail;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
  trail = await aStory().tell();
});
afterAll(() => provisioning.stop());
beforeEach(async () => {
  await provisioning.reset();
  await provisioning.hear(trail);
});

const permissions = ['role:erp_vendor_create', 'role:erp_vendor_read'];
/** The connector answers to the newest orders, and holds what it was given, or nothing. */
async function answer(token: number, holds = false, behindMs = 0): Promise<void> {
  const until = moments.submitted + 30 * ms.day;
  const grants = holds ? [{ clearance: trail.statements.cleared.hash, request: theRequest, until }] : [];
  for (const permission of permissions)
    await provisioning.answered(
      {
        ...{ system: 'erp', account: 'u1001', permission, token, newest: token, outcome: 'done' },
        state: { grants, adopted: false },
      },
      behindMs,
    );
}
const ends = () =>
  provisioning.inTransaction((tx) => endRequest(provisioning.deps, tx, theRequest, 'WITHDRAWN'));
const tokens = async () => (await provisioning.places()).map(({ token }) => token);
/** The timer comes by once a second, for so long; returns the tokens of the two places after it. */
async function pass(seconds: number): Promise<number[]> {
  for (let second = 0; second < seconds; second++) {
    provisioning.clock.advance(ms.second);
    await provisioning.inTransaction((tx) => confirmRunOut(provisioning.deps, tx));
  }
  return tokens();
}

describe('what ended before its clearance had run out', () => {
  it('is ordered once more when it has, so that the connector says what it has then', async () => {
    await answer(1, true);
    await ends();
    await answer(2);
    expect(await pass(64)).toEqual([2, 2]);
    expect(await pass(2)).toEqual([3, 3]);
    const [last] = (await provisioning.orders()).slice(-1);
    expect(last).toMatchObject({
      topic: 'provisioning.erp.urgent',
      key: theRequest,
      body: { applyBefore: null, desired: { grants: [], adopted: false } },
    });
    await answer(3);
    expect(await pass(90)).toEqual([3, 3]);
  });

  it('is asked about until the connector has answered by a clock that is past that', async () => {
    await ends();
    await pass(70);
    await answer(2, false, 20 * ms.second);
    expect(await pass(6)).toEqual([3, 3]);
    await answer(3, false, 20 * ms.second);
    expect(await pass(6)).toEqual([4, 4]);
    await answer(4);
    expect(await pass(90)).toEqual([4, 4]);
  });

  it('waits for the answer to what was ordered already: that goes out again by itself', async () => {
    await answer(1, true);
    await ends();
    expect(await pass(90)).toEqual([2, 2]);
  });

  it('is not asked about while we cannot trust our own memory: what was given and forgotten would be taken away', async () => {
    await answer(1);
    provisioning.gaps.add('provisioning');
    expect(await pass(70)).toEqual([1, 1]);
    provisioning.gaps.clear();
    expect(await pass(1)).toEqual([2, 2]);
  });

  it('is ordered once more, too, when the connector alone has lost it', async () => {
    await answer(1);
    expect(await provisioning.clearances()).toEqual([['spent', 'NOT_IN_TARGET']]);
    expect(await pass(70)).toEqual([2, 2]);
  });
});

describe('what ended before another clearance of it had run out', () => {
  it('is ordered once more when that has, though it stood at no place: what was there was kept', async () => {
    await answer(1, true);
    provisioning.clock.advance(50 * ms.second);
    await provisioning.hear(
      await aStory()
        .cleared((first) => ({
          ...first,
          reservation: 'v-story-0000000000000002',
          applyBefore: first.applyBefore + 50 * ms.second,
        }))
        .tell(),
    );
    expect((await provisioning.clearances()).map(([state]) => state)).not.toContain('waiting');
    await ends();
    provisioning.clock.advance(20 * ms.second);
    await answer(2);
    expect(await pass(10)).toEqual([2, 2]);
    expect(await pass(60)).toEqual([3, 3]);
  });
});

describe('what ended while another clearance of it was waiting', () => {
  const clearedAgain = async () => {
    provisioning.clock.advance(50 * ms.second);
    provisioning.gaps.add('policy');
    const later = (first: { applyBefore: number }) => ({
      ...first,
      reservation: 'v-story-0000000000000002',
      applyBefore: first.applyBefore + 50 * ms.second,
    });
    await provisioning.hear(
      await aStory()
        .cleared(later as never)
        .tell(),
    );
    expect((await provisioning.clearances()).map(([state]) => state)).toContain('waiting');
  };
  const isAskedTwice = async () => {
    expect(await pass(20)).toEqual([2, 2]);
    await answer(2);
    expect(await pass(30)).toEqual([2, 2]);
    expect(await pass(20)).toEqual([3, 3]);
  };

  it('is asked about once more when that has run out: its slot is free on no earlier word', async () => {
    await answer(1, true);
    await clearedAgain();
    await answer(1);
    await isAskedTwice();
  });

  it('so it is where that came afterwards', async () => {
    await answer(1);
    await clearedAgain();
    await isAskedTwice();
  });
});

describe('what was cleared for somebody who leaves', () => {
  it('is confirmed like what ends otherwise, though it was never ordered', async () => {
    await provisioning.reset();
    await provisioning.hear(trail, ['approval.approved.v1']);
    const { submitted, cleared } = trail.statements;
    const reasons = [{ code: 'MADE_UNTRUE', message: 'what it was judged on has changed' }];
    const recalled = { request: theRequest, hr: submitted.hash, clearance: cleared.hash, reasons };
    await provisioning.deliver(await provisioning.signed('policy.withdrew.v1', recalled));
    const { jws } = await provisioning.pen.state(left(people.bea, provisioning.clock.now()));
    await provisioning.deliver(await provisioning.read<'request.identity-stated.v1'>(jws));
    expect(await tokens()).toEqual([1, 1]);
    await answer(1);
    expect(await pass(70)).toEqual([2, 2]);
  });
});

describe('what ended after that', () => {
  it('needs no second order', async () => {
    await answer(1, true);
    await pass(70);
    await ends();
    await answer(2);
    expect(await pass(90)).toEqual([2, 2]);
  });

  it('or goes on, is left alone', async () => {
    await answer(1, true);
    expect(await pass(90)).toEqual([1, 1]);
  });
});
