import { people } from '@countersign/testing';
import { PolicyDesk } from '../../test/policy-desk.spec-only.js';

const { bea } = people;
const release = {
  account: 'u1001',
  permission: 'role:erp_payment_release',
  grantor: 'dba',
  via: [],
  options: [],
};
const found = `ACCESS_NEVER_ORDERED erp u1001 ${release.permission}`;

let desk: PolicyDesk;
beforeAll(async () => (desk = await PolicyDesk.open()));
beforeEach(() => desk.begin());
afterAll(() => desk.close());

/** A part of a look that began at `begun` (ms) arrives now. */
const looked = (begun: number, holdings: readonly object[], part = 1, of = 1) =>
  desk.hear('observer.observed.v1', {
    ...{ system: 'erp', observation: `o-${String(begun).padStart(22, '0')}`, begun, ended: begun },
    ...{ part, of, holdings, oddities: [] },
  });
/** The next second has begun. */
const later = () => {
  desk.clock.advance(1_000);
  return desk.clock.now();
};

describe('a look that comes after one that began later', () => {
  it('takes away nothing that the later one found', async () => {
    const [older, newer] = [later(), later()];
    await looked(newer, [release]);
    await looked(older, []);
    expect([await desk.findings(), await desk.stateOf((await desk.asks('other-half')).id)]).toEqual([
      [found],
      'vetoed',
    ]);
    expect(desk.logged).toEqual(['a look that began before one taken in already is left out']);
  });

  it('brings nothing back that the later one saw gone', async () => {
    const [older, newer] = [later(), later()];
    await looked(newer, []);
    await looked(older, [release]);
    expect([await desk.findings(), await desk.stateOf((await desk.asks('other-half')).id)]).toEqual([
      [],
      'assessed',
    ]);
  });

  it('is left out also where its last part alone comes late', async () => {
    const [older, newer] = [later(), later()];
    await looked(older, [], 1, 2);
    await looked(newer, [release]);
    await looked(older, [], 2, 2);
    expect(await desk.findings()).toEqual([found]);
  });
});

describe('a look that claims to be of tomorrow', () => {
  it('counts as of now: the next one is no older', async () => {
    await looked(later() + 86_400_000, []);
    await looked(later(), [release]);
    expect(await desk.findings()).toEqual([found]);
    expect((await desk.rows('SELECT epoch FROM root WHERE id = $1', bea)).length).toBe(1);
  });
});
