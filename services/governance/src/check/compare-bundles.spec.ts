import type { BundleDocument } from '@countersign/contracts/governance';
import { aBundle } from '../custodians.spec-only.js';
import { compareBundles } from './compare-bundles.js';
import { successionProblems } from './rollout.check.js';
import { versionProblems } from './versions.check.js';

const before = aBundle();
/** The bundle with one member of one entry changed. */
const with1 = (
  section: 'entitlements' | 'roles' | 'duties' | 'rules' | 'birthrights' | 'routes',
  change: object,
): BundleDocument => {
  const [first, ...rest] = before[section];
  return { ...before, [section]: [{ ...first, ...change }, ...rest] };
};
const spelled = (after: BundleDocument, base = before) =>
  compareBundles(base, after).map(({ change, what, looser }) => [`${change} ${what}`, ...looser].join(' | '));

describe('comparing bundles', () => {
  it('finds nothing in the same', () => expect(compareBundles(before, structuredClone(before))).toEqual([]));

  const capped = { ...before, routes: [{ ...before.routes[0]!, maxDays: 5 }] };
  const high = with1('entitlements', { sensitivity: 'high' });
  const { takeOverBound: _, ...boundless } = before;

  it.each<[string, BundleDocument, BundleDocument?]>([
    ['changed entitlement erp:login:use | sensitivity is lower', before, high],
    [
      'changed entitlement erp:login:use | it is another permission of the target',
      with1('entitlements', { permission: 'role:root' }),
    ],
    [
      'changed role role:clerk | it gives more',
      with1('roles', { entitlements: ['erp:login:use', 'erp:payment:release'] }),
    ],
    ['changed role role:clerk', with1('roles', { roles: [] })],
    [
      'changed duty duty:vendors | an entitlement no longer counts as this duty',
      with1('duties', { any: ['erp:login:use'] }),
    ],
    ['changed rule P2P-01 | rollout is weaker', with1('rules', { rollout: 'warn' })],
    ['changed rule P2P-01 | effect is weaker', with1('rules', { effect: 'time-bound', maxDays: 5 })],
    [
      'changed rule P2P-01 | more legs must meet',
      with1('rules', { legs: ['duty:vendors', 'duty:payments', 'duty:x'] }),
    ],
    [
      'changed birthright birthright:all | it gives more',
      with1('birthrights', { items: ['erp:login:use', 'role:vendors'] }),
    ],
    ['changed route route:any | access may last longer', before, capped],
    [
      'changed route route:any | access may be continued for longer',
      before,
      with1('routes', { maxTotalDays: 10 }),
    ],
    ['changed dualApproval', { ...before, dualApproval: { ...before.dualApproval, quorum: 3 } }],
    ['removed rule P2P-01 | it no longer counts', { ...before, rules: [] }],
    [
      'changed takeOverBound | more may be taken over unseen',
      { ...before, takeOverBound: 21 },
      { ...before, takeOverBound: 20 },
    ],
    ['removed takeOverBound | more may be taken over unseen', boundless, { ...boundless, takeOverBound: 20 }],
    ['added takeOverBound', { ...boundless, takeOverBound: 20 }, boundless],
    ['changed takeOverBound', { ...before, takeOverBound: 0 }, { ...before, takeOverBound: 20 }],
    [
      'added route route:new',
      { ...before, routes: [...before.routes, { ...before.routes[0]!, id: 'route:new' }] },
    ],
  ])('says: %s', (sentence, after, base = before) => expect(spelled(after, base)).toEqual([sentence]));

  it('sees that routes changed places, since the first that fits counts', () => {
    const other = { ...before.routes[0]!, id: 'route:other' };
    const [one, two] = [
      { ...before, routes: [before.routes[0]!, other] },
      { ...before, routes: [other, before.routes[0]!] },
    ];
    expect(compareBundles(one, two)).toMatchObject([{ what: 'order of routes' }]);
  });

  it('lists a name that is gone and one that is new', () => {
    expect(spelled(with1('duties', { id: 'duty:suppliers' }))).toEqual([
      'added duty duty:suppliers',
      'removed duty duty:vendors | it no longer counts',
    ]);
  });
});

describe('versions', () => {
  const codes = (after: BundleDocument) => versionProblems(before, after).map(({ path }) => path.join('/'));

  it('must rise with what they mean', () => {
    expect(codes(with1('roles', { entitlements: [] }))).toEqual(['roles/0/version']);
    expect(codes(with1('roles', { entitlements: [], version: 2 }))).toEqual([]);
    expect(codes(with1('rules', { threshold: 2 }))).toEqual(['rules/0/version']);
  });

  it('need not rise with a title, an order or a rollout, and never fall', () => {
    expect(
      codes(with1('rules', { title: 'T', rollout: 'off', legs: [...before.rules[0]!.legs!].reverse() })),
    ).toEqual([]);
    const later = with1('rules', { version: 3 });
    expect(versionProblems(later, before)).toHaveLength(1);
  });
});

describe('a rule on its way into force', () => {
  const [rule] = before.rules;
  const law = (...rules: object[]) => ({ ...before, rules }) as BundleDocument;
  const next = (...was: object[]) =>
    successionProblems(law(...was), law({ ...rule!, version: 2, rollout: 'enforce' })).map(
      ({ code }) => code,
    );

  it.each([
    ['new', []],
    ['off before', [{ ...rule!, version: 2, rollout: 'off' }]],
    ['recorded before in another version', [{ ...rule!, version: 1, rollout: 'record' }]],
  ])('is refused when it was %s', (_, was) => expect(next(...was)).toEqual(['ROLLOUT_SKIPS_RECORD']));

  it.each([
    ['recorded', { ...rule!, version: 2, rollout: 'record' }],
    ['shown', { ...rule!, version: 2, rollout: 'warn' }],
    ['enforced in another version', { ...rule!, version: 1 }],
  ])('passes when it was %s before', (_, was) => expect(next(was)).toEqual([]));

  it('is recorded, shown or off without any such condition', () => {
    for (const rollout of ['off', 'record', 'warn'])
      expect(successionProblems(law(), law({ ...rule!, rollout }))).toEqual([]);
  });
});
