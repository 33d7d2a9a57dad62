import type { BundleDocument } from '@countersign/contracts/governance';
import { type Change, keyring, outcomeOf, type Plain } from '@countersign/testing';
import { Bundle } from './bundle.js';
import { sha256 } from './bytes.js';

type Law = Plain<BundleDocument>;
const law = (change?: Change<Law>): Bundle => keyring().bundle(change);
const twice =
  (
    what: keyof Law & ('entitlements' | 'roles' | 'duties' | 'rules' | 'birthrights' | 'routes' | 'systems'),
  ) =>
  (usual: Law): Law => ({ ...usual, [what]: [...usual[what], usual[what][0]] });
const role = (id: string, roles: string[], entitlements: string[] = []) => ({
  id: `role:${id}`,
  version: 1,
  title: id,
  entitlements,
  roles: roles.map((name) => `role:${name}`),
  authors: [`person:${id}`],
});
const withRoles =
  (...roles: ReturnType<typeof role>[]) =>
  (usual: Law): Law => ({ ...usual, roles: [...usual.roles, ...roles] });

describe('a bundle', () => {
  it('answers what its names come down to', () => {
    expect(
      law()
        .contents('role:vendor-clerk')
        .map(({ id }) => id),
    ).toEqual(['erp:vendor:create', 'erp:vendor:read']);
    expect(
      law()
        .contents('crm:contact:read')
        .map(({ id }) => id),
    ).toEqual(['crm:contact:read']);
    expect(law().entitlement('erp:vendor:read').permission).toBe('role:erp_vendor_read');
    expect(law().role('role:employee').version).toBe(1);
    expect(law().number).toBe(7);
  });

  it('knows who wrote a role and everything inside it', () => {
    expect(law().authorsOf('role:vendor-clerk')).toEqual(['person:3002', 'person:3001']);
    expect(law().authorsOf('erp:vendor:read')).toEqual([]);
  });

  it('flattens nesting of any depth, and roles that are reached twice', () => {
    const nested = law(
      withRoles(
        role('top', ['left', 'right'], ['crm:contact:read']),
        role('left', ['bottom']),
        role('right', ['bottom'], ['erp:invoice:post']),
        role('bottom', ['employee'], ['erp:invoice:post']),
      ),
    );
    expect(nested.contents('role:top').map(({ id }) => id)).toEqual([
      'crm:contact:read',
      'erp:invoice:post',
      'erp:vendor:read',
    ]);
  });

  it.each(['entitlement', 'role'] as const)('has no answer to an unknown %s', async (what) => {
    for (const name of ['role:none', 'erp:no:thing', 'role:toString', 'constructor'])
      await expect(outcomeOf(() => law()[what](name))).resolves.toBe('CANNOT_EXPAND');
  });
});

