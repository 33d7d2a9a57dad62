import { MalformedJson } from './errors.js';

/** Bounds of a JSON text. Defaults: depth 32, 256 KiB. */
export interface JsonLimits {
  readonly depth?: number;
  readonly bytes?: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const whitespace = /[\t\n\r ]*/y;
const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
/**
 * RFC 8259: unescaped are all but the quote, the backslash and U+0000 to U+001F. INVARIANT: nothing is repeated but one class of characters: a
 * regular expression that repeats a choice remembers each repetition, and a string of some millions is too much for its stack.
 */
const plain = /[ !#-[\]-\uffff]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const numberParts = /^-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;
/** The longest way in which a double is ever written; a longer text says more than a double keeps. */
const maxNumberLength = 32;
const loneSurrogate = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
const dangerous = new Set(['__proto__', 'constructor', 'prototype']);

/** The one spelling of a decimal number without its sign: `1500`, `1.50e3` and `15e2` are all `15e2`. */
function decimal(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = numberParts.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${significant}e${power}`;
}

/** Whether a text and the double that it became are one number, which every other reader of the text would find too. */
function isExact(raw: string, value: number): boolean {
  if (raw.length > maxNumberLength || !Number.isFinite(value) || Object.is(value, -0)) return false;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false;
  return decimal(raw) === decimal(String(value));
}

class Reader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly depth: number,
  ) {}

  document(): unknown {
    const value = this.value(0);
    this.take(whitespace);
    if (this.at !== this.text.length) this.fail('unexpected data after the value');
    return value;
  }

  private value(depth: number): unknown {
    if (depth > this.depth) this.fail('nested too deeply');
    this.take(whitespace);
    const first = this.text[this.at];
    if (first === '{') return this.object(depth);
    if (first === '[') return this.array(depth);
    if (first === '"') return this.string();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    return this.number();
  }

  private object(depth: number): object {
    const result: Record<string, unknown> = {};
    this.at++;
    for (let first = true; !this.closes('}', first); first = false) {
      this.take(whitespace);
      const key = this.string();
      if (dangerous.has(key)) this.fail(`key \`${key}\` is not allowed`);
      if (Object.hasOwn(result, key)) this.fail('duplicate key');
      this.expect(':');
      result[key] = this.value(depth + 1);
    }
    return result;
  }

  private array(depth: number): unknown[] {
    const result: unknown[] = [];
    this.at++;
    for (let first = true; !this.closes(']', first); first = false) result.push(this.value(depth + 1));
    return result;
  }

  /** True at the closing bracket; otherwise eats the comma that must stand between members. */
  private closes(bracket: string, first: boolean): boolean {
    this.take(whitespace);
    if (this.text[this.at] === bracket) {
      this.at++;
      return true;
    }
    if (!first) this.expect(',');
    return false;
  }

  private expect(sign: string): void {
    this.take(whitespace);
    if (this.text[this.at] !== sign) this.fail(`expected \`${sign}\``);
    this.at++;
  }

  private string(): string {
    const start = this.at;
    if (this.text[start] !== '"') this.fail('not a string');
    this.at++;
    do this.take(plain);
    while (this.take(escaped) !== '');
    if (this.text[this.at] !== '"') {
      this.at = start;
      this.fail('not a string');
    }
    this.at++;
    const value = JSON.parse(this.text.slice(start, this.at)) as string;
    if (loneSurrogate.test(value)) this.fail('text is not well-formed Unicode');
    return value;
  }

  private number(): number {
    const raw = this.take(numberForm);
    if (!raw) this.fail('unexpected character');
    const value = Number(raw);
    if (!isExact(raw, value)) this.fail('number cannot be kept exactly');
    return value;
  }

  private take(form: RegExp): string {
    form.lastIndex = this.at;
    const raw = form.exec(this.text)?.[0] ?? '';
    this.at += raw.length;
    return raw;
  }

  private fail(why: string): never {
    throw new MalformedJson(`not acceptable JSON at offset ${this.at}: ${why}`, {
      details: { offset: this.at },
    });
  }
}

/**
 * Reads a JSON text (RFC 8259) with one meaning only: UTF-8 without BOM, no duplicate keys, no `__proto__`, `constructor` or
 * `prototype` keys, well-formed Unicode, bounded depth and size, no number that would lose value. Throws `MALFORMED_JSON`.
 */
export function parseStrictJson(bytes: Uint8Array | string, limits: JsonLimits = {}): unknown {
  if (bytes.length > (limits.bytes ?? 262_144))
    throw new MalformedJson(`JSON of ${bytes.length} bytes is larger than allowed`);
  let text: string;
  try {
    text = typeof bytes === 'string' ? bytes : decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedJson('JSON is not UTF-8', { cause });
  }
  return new Reader(text, limits.depth ?? 32).document();
}
