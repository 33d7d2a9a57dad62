import type { AccountRef, Item } from '@countersign/contracts';
import type { BirthrightSpec } from '@countersign/contracts/governance';
import fc from 'fast-check';
import { itemOf, keyring, outcomeOf } from '@countersign/testing';
import {
  birthrightFits,
  birthrightsFor,
  expandRequest,
  highest,
  withinBirthrightBound,
} from './expansion.js';

const bundle = keyring().bundle();
const item = (name: string) => itemOf(name) as Item;
const account = (system: string, name: string) => ({ system, account: name }) as AccountRef;
const accounts = [account('erp', 'u1001'), account('crm', 'u1001'), account('erp', 'second')];
const worker = { department: 'accounts-payable', job: 'clerk', accounts };

const expand = (items: readonly Item[], by = bundle, on = accounts) => expandRequest(by, items, on);

describe('the expansion of a request', () => {
  it('is the entitlements of roles and of roles inside, by id, on the first account of their system', () => {
    expect(expand([item('crm:contact:read'), item('role:vendor-clerk')]).lines).toEqual([
      {
        system: 'crm',
        account: 'u1001',
        permission: 'role:crm_contact_read',
        entitlement: 'crm:contact:read',
        scope: {},
      },
      {
        system: 'erp',
        account: 'u1001',
        permission: 'role:erp_vendor_create',
        entitlement: 'erp:vendor:create',
        scope: {},
      },
      {
        system: 'erp',
        account: 'u1001',
        permission: 'role:erp_vendor_read',
        entitlement: 'erp:vendor:read',
        scope: {},
      },
    ]);
  });

  it('of another version of a role than the law has is none', async () => {
    const asked = { role: 'role:vendor-clerk', version: 1, scope: {} };
    expect(await outcomeOf(() => expand([asked as never]))).toBe('CANNOT_EXPAND');
  });

  it('names an entitlement once, however often it is asked for', () => {
    const { lines } = expand([item('role:vendor-clerk'), item('role:employee'), item('erp:vendor:read')]);
    expect(lines.map((line) => line.entitlement)).toEqual(['erp:vendor:create', 'erp:vendor:read']);
  });

  it('is the same in whatever order and however often items are asked for', () => {
    const names = [
      'role:employee',
      'role:vendor-clerk',
      'erp:invoice:post',
      'crm:contact:read',
      'erp:payment:release',
    ];
    fc.assert(
      fc.property(
        fc
          .subarray(names, { minLength: 1 })
          .chain((some) =>
            fc.tuple(
              fc.constant(some),
              fc.shuffledSubarray([...some, ...some], { minLength: some.length * 2 }),
            ),
          ),
        ([some, shuffled]) => {
          expect(JSON.stringify(expand(shuffled.map(item)))).toBe(JSON.stringify(expand(some.map(item))));
        },
      ),
    );
  });

  it('does not depend on the order in which the bundle lists things', () => {
    const mirrored = keyring().bundle((usual) => ({
      ...usual,
      entitlements: [...usual.entitlements].reverse(),
      roles: [...usual.roles].reverse(),
    }));
    expect(expand([item('role:vendor-clerk')], mirrored)).toEqual(expand([item('role:vendor-clerk')]));
  });

  it.each<[string, () => unknown]>([
    ['an unknown entitlement', () => expand([item('erp:vendor:destroy')])],
    ['an unknown role', () => expand([item('role:god')])],
    ['a name that every object has', () => expand([item('role:constructor')])],
    ['no account on a system', () => expand([item('crm:contact:read')], bundle, [account('erp', 'u1001')])],
    ['no account at all', () => expand([item('role:employee')], bundle, [])],
    ['nothing', () => expand([])],
  ])('cannot be made of %s', async (_, act) => {
    await expect(outcomeOf(act)).resolves.toBe('CANNOT_EXPAND');
  });

  it('has at most 250 lines, and as many bytes of them as evidence has room for', async () => {
    const { sensitivity, blastRadius } = bundle.entitlement('erp:vendor:read');
    const like = { title: 'one of many', sensitivity, blastRadius, permission: 'role:one_of_many' };
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ ...like, id: `erp:thing:n${n}` }));
    const by = (count: number) =>
      keyring().bundle((usual) => ({ ...usual, entitlements: [...usual.entitlements, ...many(count)] }));
    const items = (count: number) => many(count).map(({ id }) => item(id));
    expect(expand(items(250), by(250)).lines).toHaveLength(250);
    await expect(outcomeOf(() => expand(items(251), by(251)))).resolves.toBe('CANNOT_EXPAND');
    const long = (count: number) =>
      many(count).map((spec, n) => ({ ...spec, permission: `role:${String(n).padStart(120, 'x')}` }));
    const byLong = (count: number) =>
      keyring().bundle((usual) => ({ ...usual, entitlements: [...usual.entitlements, ...long(count)] }));
    expect(expand(items(200), byLong(200)).lines).toHaveLength(200);
    await expect(outcomeOf(() => expand(items(250), byLong(250)))).resolves.toBe('CANNOT_EXPAND');
  });
});

describe('a birthright', () => {
  const rule = (departments: string[], jobs: string[]) =>
    ({ departments, jobs }) as unknown as BirthrightSpec;

  it.each([
    [['accounts-payable'], ['clerk'], true],
    [[], [], true],
    [[], ['buyer', 'clerk'], true],
    [['sales'], ['clerk'], false],
    [['accounts-payable'], ['buyer'], false],
    [['accounts'], [], false],
  ])('of departments %j and jobs %j is hers: %s', (departments, jobs, hers) => {
    expect(birthrightFits(rule(departments, jobs), worker)).toBe(hers);
  });

  it('is found in the bundle, in order of ids', () => {
    const two = keyring().bundle((usual) => ({
      ...usual,
      birthrights: [
        ...usual.birthrights,
        { id: 'birthright:all', title: 'All', departments: [], jobs: [], items: ['crm:contact:read'] },
        {
          id: 'birthright:sales',
          title: 'Sales',
          departments: ['sales'],
          jobs: [],
          items: ['crm:contact:read'],
        },
      ],
    }));
    expect(birthrightsFor(two, worker).map(({ id }) => id)).toEqual(['birthright:all', 'birthright:clerk']);
    expect(birthrightsFor(bundle, { ...worker, job: 'manager' })).toEqual([]);
  });

  it('gives only what lies at or below the bound', () => {
    const of = (name: string, by = bundle) => withinBirthrightBound(by, by.contents(name));
    expect(of('role:employee')).toBe(true);
    expect(of('role:vendor-clerk')).toBe(false);
    expect(of('role:vendor-clerk', keyring().bundle({ birthrightBound: 'medium' }))).toBe(true);
    expect(of('erp:payment:release', keyring().bundle({ birthrightBound: 'medium' }))).toBe(false);
  });
});

describe('the highest level', () => {
  it('is by rank, not by name, and low of nothing', () => {
    expect(highest(['medium', 'critical', 'low', 'high'])).toBe('critical');
    expect(highest(['medium', 'high', 'low'])).toBe('high');
    expect(highest(['low', 'medium'])).toBe('medium');
    expect(highest([])).toBe('low');
  });
});
