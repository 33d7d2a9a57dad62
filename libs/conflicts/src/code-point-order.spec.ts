import fc from 'fast-check';
import { byCodePoint } from './code-point-order.js';

describe('code point order', () => {
  it('puts characters beyond the basic plane last, where UTF-16 does not', () => {
    expect(byCodePoint('\u{1f600}', '\uffee')).toBeGreaterThan(0);
    expect('\u{1f600}' > '\uffee').toBe(false);
  });

  it('is the order of the code points of any two strings', () => {
    const points = (text: string) => Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const text = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [left, right] = [points(a), points(b)];
        const i = left.findIndex((point, at) => point !== right[at]);
        const expected = i < 0 ? left.length - right.length : (left[i] ?? 0) - (right[i] ?? -1);
        expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(expected));
      }),
    );
  });
});
