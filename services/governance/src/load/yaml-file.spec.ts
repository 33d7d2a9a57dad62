import { readYaml } from './yaml-file.js';

const read = (text: string) => readYaml('policy.yaml', Buffer.from(text));
const codes = (text: string) => {
  const reading = read(text);
  return 'problems' in reading
    ? reading.problems.map(({ code, line, column }) => `${line}:${column} ${code}`)
    : [];
};

describe('a YAML file', () => {
  it('is plain data with places', () => {
    const file = read('# law\nrules:\n  - id: P2P-01\n    legs: [a, b]\n');
    if ('problems' in file) throw new TypeError('unexpected problems');
    expect(file.value).toEqual({ rules: [{ id: 'P2P-01', legs: ['a', 'b'] }] });
    expect(file.locate(['rules', 0, 'legs', 1])).toEqual({ line: 4, column: 15 });
    expect(file.locate(['rules', 0, 'legs'], 'name')).toEqual({ line: 4, column: 5 });
    expect(file.locate(['rules', 0, 'absent'])).toEqual({ line: 3, column: 5 });
    expect(file.locate([])).toEqual({ line: 2, column: 1 });
  });

  it('keeps words of YAML 1.1 as words', () => {
    const file = read('a: no\nb: 0o17\nc: 2001-01-01\n');
    expect('value' in file && file.value).toEqual({ a: 'no', b: 15, c: '2001-01-01' });
  });

  it.each([
    ['an anchor and its alias', 'a: &x 1\nb: *x\n', ['1:7 YAML_FORBIDDEN', '2:4 YAML_FORBIDDEN']],
    ['a custom tag', 'a: !js/function 1\n', ['1:17 YAML_FORBIDDEN']],
    ['a core tag', 'a: !!str 1\n', ['1:10 YAML_FORBIDDEN']],
    ['a merge key', '<<: {a: 1}\n', ['1:1 YAML_FORBIDDEN']],
    ['a directive', '%YAML 1.1\n---\na: 1\n', ['1:1 YAML_FORBIDDEN']],
    ['a second document', 'a: 1\n---\nb: 2\n', ['2:1 YAML_INVALID']],
    ['a duplicate key', 'a: 1\nb: 1\na: 2\n', ['3:1 KEY_DUPLICATE']],
    ['a duplicate key by escape', '"a": 1\n"\\u0061": 2\n', ['2:1 KEY_DUPLICATE']],
    ['a key that is a list', '? [a]\n: 1\n', ['1:3 YAML_INVALID']],
    ['an open bracket', 'a: [1,\n', ['2:1 YAML_INVALID']],
    ['a turned reading direction', 'a: "x\\u202Ey"\n', ['1:4 TEXT_DECEPTIVE']],
    ['an invisible character', 'a: zero\u200Bwidth\n', ['1:4 TEXT_DECEPTIVE']],
    ['nothing', '', ['1:1 FILE_EMPTY']],
    ['a comment only', '# nothing yet\n', ['1:1 FILE_EMPTY']],
    ['null', '~\n', ['1:1 FILE_EMPTY']],
    ['a byte order mark', '\uFEFFa: 1\n', ['1:1 FILE_NOT_TEXT']],
    ['nested brackets', `a: ${'['.repeat(20)}${']'.repeat(20)}\n`, ['1:1 YAML_FORBIDDEN']],
    [
      'brackets that would use up the stack',
      '['.repeat(200_000) + ']'.repeat(200_000),
      ['1:1 YAML_FORBIDDEN'],
    ],
    ['lists in lists that would use up the stack', `${'- '.repeat(200_000)}x\n`, ['1:1 YAML_FORBIDDEN']],
    [
      'lists nested by indentation',
      [...Array(16).keys()].map((n) => `${' '.repeat(n)}-\n`).join(''),
      ['16:16 YAML_FORBIDDEN'],
    ],
    ['more indentation than a reader can see', `a:\n${' '.repeat(200)}b: 1\n`, ['1:1 YAML_FORBIDDEN']],
    ['too many bytes', `a: ${'x'.repeat(1_048_576)}\n`, ['1:1 FILE_TOO_LARGE']],
  ])('is refused for %s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it('does not drown its reader in the echo of one error', () => {
    expect(codes('a: }\n'.repeat(100))).toHaveLength(10);
  });

  it('is refused when it is not UTF-8', () => {
    expect(readYaml('a.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xff))).toMatchObject({
      problems: [{ code: 'FILE_NOT_TEXT' }],
    });
  });

  it('does not expand a bomb of aliases', () => {
    const bomb = [
      'a: &a [x, x]',
      ...'bcdefghijklmnop'
        .split('')
        .map((n, i) => `${n}: &${n} [*${'abcdefghijklmno'[i]}, *${'abcdefghijklmno'[i]}]`),
    ];
    expect(codes(bomb.join('\n')).every((code) => code.endsWith('YAML_FORBIDDEN'))).toBe(true);
  });
});
