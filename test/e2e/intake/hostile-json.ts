/** Bodies that are no single, plain, bounded JSON text (V01), by what is wrong with them. `inner` is right but for that. */
export const hostileJson = (inner: string): Readonly<Record<string, string | Buffer>> => {
  const open = inner.replace(/\}$/, '');
  return {
    'a key twice': `${open},"reason":"a","reason":"b"}`,
    'the prototype': `${open},"__proto__":{"admin":true}}`,
    'a constructor': `${open},"constructor":{"prototype":{"admin":true}}}`,
    'a byte order mark': `\ufeff${inner}`,
    'something behind': `${inner} {}`,
    'a lone surrogate': `${open},"reason":"\\ud800"}`,
    'depth 10000': `${open},"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    'a number too large': `${open},"a":1e400}`,
    'minus zero': `${open},"a":-0}`,
    'a number that loses value': `${open},"a":9007199254740993}`,
    'no UTF-8': Buffer.concat([Buffer.from(`${open},"a":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    'a control character': `${open},"a":"\u0001"}`,
    'no JSON': 'reason=because',
    'half of it': inner.slice(0, -10),
  };
};