describe('a bundle with dimensions', () => {
  const scopes = (usual: Law): Law => ({
    ...usual,
    dimensions: [{ id: 'company-code', title: 'Company code' }],
    entitlements: [
      ...usual.entitlements,
      {
        ...{ id: 'erp:journal:enter', title: 'Journal', sensitivity: 'low', blastRadius: 'low' },
        permission: 'role:journal_{company-code}',
      },
      {
        ...{ id: 'erp:journal:post', title: 'Post', sensitivity: 'low', blastRadius: 'low' },
        permission: 'role:journal_post',
      },
    ],
    roles: [
      ...usual.roles,
      {
        ...role('inner', []),
        entitlements: [{ item: 'erp:journal:enter', scope: { 'company-code': ['3000', '1000', '2000'] } }],
      },
      {
        ...role('outer', []),
        roles: [{ item: 'role:inner', scope: { 'company-code': ['1000', '3000', '9'] } }],
      },
    ],
  });
  const within = (item: string, scope: Record<string, string[]>) =>
    law(scopes)
      .contentsWithin(item, scope)
      .map(({ spec, scope: own }) => [spec.id, own]);

  it('gives of a role what all scopes on the way have in common', () => {
    expect(within('role:outer', {})).toEqual([['erp:journal:enter', { 'company-code': ['1000', '3000'] }]]);
    expect(within('role:outer', { 'company-code': ['3000', '2000'] })).toEqual([
      ['erp:journal:enter', { 'company-code': ['3000'] }],
    ]);
    expect(within('role:outer', { 'company-code': ['2000'] })).toEqual([]);
  });

  it('reads a permission found in a target as each thing that it may be', () => {
    expect(law(scopes).entitlementsAt('erp', 'role:journal_1000')).toEqual([
      { entitlement: 'erp:journal:enter', scope: { 'company-code': ['1000'] } },
    ]);
    expect(law(scopes).entitlementsAt('erp', 'role:journal_post')).toHaveLength(2);
    expect(law(scopes).entitlementsAt('crm', 'role:journal_1000')).toEqual([]);
  });

  it('gives nothing under a name that is two things, whichever is asked for', async () => {
    const [enter, post] = ['erp:journal:enter', 'erp:journal:post'].map((id) => law(scopes).entitlement(id));
    const asked = { 'company-code': ['post'] };
    expect(await outcomeOf(() => law(scopes).permissionsOf({ spec: enter!, scope: asked }))).toBe(
      'PERMISSION_AMBIGUOUS',
    );
    expect(await outcomeOf(() => law(scopes).permissionsOf({ spec: post!, scope: {} }))).toBe(
      'PERMISSION_AMBIGUOUS',
    );
    expect(law(scopes).permissionsOf({ spec: enter!, scope: { 'company-code': ['1000'] } })).toHaveLength(1);
  });

  it('gives only values that a dimension lists, where it lists any', async () => {
    const listed = (usual: Law): Law => ({
      ...scopes(usual),
      dimensions: [{ id: 'company-code', title: 'Company code', values: ['1000'] }],
    });
    const ask = (value: string) => () =>
      law(listed).permissionsOf({
        spec: law(listed).entitlement('erp:journal:enter'),
        scope: { 'company-code': [value] },
      });
    expect(await outcomeOf(ask('1000'))).toBe('ok');
    expect(await outcomeOf(ask('2000'))).toBe('SCOPE_VALUE_UNKNOWN');
  });

  it.each<[string, (usual: Law) => Law]>([
    ['a role', (usual) => ({ ...scopes(usual), dimensions: [] })],
    [
      'a birthright',
      (usual) => ({
        ...usual,
        birthrights: [
          { ...usual.birthrights[0]!, items: [{ item: 'role:employee', scope: { plant: ['1'] } }] },
        ],
      }),
    ],
  ])('is refused when %s names one that it has not', async (_, change) => {
    expect(await outcomeOf(() => law(change))).toBe('INCONSISTENT_BUNDLE');
  });
});

describe('a bundle that contradicts itself is refused', () => {
  it.each<[string, Change<Law>]>([
    ['two entitlements of one id', twice('entitlements')],
    ['two roles of one id', twice('roles')],
    ['two duties of one id', twice('duties')],
    ['two rules of one id', twice('rules')],
    ['two birthrights of one id', twice('birthrights')],
    ['two routes of one id', twice('routes')],
    ['two systems of one id', twice('systems')],
    ['an entitlement of no system', (usual) => ({ ...usual, systems: usual.systems.slice(0, 1) })],
    [
      'a duty over an unknown entitlement',
      (usual) => ({
        ...usual,
        duties: [{ ...usual.duties[0]!, any: ['erp:no:thing'] }, ...usual.duties.slice(1)],
      }),
    ],
    ['a rule over an unknown duty', (usual) => ({ ...usual, duties: usual.duties.slice(1) })],
    ['a role of an unknown entitlement', withRoles(role('a', [], ['erp:no:thing']))],
    ['a role of an unknown role', withRoles(role('a', ['none']))],
    ['a role inside itself', withRoles(role('a', ['a']))],
    ['roles inside each other', withRoles(role('a', ['b']), role('b', ['c']), role('c', ['a']))],
    [
      'a birthright of an unknown role',
      (usual) => ({ ...usual, birthrights: [{ ...usual.birthrights[0]!, items: ['role:none'] }] }),
    ],
    [
      'a birthright of an unknown entitlement',
      (usual) => ({ ...usual, birthrights: [{ ...usual.birthrights[0]!, items: ['erp:no:thing'] }] }),
    ],
  ])('%s', async (_, change) => {
    await expect(outcomeOf(() => law(change))).resolves.toBe('INCONSISTENT_BUNDLE');
  });

  it('but not when it is merely small', async () => {
    const small: Change<Law> = { roles: [], birthrights: [] };
    await expect(outcomeOf(() => law(small))).resolves.toBe('ok');
    expect(new Bundle(law(small).document, sha256('x')).hash).toBe(sha256('x'));
  });
});
