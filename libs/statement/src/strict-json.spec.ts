import fc from 'fast-check';
import { MalformedJson } from './errors.js';
import { parseStrictJson } from './strict-json.js';

const parse = (text: string | Uint8Array) => parseStrictJson(text);
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Whether a text survives UTF-8: a lone surrogate does not. */
const isWellFormed = (text: string) => Buffer.from(text).toString() === text;

/** Whether a value is one that we keep: an oracle of its own, over values, where the reader works on text. */
function isKept(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value === 'string') return isWellFormed(value);
  if (Array.isArray(value)) return value.every(isKept);
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(
    ([key, member]) =>
      !['__proto__', 'constructor', 'prototype'].includes(key) && isWellFormed(key) && isKept(member),
  );
}

/** The same JSON text in another spelling: indented, or with characters escaped that need not be. */
const spelt = (value: unknown, indent: number, escape: boolean): string => {
  const text = JSON.stringify(value, null, indent);
  const escaped = (char: string) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return escape ? text.replace(/[\u0080-\uffff]/g, escaped) : text;
};

describe('strict JSON', () => {
  it('agrees with JSON.parse on every JSON text whose value is kept, and refuses the others', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }),
        fc.nat(3),
        fc.boolean(),
        (value, indent, escape) => {
          const text = spelt(value, indent, escape);
          const kept = isKept(JSON.parse(text));
          if (!kept) expect(() => parse(text)).toThrow(MalformedJson);
          else {
            expect(parse(text)).toStrictEqual(JSON.parse(text));
            expect(parse(Buffer.from(text))).toStrictEqual(JSON.parse(text));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('accepts no mutated text that JSON.parse refuses, and gives no other value where both accept', () => {
    const mutation = fc.record({
      at: fc.nat(),
      cut: fc.nat(2),
      put: fc.constantFrom('', ...'"\\{}[],:0-e.1 \u0000u\'/tn'),
    });
    let refused = 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), mutation, (value, { at, cut, put }) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        const mutated = text.slice(0, place) + put + text.slice(place + cut);
        let ours: unknown;
        try {
          ours = parse(mutated);
        } catch (error) {
          refused++;
          expect(error).toBeInstanceOf(MalformedJson);
          return;
        }
        expect(ours).toStrictEqual(JSON.parse(mutated));
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(500);
  });

  it.each<[what: string, text: string | Uint8Array]>([
    ['nothing', ''],
    ['only space', ' \n'],
    ['a byte order mark', bytes([0xef, 0xbb, 0xbf], '{}')],
    ['a byte order mark in text', '\uFEFF{}'],
    ['trailing data', '{} {}'],
    ['a trailing comma', '[1,]'],
    ['a trailing comma in an object', '{"a":1,}'],
    ['a leading comma', '[,1]'],
    ['a missing comma', '["a""b"]'],
    ['an unquoted key', '{a:1}'],
    ['a key without value', '{"a"}'],
    ['a comment', '{/**/}'],
    ['a single quote', "'a'"],
    ['a control character in a string', '"a\u0001"'],
    ['an unknown escape', '"\\x41"'],
    ['a space that JSON does not know', '\u00a01'],
    ['NaN', 'NaN'],
    ['a word that only begins like one', 'trueish'],
    ['an open object', '{"a":1'],
    ['an open string', '"a'],
    ['a closing bracket of the other kind', '[1}'],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(MalformedJson);
  });

  it.each<[what: string, text: string | Uint8Array]>([
    ['duplicate keys', '{"a":1,"a":1}'],
    ['duplicate keys, one escaped', '{"a":1,"\\u0061":2}'],
    ['duplicate keys deep inside', '[{"b":{"a":1,"c":2,"a":3}}]'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['__proto__ escaped', '{"\\u005f_proto__":1}'],
    ['constructor.prototype', '{"constructor":{"prototype":{"admin":true}}}'],
    ['prototype', '{"prototype":1}'],
    ['a lone high surrogate', '"\\ud800"'],
    ['a lone low surrogate', '"x\\udc00y"'],
    ['surrogates the wrong way round', '"\\udc00\\ud800"'],
    ['a lone surrogate as key', '{"\\ud800":1}'],
    ['bytes that are not UTF-8', bytes('"', [0xff], '"')],
    ['an overlong form', bytes('"', [0xc0, 0xaf], '"')],
    ['a surrogate in UTF-8', bytes('"', [0xed, 0xa0, 0x80], '"')],
    ['depth 10^4', nested(10_000)],
    ['depth 33', nested(34)],
    ['depth by objects', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`],
    ['1 MiB + 1', `"${'a'.repeat(1_048_575)}"`],
  ])('refuses %s (V01)', (_, text) => {
    expect(() => parse(text)).toThrow(MalformedJson);
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each([
    '1e400',
    '-1e400',
    '-0',
    '-0.0',
    '-0e1',
    '9007199254740993',
    '9007199254740992',
    '-9007199254740993',
    '1e21',
    '1e-400',
    '-1e-400',
    '1.00000000000000000001',
    '0.1000000000000000000001',
    '9007199254740991.5',
    '01',
    '-01',
    '+1',
    '.5',
    '1.',
    '1e',
    '--1',
    '0x1f',
    '1_000',
    '-',
  ])('refuses the number %s, which is none or would lose value (V01)', (text) => {
    expect(() => parse(text)).toThrow(MalformedJson);
  });

  it('refuses numbers of any length without counting their digits for long', () => {
    expect(() => parse(`1${'0'.repeat(200_000)}1`)).toThrow(MalformedJson);
    expect(() => parse(`0.${'0'.repeat(200_000)}`)).toThrow(MalformedJson);
  });

  it.each([
    ['0', 0],
    ['-1', -1],
    ['1.0', 1],
    ['1.50', 1.5],
    ['1e2', 100],
    ['1E+2', 100],
    ['25e-1', 2.5],
    ['0.1', 0.1],
    ['5e-324', 5e-324],
    ['1.7976931348623157', 1.7976931348623157],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
  ])('keeps the number %s', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  it('reads depth 32, 256 KiB by default, and what the limits say otherwise', () => {
    expect(parse(nested(33))).toBeDefined();
    expect(parse(`"${'a'.repeat(262_142)}"`)).toHaveLength(262_142);
    expect(() => parse(`"${'a'.repeat(262_143)}"`)).toThrow(MalformedJson);
    expect(() => parseStrictJson('[[1]]', { depth: 1 })).toThrow(MalformedJson);
    expect(() => parseStrictJson('12', { bytes: 1 })).toThrow(MalformedJson);
  });

  it('reads the longest strings that a bundle may have, and longer ones, escaped or not', () => {
    const long = `${'a'.repeat(19_999_999)}${'\n'.repeat(1_000_000)}`;
    expect(parseStrictJson(JSON.stringify(long), { bytes: 30_000_000 })).toBe(long);
  });

  it('says where it stopped and that a retry cannot help', () => {
    expect.assertions(1);
    try {
      parse('{"a":tru}');
    } catch (error) {
      expect(error).toMatchObject({ code: 'MALFORMED_JSON', retriable: false, details: { offset: 5 } });
    }
  });
});
