import { aStory, keyring, moments, ms } from '@countersign/testing';
import { TestProvisioning } from '../../test/test-provisioning.spec-only.js';
import { pauseMs } from './unordered.decision.js';

let provisioning: TestProvisioning;
beforeAll(async () => {
  provisioning = await TestProvisioning.start();
});
afterAll(() => provisioning.stop());
beforeEach(() => provisioning.reset());

const held = (permission: string, account = 'u1001', via: readonly string[] = []) => ({
  ...{ account, permission, grantor: 'dba', via, options: [] },
});
const release = held('role:erp_payment_release');
const shadow = () =>
  keyring().trust(
    keyring().bundle((law) => ({
      ...law,
      systems: law.systems.map((system) => ({ ...system, mode: 'shadow' })),
    })),
  );
const looks = async (...holdings: object[]) => {
  provisioning.clock.advance(pauseMs + 1);
  await provisioning.seen('erp', holdings);
};
const orders = async () =>
  (await provisioning.orders()).map(({ topic, body }) => [
    topic,
    body.account,
    body.permission,
    body.desired,
  ]);
const nothing = { grants: [], adopted: false };
const away = ['provisioning.erp.urgent', 'u1001', release.permission, nothing];

describe('access that nobody ordered, in a system that enforces', () => {
  it('is ordered away, the urgent way, without approval or clearance', async () => {
    await looks(release);
    expect(await orders()).toEqual([away]);
  });

  it('is ordered away again, after a pause, when the order did nothing', async () => {
    await looks(release);
    await provisioning.answered({
      ...{ system: 'erp', ...release, token: 1, newest: 1, outcome: 'done', state: nothing },
    });
    await provisioning.seen('erp', [release]);
    expect(await orders()).toHaveLength(1);
    await looks(release);
    expect(await orders()).toEqual([away, away]);
  });

  it('is left alone where the bundle has no name for it, or where it only follows from something else', async () => {
    await looks(held('table:public.vendor:select'), held(release.permission, 'u1001', ['role:other']));
    expect(await orders()).toEqual([]);
  });

  it('waits until all parts of an observation have come', async () => {
    provisioning.clock.advance(pauseMs + 1);
    await provisioning.seen('erp', [release], { of: 2 });
    expect(await orders()).toEqual([]);
    await provisioning.seen('erp', [], { part: 2, of: 2 });
    expect(await orders()).toEqual([away]);
  });

  it('is not what an earlier look has seen, where a later one was taken in', async () => {
    const before = provisioning.clock.now() + pauseMs;
    provisioning.clock.advance(pauseMs + 2);
    await provisioning.seen('erp', []);
    await provisioning.seen('erp', [release], { observation: 'o-earlier', begun: before });
    expect(await orders()).toEqual([]);
  });

  it('is left alone while our own memory is in doubt: it may have been ordered and forgotten', async () => {
    provisioning.gaps.add('provisioning');
    await looks(release);
    expect(await orders()).toEqual([]);
  });

  it('is what was ordered neither: that stays', async () => {
    await provisioning.hear(await aStory().tell());
    const before = await orders();
    await looks(...before.map(([, account, permission]) => held(String(permission), String(account))));
    expect(await orders()).toEqual(before);
  });
});

describe('access that was there before, in a system that adopts', () => {
  beforeEach(() => {
    provisioning.trust = shadow();
  });

  const adoptedAt = async () =>
    (await provisioning.rows<{ adopted_at: string | null }>('SELECT adopted_at FROM desired')).map(
      (row) => row.adopted_at,
    );

  it('stays, also once the system enforces, until its time is over', async () => {
    await looks(release);
    expect([await orders(), (await adoptedAt()).length]).toEqual([[], 1]);
    provisioning.trust = keyring().trust();
    await looks(release);
    expect(await orders()).toEqual([]);
    provisioning.clock.advance(90 * ms.day);
    await looks(release);
    expect(await orders()).toEqual([away]);
  });

  it("is adopted no longer once it was seen to be gone: what comes back then is nobody's", async () => {
    await looks(release);
    await looks();
    expect(await adoptedAt()).toEqual([null]);
    provisioning.trust = keyring().trust();
    await looks(release);
    expect(await orders()).toEqual([away]);
  });

  it('stays adopted whatever an earlier look, taken in later, has not seen', async () => {
    const before = provisioning.clock.now();
    await looks(release);
    await provisioning.seen('erp', [], { observation: 'o-earlier', begun: before });
    expect(await adoptedAt()).not.toContain(null);
  });

  it('stays in every order for its place until what was asked for there is given; from then on that alone holds it', async () => {
    const place = { account: 'u1001', permission: 'role:erp_vendor_create' };
    await looks(held(place.permission));
    provisioning.clock.set(moments.cleared);
    await provisioning.hear(await aStory().tell());
    const here = async () =>
      (await provisioning.orders()).filter(({ body }) => body.permission === place.permission);
    const [added] = await here();
    expect(added?.body.desired.adopted).toBe(true);
    const state = added?.body.desired;
    await provisioning.answered({ system: 'erp', ...place, token: 1, newest: 1, outcome: 'done', state });
    const kept = (await here()).at(-1);
    expect([kept?.topic, kept?.body.desired]).toEqual([
      'provisioning.erp.urgent',
      { grants: state.grants, adopted: false },
    ]);
  });
});

describe('more than is ordered away for one look', () => {
  const many = Array.from({ length: 501 }, (_, n) => held(release.permission, `u${2000 + n}`));

  it('is adopted at once: that needs no orders', async () => {
    provisioning.trust = shadow();
    await looks(...many);
    const [row] = await provisioning.rows<{ count: string }>(
      'SELECT count(*) FROM desired WHERE adopted_at IS NOT NULL',
    );
    expect(row?.count).toBe('501');
  });

  it('is ordered away by the looks that follow, although nobody has answered for the first', async () => {
    for (let look = 0; look < 2; look++) await looks(...many);
    expect(new Set((await orders()).map(([, account]) => account)).size).toBe(501);
  });
});
