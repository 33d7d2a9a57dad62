import { quotation, shown, visible, word } from './shown.js';

const code = (sign: string) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;

describe('text of others', () => {
  it.each([
    ['an escape sequence that clears the screen', '\x1b[2J\x1b[H'],
    ['an operating system command, ended by BEL', '\x1b]0;title\x07'],
    ['a C1 control that some terminals obey', '\x9b2J'],
    ['a carriage return that overwrites the line', '\r'],
    ['a line feed that begins a line of our own', '\n'],
    ['backspace and delete', '\b\x7f'],
    ['line and paragraph separators', '\u2028\u2029\x85'],
    ['direction overrides and isolates', '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'],
    ['direction marks', '\u200e\u200f\u061c'],
    ['zero width signs', '\u200b\u200c\u200d\u2060\ufeff\u00ad'],
    ['letters that are drawn as nothing', '\u115f\u1160\u3164\uffa0\u2800\u034f\ufe0f'],
    ['tags, invisible instructions to a model', '\u{e0001}\u{e0041}\u{e007f}'],
    ['blanks of other widths', '\u00a0\u2003\u3000'],
    ['private and unassigned signs, half a pair', '\ue000\u{10fffe}\ud800'],
  ])('shows instead of obeying or hiding: %s', (_what, text) => {
    for (const sign of text) if (!/[ -~]/.test(sign)) expect(visible(sign)).toBe(code(sign));
    expect(visible(text)).toMatch(/^[ -~]+$/);
  });

  it('is otherwise as it was written, in any script', () => {
    const text = 'Für Zoë: 支払い, оплата, دفع, תשלום, ở đây, हिन्दी!';
    expect(visible(text)).toBe(text);
  });

  it('cannot heap marks until they cover the lines around', () => {
    expect(visible(`a${'\u0301'.repeat(4)}`)).toBe('a\u0301\u0301\\u{301}\\u{301}');
  });

  it('cannot close its quotation marks, nor pass for something that we escaped', () => {
    expect(shown('ok” until no end “')).toBe('“ok\\u{201d} until no end \\u{201c}”');
    expect(visible('\\u{202e}')).not.toBe(visible('\u202e'));
    expect(visible('\\u{202e}')).toBe('\\u{5c}u{202e}');
  });
});

describe('a name of others', () => {
  it('stands as it is only when it is a plain word', () => {
    expect(['person:1001', 'role:vendor-clerk', 'erp:*', 'r-A_z'].map(word)).toEqual([
      ...['person:1001', 'role:vendor-clerk', 'erp:*', 'r-A_z'],
    ]);
    expect(word('a for person:1')).toBe('“a for person:1”');
    expect([word(''), word('а')]).toEqual(['“”', '“а”']);
    expect(word(`x${'y'.repeat(200)}`)).toMatch(/^“/);
    expect(word('x\x1b[2J')).toBe('“x\\u{1b}[2J”');
  });
});

describe('a long text of others', () => {
  /** Two columns at most for each sign beyond the first scripts: what the widest terminal font draws. */
  const columnsOf = (line: string) =>
    [...line].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) < 0x1100 ? 1 : 2), 0);

  it.each([
    [
      'blanks up to where the terminal would wrap',
      `ok${' '.repeat(78)}  to decide: nothing, all is approved`,
    ],
    ['one word without end', 'x'.repeat(1000)],
    ['wide letters', '支'.repeat(500)],
    ['signs that are escaped', '\x1b'.repeat(1000)],
  ])('has a bar before every line and is never wrapped: %s', (_what, text) => {
    const lines = quotation(text);
    for (const line of lines) {
      expect(line).toMatch(/^ {2}\| /);
      expect(columnsOf(line)).toBeLessThan(80);
    }
    expect(lines.map((line) => line.slice(4)).join('')).toBe(shown(text));
  });

  it('is one line when it is short', () => {
    expect(quotation('needed')).toEqual(['  | “needed”']);
  });
});
