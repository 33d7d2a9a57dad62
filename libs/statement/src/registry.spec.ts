import { type Plain, aMonday, keyring, ms, outcomeOf, testKey } from '@countersign/testing';
import type { RegisteredKey } from '@countersign/contracts/governance';
import { UnknownKey } from './errors.js';
import { keyWayMs } from './registry.js';

const keys = keyring();
const registry = keys.registry();
const withKey = (key: Partial<Plain<RegisteredKey>>) =>
  keys.registry((usual) => ({
    ...usual,
    keys: [...usual.keys, { ...(usual.keys[0] as Plain<RegisteredKey>), ...key }],
  }));

describe('the key registry', () => {
  it('gives the key of an id for its types', () => {
    expect(registry.keyFor('policy', 'policy.cleared.v1', aMonday).x).toBe(testKey('policy').x);
    expect(registry).toMatchObject({ number: 3, deployment: 'acme' });
  });

  it.each([
    ['an unknown id', 'person-6666', 'policy.cleared.v1', aMonday, 'UNKNOWN_KEY'],
    ['a type of another duty', 'policy', 'approval.approved.v1', aMonday, 'KEY_NOT_ALLOWED'],
    ['a type that only begins alike', 'policy', 'policy.cleared.v10', aMonday, 'KEY_NOT_ALLOWED'],
    ['a fact that this source may not sign', 'itsm', 'worker.hired.v1', aMonday, 'KEY_NOT_ALLOWED'],
    ['a time before', 'policy', 'policy.cleared.v1', aMonday - 366 * ms.day, 'KEY_NOT_ALLOWED'],
  ])('gives none for %s', async (_, kid, type, at, code) => {
    await expect(outcomeOf(() => registry.keyFor(kid, type, at))).resolves.toBe(code);
  });

  it('says of an unknown key, and of nothing else, that a newer registry may help', () => {
    expect.assertions(2);
    try {
      registry.keyFor('new', 'policy.cleared.v1', aMonday);
    } catch (error) {
      expect(error).toBeInstanceOf(UnknownKey);
      expect(error).toMatchObject({ retriable: true, details: { kid: 'new', type: 'policy.cleared.v1' } });
    }
  });

  it('hears a key for a while after its end, and then no more, whatever date it writes (J04)', () => {
    const until = aMonday + ms.day;
    const known = withKey({ kid: 'old', x: testKey('policy-old').x, signer: 'policy', until });
    const came = [until + keyWayMs - 1, until + keyWayMs, NaN];
    expect(came.map((at) => known.isOut('old', at))).toEqual([false, true, true]);
    expect(came.map((at) => known.isOut('policy', at))).toEqual([false, false, false]);
  });

  it('is refused when one id stands for two keys (J03)', async () => {
    await expect(outcomeOf(() => withKey({ x: testKey('person:6666').x }))).resolves.toBe('BAD_KEY');
    await expect(outcomeOf(() => withKey({}))).resolves.toBe('BAD_KEY');
  });

  it('is refused when one key is given to two signers: then one of them could speak for both (I6)', async () => {
    const { x } = testKey('approval');
    await expect(outcomeOf(() => withKey({ kid: 'second', signer: 'policy', x }))).resolves.toBe('BAD_KEY');
  });

  it('may list a key of the same signer under another id', async () => {
    const { x } = testKey('policy');
    await expect(outcomeOf(() => withKey({ kid: 'second', signer: 'policy', x }))).resolves.toBe('ok');
  });

  it('is refused with a key that nobody could use', async () => {
    const x = Buffer.alloc(32).toString('base64url');
    await expect(outcomeOf(() => withKey({ kid: 'weak', signer: 'weak', x }))).resolves.toBe('BAD_KEY');
  });
});
