import { cut } from './cut.js';

const smile = '\u{1F600}';

describe('a text that is cut', () => {
  it.each([
    ['fits', 'abc', 3, 'abc'],
    ['is longer', 'abcd', 3, 'abc'],
    ['has a pair at its end that fits', `a${smile}`, 3, `a${smile}`],
    ['would be cut in a pair', `ab${smile}`, 3, 'ab'],
    ['has half of one already', 'a\ud83db', 3, 'a\ufffdb'],
    ['ends in half of one that fits', '\ude00a', 3, '\ufffda'],
  ])('is well-formed when it %s', (_, text, length, expected) => {
    expect(cut(text, length)).toBe(expected);
  });
});
