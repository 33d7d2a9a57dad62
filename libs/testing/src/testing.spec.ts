import { UnknownType } from '@countersign/contracts';
import { aBundle } from './a-bundle.js';
import { aMonday, fixedClock, ms } from './fixed-clock.js';
import { keyring, principals } from './keyring.js';
import { outcomeOf } from './outcome-of.js';
import { signingKeyOf, testKey } from './test-key.js';

describe('builders', () => {
  it('make the same key of a name every time, and another of another', () => {
    expect(testKey('person:2001')).toMatchObject({ kty: 'OKP', crv: 'Ed25519', kid: 'person-2001' });
    expect(testKey('policy').x).toBe('uQ4tibMsPobVJMRmJVqEiJUbY9eaZ4Uh3DmRUvjJUz8');
    expect(testKey('approval').d).not.toBe(testKey('policy').d);
  });

  it('let a key pose under another id', async () => {
    const posing = await signingKeyOf('approval', 'policy');
    expect(posing.kid).toBe('policy');
    expect(posing.key).toBe((await signingKeyOf('approval')).key);
  });

  it('register every service for its own duty’s statements only', () => {
    const { keys } = keyring().registryDocument();
    for (const principal of principals) {
      const types = keys.find(({ signer }) => signer === principal)?.types ?? [];
      expect(types.length).toBeGreaterThan(1);
      expect(types.every((type) => type.startsWith(`${principal.split('-')[0]}.`))).toBe(true);
    }
  });

  it('change a bundle by members or as a whole', () => {
    expect(aBundle({ number: 8 })).toEqual({ ...aBundle(), number: 8 });
    expect(aBundle((usual) => ({ ...usual, roles: [] })).roles).toEqual([]);
  });
});

describe('a fixed clock', () => {
  it('stands until it is moved', () => {
    const clock = fixedClock();
    expect([clock.now(), clock.now()]).toEqual([aMonday, aMonday]);
    expect(clock.advance(ms.hour)).toBe(aMonday + 3_600_000);
    clock.set(5);
    expect(clock.now()).toBe(5);
  });
});

describe('an outcome', () => {
  it('is ok, a code, or the bug itself', async () => {
    await expect(outcomeOf(() => 1)).resolves.toBe('ok');
    await expect(outcomeOf(() => Promise.reject(new UnknownType('x')))).resolves.toBe('UNKNOWN_TYPE');
    await expect(outcomeOf(() => Promise.reject(new RangeError('bug')))).rejects.toThrow('bug');
  });
});
