import { canMeet, isInside } from './pattern.js';

describe('some string is meant by both', () => {
  it.each([
    ['erp:a:x', 'erp:a:x', true],
    ['erp:a:x', 'erp:a:y', false],
    ['erp:*:x', 'erp:a:x', true],
    ['erp:*:x', 'erp:a:b:x', false],
    ['erp:*', 'erp:a:x', true],
    ['erp:*', 'erp', false],
    ['*', 'erp:a:x', true],
    ['erp:*:*', 'erp:a', false],
    ['erp:a*:x', 'erp:*b:x', true],
    ['erp:a*b:x', 'erp:b*a:x', false],
    ['erp:a*b:x', 'erp:*a*c*:x', true],
    ['erp:a*:x', 'erp:b*:x', false],
    ['erp:ab*:x', 'erp:a*c:x', true],
    ['erp:a*a:x', 'erp:a:x', false],
    ['erp:*', '*:a:x', true],
    ['erp:*', 'crm:*', false],
    ['erp:a:*', 'erp:*:x', true],
    ['erp:a:*', '*:b', false],
    ['erp:*', 'erp:*:x:y', true],
    ['erp:pay*', 'erp:payment:release', false],
    ['ERP:a:x', 'erp:a:x', false],
  ])('%s and %s: %p', (a, b, expected) => {
    expect([canMeet(a, b), canMeet(b, a)]).toEqual([expected, expected]);
  });
});

describe('every string of the first is meant by the second', () => {
  it.each([
    ['erp:a:x', 'erp:*', true],
    ['erp:*:x', 'erp:*', true],
    ['erp:*', 'erp:*:x', false],
    ['erp:*', 'erp:*:*', false],
    ['erp:*:*', 'erp:*', true],
    ['erp:a*:x', 'erp:*:x', true],
    ['erp:a*:x', 'erp:a*b:x', false],
    ['erp:ab*c:x', 'erp:a*c:x', true],
    ['erp:a*:x', 'erp:a:x', false],
    ['erp:a:x', 'erp:a:x', true],
  ])('%s, %s: %p', (inner, outer, expected) => {
    expect(isInside(inner, outer)).toBe(expected);
  });
});
