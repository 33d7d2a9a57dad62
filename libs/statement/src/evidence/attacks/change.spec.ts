// What was right yesterday: facts, law and keys that changed between the steps (INVARIANTS, T03, T15, A16, A24, A29, J03, J04).
import {
  aBirthrightStory,
  aFact,
  type Allowed,
  type Attack,
  accountOf,
  aStory,
  eachLine,
  eachOf,
  factAbout,
  hired,
  instantAt,
  keyring,
  left,
  moments,
  people,
  type Story,
} from '@countersign/testing';

const { bea, mallory } = people;
type World = Parameters<Story['trusting']>[0];
const law = (bundle: World['bundle']): World => ({ bundle });
const keys = (registry: World['registry']): World => ({ registry });
const today = instantAt(moments.submitted);
const tomorrow = () => ({ data: { ...hired(bea).data, effective: instantAt(moments.cleared + 1) } });
const asBuyer = aFact('worker.changed.v1', {
  worker: bea,
  effective: instantAt(moments.cleared),
  job: 'buyer',
});
const rehired = hired(bea, { effective: today, accounts: [accountOf(mallory)] });

describe('the beneficiary has changed', () => {
  it.each<Attack>([
    ['she has left (T14)', aStory().given(left(bea, moments.cleared)), 'CANNOT_EXPAND'],
    [
      'she has left, whoever says so',
      aStory().given({ ...left(bea, moments.cleared), signedBy: null }),
      'CANNOT_EXPAND',
    ],
    [
      'she has left before her birthright',
      aBirthrightStory().given(left(bea, moments.submitted)),
      'CANNOT_EXPAND',
    ],
    [
      'she has left since, and is hired again',
      aStory()
        .given(left(bea, moments.submitted + 1))
        .given(hired(bea, { effective: instantAt(moments.cleared) })),
      'WORKER_LEFT',
    ],
    [
      'she is hired tomorrow',
      aBirthrightStory().facts(factAbout('worker.hired.v1', bea, tomorrow)),
      'CANNOT_EXPAND',
    ],
    [
      'she has another job than the birthright is for',
      aBirthrightStory().given(asBuyer),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'she was hired again with another account (T15)',
      aStory()
        .given(rehired)
        .assessed(eachLine(accountOf(bea))),
      'EXPANSION_DIFFERS',
    ],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });
});

describe('the law has changed', () => {
  it.each<Attack>([
    [
      'the verifier knows an older one than was cleared by (A29)',
      aStory().trusting(law({ number: 6 })),
      'BUNDLE_TOO_OLD',
    ],
    [
      'the verifier knows an older one than it was asked under, whatever policy cleared it by',
      aStory().submitted({ bundleAtLeast: 8 }),
      'BUNDLE_TOO_OLD',
    ],
    [
      'another route has come first (T03)',
      aStory().trusting(law((u) => ({ ...u, routes: u.routes.slice(1) }))),
      'ROUTE_DIFFERS',
    ],
    ['its cap is shorter', aStory().trusting(law(eachOf('routes', { maxDays: 29 }))), 'ROUTE_DIFFERS'],
    [
      'no route fits any more',
      aStory().trusting(law(eachOf('routes', { sensitivity: ['critical'] }))),
      'NO_ROUTE',
    ],
    [
      'the role has less in it (A24)',
      aStory().trusting(law(eachOf('roles', { roles: [] }))),
      'EXPANSION_DIFFERS',
    ],
    [
      'the permission has another name',
      aStory().trusting(law(eachOf('entitlements', { permission: 'role:new' }))),
      'EXPANSION_DIFFERS',
    ],
    ['the role is no more', aStory().trusting(law({ roles: [], birthrights: [] })), 'CANNOT_EXPAND'],
    [
      'the birthright is no more',
      aBirthrightStory().trusting(law({ birthrights: [] })),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'the birthright is another department’s',
      aBirthrightStory().trusting(law(eachOf('birthrights', { departments: ['sales'] }))),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'the birthright gives something else',
      aBirthrightStory().trusting(law(eachOf('birthrights', { items: ['erp:vendor:read'] }))),
      'BIRTHRIGHT_NOT_FOUND',
    ],
    [
      'what it gives lies above the bound',
      aBirthrightStory().trusting(law(eachOf('entitlements', { sensitivity: 'medium' }))),
      'BIRTHRIGHT_NOT_FOUND',
    ],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });
});

describe('the keys have changed', () => {
  const ended = (until: number) => keys((u) => ({ ...u, keys: u.keys.map((key) => ({ ...key, until })) }));
  const gone = (signer: string) =>
    keys((u) => ({ ...u, keys: u.keys.filter((key) => key.signer !== signer) }));

  it.each<Attack>([
    [
      'the verifier knows an older registry than was cleared by',
      aStory().trusting(keys({ number: 2 })),
      'REGISTRY_TOO_OLD',
    ],
    ['policy’s key is not in it (yet)', aStory().trusting(gone('policy')), 'UNKNOWN_KEY'],
    ['the source’s key is not in it (yet)', aStory().trusting(gone('hr')), 'UNKNOWN_KEY'],
    [
      'they had ended when policy cleared (J04)',
      aStory().trusting(ended(moments.cleared)),
      'KEY_NOT_ALLOWED',
    ],
    [
      'they are of another deployment (I34)',
      aStory(keyring('other')).trusting(keys({ deployment: 'acme' })),
      'FOREIGN_DEPLOYMENT',
    ],
  ])('%s', async (_, story, code) => {
    await expect(story.outcome()).resolves.toBe(code);
  });

  it('and an unknown one may come with the next registry', async () => {
    const verdict = await (await aStory().trusting(gone('policy')).tell()).verdict();
    expect(verdict).toMatchObject({ ok: false, error: { code: 'UNKNOWN_KEY', retriable: true } });
  });

  it.each<Allowed>([
    ['what they signed in their time stays valid', aStory().trusting(ended(moments.cleared + 1))],
    ['a newer registry', aStory().trusting(keys({ number: 9 }))],
    ['a newer law that says the same', aStory().trusting(law({ number: 9 }))],
    ['a whole story elsewhere', aStory(keyring('other'))],
  ])('(while it is no matter: %s)', async (_, story) => {
    await expect(story.outcome()).resolves.toBe('ok');
  });
});
