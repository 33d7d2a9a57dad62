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
