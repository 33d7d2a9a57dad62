import fc from 'fast-check';
import { fromBase64url, sha256 } from './bytes.js';
import { MalformedDocument } from './errors.js';

describe('base64url', () => {
  it('reads every text that encoding makes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(fromBase64url(Buffer.from(bytes).toString('base64url'))).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('accepts one text per bytes only: whatever it reads is spelt as encoding spells it (J05)', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'ABCxyz019-_+/= \n.~é\u0000') });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.base64String()), (text) => {
        try {
          expect(fromBase64url(text).toString('base64url')).toBe(text);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedDocument);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['padding', 'AA=='],
    ['the alphabet of base64', '+/8'],
    ['stray bits in the last character', 'AB'],
    ['stray bits, three characters', 'AAB'],
    ['a length that cannot be', 'A'],
    ['a space', 'AA AA'],
    ['a line end', 'AAAA\n'],
    ['a byte that is no text', 'AA\u0000A'],
    ['a letter beyond ASCII', 'ÀAAA'],
  ])('refuses %s', (_, text) => {
    expect(() => fromBase64url(text)).toThrow(MalformedDocument);
  });
});

describe('hash', () => {
  it('is SHA-256 in base64url (FIPS 180-2, appendix B.1)', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc')).toBe(Buffer.from(abc, 'hex').toString('base64url'));
    expect(sha256('abc')).toHaveLength(43);
  });

  it('takes a string as its UTF-8 bytes', () => {
    expect(sha256('naïve ✓')).toBe(sha256(Buffer.from('naïve ✓')));
  });
});
