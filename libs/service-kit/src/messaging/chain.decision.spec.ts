import fc from 'fast-check';
import { type ChainLink, chainFault, toMultirange } from './chain.decision.js';

const chain = (length: number): ChainLink[] =>
  Array.from({ length }, (_, i) => ({ seq: i + 1, hash: `h${i + 1}`, prev: i === 0 ? null : `h${i}` }));

describe('a chain', () => {
  it('is sound in whatever order its statements come, and with any of them missing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(chain(12)), (known) => {
        expect(chainFault(known)).toBeNull();
      }),
    );
  });

  it.each<[string, ChainLink[], string]>([
    [
      'two statements with one number',
      [...chain(3), { seq: 2, hash: 'other', prev: 'h1' }],
      'TWO_WITH_ONE_NUMBER',
    ],
    [
      'a predecessor that is another one',
      [...chain(3), { seq: 4, hash: 'h4', prev: 'x' }],
      'WRONG_PREDECESSOR',
    ],
    ['a first statement with a predecessor', [{ seq: 1, hash: 'h1', prev: 'h0' }], 'WRONG_PREDECESSOR'],
    ['a later statement without one', [...chain(3), { seq: 4, hash: 'h4', prev: null }], 'WRONG_PREDECESSOR'],
    ['a heartbeat that names another head', [...chain(3), { seq: 3, hash: 'other' }], 'TWO_WITH_ONE_NUMBER'],
  ])('is broken by %s', (_, links, fault) => {
    expect(chainFault(links)).toBe(fault);
  });

  it('whose head alone is known is not judged by what it does not say', () => {
    expect(
      chainFault([
        { seq: 7, hash: 'h7' },
        { seq: 8, hash: 'h8', prev: 'h7' },
      ]),
    ).toBeNull();
  });
});

describe('numbers seen', () => {
  it.each<[number[], string]>([
    [[], '{}'],
    [[1], '{[1,2)}'],
    [[3, 1, 2, 7, 7], '{[1,4),[7,8)}'],
  ])('%j are written as %s', (numbers, text) => {
    expect(toMultirange(numbers)).toBe(text);
  });
});
