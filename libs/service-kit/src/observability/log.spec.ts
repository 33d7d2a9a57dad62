import { CountersignError } from '@countersign/contracts';
import { NestLog, createLog, redact, redactText } from './index.js';

class Refused extends CountersignError {
  readonly code = 'REFUSED';
  readonly retriable = false;
}

interface LogLine {
  readonly message?: string;
  readonly fields?: { readonly error?: unknown };
}

const recorder = (level: 'debug' | 'info' = 'info') => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const log = createLog({ service: 'policy', level, clock: { now: () => 1_700_000_000_000 }, write });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as LogLine };
};

describe('createLog', () => {
  it('writes one JSON object a line with time, level, service and message', () => {
    const { log, lines } = recorder();
    log.info('relay started', { topic: 'policy', batch: 500 });
    expect(lines).toEqual([
      '{"time":"2023-11-14T22:13:20.000Z","level":"info","service":"policy","message":"relay started","fields":{"topic":"policy","batch":500}}\n',
    ]);
  });

  it('lifts the code of an error and keeps its causes', () => {
    const { log, last } = recorder();
    const cause = new TypeError('inner');
    log.error('handler failed', { error: new Refused('no', { cause, details: { line: 'erp' } }) });
    expect(last()).toMatchObject({ level: 'error', code: 'REFUSED' });
    expect(last().fields?.error).toMatchObject({
      name: 'Refused',
      message: 'no',
      details: { line: 'erp' },
      cause: { name: 'TypeError', message: 'inner' },
    });
  });

  it('cannot be made to write a second line or to move the cursor', () => {
    const { log, lines } = recorder();
    log.info('a\r\n{"level":"error"}\u001b[2J\u202e\u2028\u009b', { reason: '\u200bx\n' });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, -1)).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(lines[0] ?? '').message).toContain('\u202e');
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = recorder();
    log.debug('quiet');
    expect(lines).toEqual([]);
  });

  it('blacks out secrets in the sentence itself', () => {
    const { log, lines } = recorder();
    log.info('login with password=hunter22');
    expect(lines[0]).not.toContain('hunter22');
  });

  it('never fails, whatever it is given', () => {
    const { log, last } = recorder();
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const trap = {
      get boom() {
        throw new Refused('no');
      },
    };
    log.warn('odd', {
      circle,
      big: 10n ** 30n,
      bytes: Buffer.alloc(9),
      fn: () => 1,
      map: new Map([['a', 1]]),
    });
    expect(last().fields).toMatchObject({ bytes: '[9 bytes]', fn: '[function]', map: [['a', 1]] });
    log.warn('trap', { trap });
    expect(last()).toMatchObject({ message: 'trap', fields: { unreadable: true } });
  });
});

describe('redaction', () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ';

  it.each([
    ['a JWT', `got ${jwt}!`, 'got [redacted]!'],
    ['an authorization header', 'Bearer abcdef123456', 'Bearer [redacted]'],
    ['a password in a URL', 'postgres://policy:hunter2@db/policy', 'postgres://policy:[redacted]@db/policy'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----', '[redacted]'],
    [
      'a private JWK',
      '{"kty":"OKP","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}',
      '{"kty":"OKP","d":"[redacted]"}',
    ],
    ['a SCRAM verifier', 'PASSWORD SCRAM-SHA-256$4096:abc==$x:y', 'PASSWORD [redacted]'],
    ['an assignment', 'password=hunter22 next', 'password=[redacted] next'],
    ['a mail address', 'sent to ada.lovelace@example.com', 'sent to [redacted]'],
  ])('blacks out %s', (_, text, shown) => {
    expect(redactText(text)).toBe(shown);
    expect(JSON.stringify(redact({ deep: [{ text }], error: new Refused(text) }))).not.toContain(
      text.slice(-12, -2),
    );
  });

  it('blacks out fields by name, but keeps numbers such as a fencing token', () => {
    expect(
      redact({
        clientSecret: 'x',
        password: { a: 1 },
        Authorization: ['x'],
        token: 7,
        apiKey: 'k',
        jws: 'x.y.z',
        ok: 'y',
      }),
    ).toEqual({
      clientSecret: '[redacted]',
      password: '[redacted]',
      Authorization: '[redacted]',
      token: 7,
      apiKey: '[redacted]',
      jws: '[redacted]',
      ok: 'y',
    });
  });

  it('bounds size and time', () => {
    const started = process.hrtime.bigint();
    const hostile = 'a.'.repeat(50_000) + '@'.repeat(50_000);
    expect(redactText(hostile).length).toBeLessThan(5000);
    redactText('-----BEGIN PRIVATE KEY-----'.repeat(150));
    redactText('password'.repeat(500));
    redactText('eyJaaaaa'.repeat(500));
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(200);
  });
});

describe('NestLog', () => {
  it('keeps framework messages in the same form', () => {
    const { log, last, lines } = recorder();
    const nest = new NestLog(log);
    nest.log('Mapped route', 'RouterExplorer');
    expect(lines).toEqual([]);
    nest.log('started', 'Main');
    expect(last()).toMatchObject({ level: 'info', message: 'started', fields: { context: 'Main' } });
    nest.error(new Refused('no'), 'stack', 'Router');
    expect(last()).toMatchObject({ level: 'error', message: 'no', code: 'REFUSED' });
    nest.warn({ odd: true });
    expect(last()).toMatchObject({ level: 'warn', fields: { message: { odd: true } } });
  });
});
