import type { DesiredGrant, DesiredState } from '@countersign/contracts';
import { aStory, ms } from '@countersign/testing';
import { confirmRunOut } from '../end/confirm-run-out.handler.js';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(async () => {
  await provisioning.reset();
  await provisioning.hear(await aStory().tell());
  await provisioning.hear(await aStory().submitted({ request: second }).tell());
  [older, newer] = (await here()).body.desired.grants;
  if (older?.request === second) [older, newer] = [newer, older];
});

const second = 'r-story-0000000000000002';
const place = { system: 'erp', account: 'u1001', permission: 'role:erp_vendor_create' };
let [older, newer]: DesiredGrant[] = [];
const here = async () =>
  (await provisioning.orders()).filter(({ body }) => body.permission === place.permission).at(-1)!;
const holding = (...grants: (DesiredGrant | undefined)[]) => ({ grants, adopted: false }) as DesiredState;
const answers = (token: number, state: DesiredState) =>
  provisioning.answered({ ...place, token, newest: token, outcome: 'done', state });
/** Of what the connector holds, the older grant is over; it says so, by the token that it has seen. */
const ends = (token: number, state: DesiredState) =>
  provisioning.ended({ ...place, token, ended: [older?.clearance], state });
const kept = async () =>
  (await provisioning.places()).find(({ permission }) => permission === place.permission);
const reasons = async () =>
  new Map(
    (
      await provisioning.rows<{ hash: string; reason: string | null }>('SELECT hash, reason FROM clearance')
    ).map(({ hash, reason }) => [hash, reason]),
  );

describe('what a connector has ended by itself', () => {
  it('while the newest order waits for its evidence takes nothing with it that this one adds', async () => {
    await answers(1, holding(older));
    await ends(2, holding());
    expect(await kept()).toMatchObject({ token: 2, answered: 0, grants: [newer] });
    expect((await reasons()).get(newer!.clearance)).toBeNull();
    await answers(2, holding(newer));
    expect(await kept()).toMatchObject({ token: 2, answered: 2, grants: [newer] });
  });

  it('is spent, whichever order it was ended under', async () => {
    await ends(1, holding());
    expect((await reasons()).get(older!.clearance)).toBe('ENDED_BY_TARGET');
    expect((await kept())?.grants).toEqual([newer]);
  });

  it('answers no order: the newest is asked again', async () => {
    await answers(1, holding(older));
    await ends(2, holding());
    expect(await kept()).toMatchObject({ token: 2, answered: 0 });
  });

  const confirmed = async () => {
    await provisioning.inTransaction((tx) => confirmRunOut(provisioning.deps, tx));
    return (await kept())?.token;
  };

  it('is a later word on the newest order where that was answered: nothing is confirmed once more', async () => {
    await answers(2, holding(older, newer));
    provisioning.clock.advance(70 * ms.second);
    await ends(2, holding(newer));
    expect(await confirmed()).toBe(2);
  });

  it('is none while the target has what we do not want', async () => {
    await answers(2, holding(older, newer));
    provisioning.clock.advance(70 * ms.second);
    await ends(
      2,
      holding(newer, { clearance: 'A'.repeat(43), request: second, until: null } as DesiredGrant),
    );
    expect(await confirmed()).toBe(3);
  });
});
