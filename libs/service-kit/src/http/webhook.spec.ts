import { gzipSync } from 'node:zlib';
import { signWebhook, verifyWebhook } from './index.js';

const secret = 'correct-horse-battery-staple-0123';
const other = 'another-secret-of-the-right-length';
const now = 1_700_000_000_000;
const body = Buffer.from('{"specversion":"1.0","id":"ev-1"}');
const good = signWebhook(body, secret, now);

const code = (change: Partial<Parameters<typeof verifyWebhook>[0]>): string => {
  try {
    verifyWebhook({ header: good, body, secrets: [secret], now, ...change });
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'accepted';
};

describe('F14: webhook signatures', () => {
  it('accepts a right one and names what to remember', () => {
    expect(verifyWebhook({ header: good, body, secrets: [secret], now })).toEqual({
      signedAt: now,
      signature: good.slice(-64),
    });
  });

  it('is the HMAC-SHA-256 of time and bytes, as RFC 4231 implementations make it', () => {
    // printf '1700000000.{"specversion":"1.0","id":"ev-1"}' | openssl dgst -sha256 -hmac <secret>
    expect(good).toBe('t=1700000000,v1=7e6aa5fdaf97a5f30d8a4afb8651bb643c13eaadb517bd63b99e80ac622b3df2');
  });

  it('accepts the former secret while it is being replaced', () => {
    expect(code({ secrets: [other, secret] })).toBe('accepted');
  });

  it.each([
    ['missing', { header: undefined }, 'WEBHOOK_UNSIGNED'],
    ['empty', { header: '' }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['sent twice, joined', { header: `${good}, ${good}` }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['sent twice, as a list', { header: [good, good] }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['one of two', { header: `${good},v1=${'0'.repeat(64)}` }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['of a version we do not know', { header: good.replace('v1=', 'v0=') }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['upper case', { header: good.toUpperCase() }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['cut short', { header: good.slice(0, -2) }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['with a strange time', { header: good.replace('t=1', 't=+1') }, 'WEBHOOK_SIGNATURE_MALFORMED'],
    ['with another time', { header: good.replace('t=17', 't=18') }, 'WEBHOOK_SIGNATURE_WRONG'],
    ['by another key', { header: signWebhook(body, other, now) }, 'WEBHOOK_SIGNATURE_WRONG'],
    ['without any secret known', { secrets: [] }, 'WEBHOOK_SIGNATURE_WRONG'],
    [
      'over a body serialised anew',
      { body: Buffer.from('{ "specversion": "1.0", "id": "ev-1" }') },
      'WEBHOOK_SIGNATURE_WRONG',
    ],
    ['over a compressed body', { body: gzipSync(body) }, 'WEBHOOK_SIGNATURE_WRONG'],
    [
      'over a body with one byte more',
      { body: Buffer.concat([body, Buffer.from(' ')]) },
      'WEBHOOK_SIGNATURE_WRONG',
    ],
    ['older than 5 min', { now: now + 300_001 }, 'WEBHOOK_STALE'],
    ['from the future', { now: now - 60_001 }, 'WEBHOOK_STALE'],
    ['checked with a short secret', { secrets: [secret, 'short'] }, 'WEAK_WEBHOOK_SECRET'],
    ['checked with an empty secret', { secrets: [''] }, 'WEAK_WEBHOOK_SECRET'],
  ])('refuses one that is %s', (_, change, expected) => {
    expect(code(change)).toBe(expected);
  });

  it.each([now + 300_000, now - 60_000])('still accepts at the edge of its window', (edge) => {
    expect(code({ now: edge })).toBe('accepted');
  });
});
