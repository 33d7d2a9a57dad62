import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import {
  BadSettings,
  databaseSettings,
  describeSettings,
  httpSettings,
  kafkaSettings,
  oidcSettings,
  optional,
  readSettings,
  secretFile,
  setting,
  trustSettings,
} from './index.js';

const words = { means: 'a thing', expects: 'some words', example: 'abc' };
const refusal = (spec: Parameters<typeof readSettings>[0], env: Record<string, string>): string => {
  try {
    readSettings(spec, env);
  } catch (error) {
    expect(error).toBeInstanceOf(BadSettings);
    return (error as BadSettings).message;
  }
  return 'accepted';
};

describe('readSettings', () => {
  let folder: string;
  const file = (name: string, content: string, mode: number): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'countersign-settings-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives text, numbers, switches and lists their types', () => {
    const spec = {
      name: setting('NAME', Type.String(), words),
      port: setting('PORT', Type.Integer(), words),
      ratio: setting('RATIO', Type.Number(), words),
      strict: setting('STRICT', Type.Boolean(), words),
      brokers: setting('BROKERS', Type.Array(Type.String()), words),
      extra: optional(setting('EXTRA', Type.String(), words)),
      host: setting('HOST', Type.String(), { ...words, default: 'localhost' }),
    };
    const env = {
      NAME: '7',
      PORT: '7',
      RATIO: '0.5',
      STRICT: 'true',
      BROKERS: 'a:1, b:2',
      EXTRA: '',
      HOST: '',
    };
    const settings = readSettings(spec, env);
    expect(settings).toEqual({
      name: '7',
      port: 7,
      ratio: 0.5,
      strict: true,
      brokers: ['a:1', 'b:2'],
      extra: undefined,
      host: 'localhost',
    });
    const port: number = settings.port;
    expect(port).toBe(7);
  });

  it('names every wrong variable at once, what was expected, and an example', () => {
    const message = refusal(
      { ...httpSettings, ...kafkaSettings },
      { HTTP_PORT: '80 80', KAFKA_BROKERS: 'nowhere' },
    );
    expect(message).toBe(
      [
        '4 settings are wrong:',
        '  `HTTP_PORT` is wrong: expected a TCP port, 0 to 65535, for example `HTTP_PORT=8080`',
        '  `KAFKA_BROKERS` is wrong: expected host:port, several separated by commas, for example `KAFKA_BROKERS=kafka-1:9092,kafka-2:9092`',
        '  `KAFKA_USERNAME` is not set: expected a lower-case name of at most 41 letters, digits and hyphens, for example `KAFKA_USERNAME=policy`',
        '  `KAFKA_PASSWORD_FILE` is not set: expected a file that only its owner and group can read, for example `KAFKA_PASSWORD_FILE=/run/secrets/kafka-password`',
      ].join('\n'),
    );
  });

  it.each(['', '0x50', '8e3', ' 80', '80.0', '-1', '65536', '99999999999999999999'])(
    'refuses port `%s`',
    (port) => {
      expect(refusal(httpSettings, { HTTP_PORT: port })).toContain('`HTTP_PORT`');
    },
  );

  it('never repeats a value, which may be a secret in the wrong place', () => {
    const message = refusal(databaseSettings, {
      DATABASE_URL: 'postgres://policy:hunter2@127.0.0.1/policy',
      DATABASE_PASSWORD_FILE: file('closed', 'hunter2', 0o600),
    });
    expect(message).toContain('`DATABASE_URL` is wrong (it holds a password)');
    expect(message).not.toContain('hunter2');
  });

  it('reads a secret from a file that only owner and group can reach, each time anew', () => {
    const spec = { password: secretFile('PASSWORD_FILE', words) };
    const path = file('rotated', 'one\n', 0o640);
    const { password } = readSettings(spec, { PASSWORD_FILE: path });
    expect(password.read()).toBe('one');
    writeFileSync(path, 'two');
    expect(password.read()).toBe('two');
    expect(JSON.stringify(password)).not.toContain('two');
  });

  it.each<[string, () => string, string]>([
    ['is missing', () => join(folder, 'missing'), 'ENOENT'],
    ['is a folder', () => folder, 'not a file'],
    ['is empty', () => file('empty', '\n', 0o600), 'the file is empty'],
    ['can be read by everybody', () => file('open', 'x', 0o604), 'mode 0604'],
    ['can be changed by everybody', () => file('writable', 'x', 0o602), 'mode 0602'],
    ['is far too large', () => file('large', 'x'.repeat(70_000), 0o600), 'larger than'],
  ])('refuses a secret file that %s', (_, path, reason) => {
    const message = refusal({ password: secretFile('PASSWORD_FILE', words) }, { PASSWORD_FILE: path() });
    expect(message).toContain('`PASSWORD_FILE` is wrong');
    expect(message).toContain(reason);
  });

  it('refuses a secret given as a variable, even beside its file', () => {
    const env = { PASSWORD_FILE: file('beside', 'x', 0o600), PASSWORD: 'x' };
    expect(refusal({ password: secretFile('PASSWORD_FILE', words) }, env)).toContain(
      '`PASSWORD` must not be set',
    );
  });

  it('refuses a trust anchor that others than its owner can change', () => {
    expect(refusal(trustSettings, { CUSTODIANS_FILE: file('anchor', '{}', 0o664) })).toContain('mode 0664');
    expect(
      readSettings(trustSettings, { CUSTODIANS_FILE: file('anchor', '{}', 0o644) }).custodians.read(),
    ).toBe('{}');
  });

  it.each([
    'http://login.example.com',
    'http://127.0.0.1.example.com',
    'http://[::ffff:127.0.0.1]',
    'http://0.0.0.0:9000',
    'file:///etc/passwd',
    'https://user:pass@login.example.com',
    'https://login.example.com?x=1',
    'not a url',
  ])('refuses issuer %s', (issuer) => {
    expect(refusal(oidcSettings, { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a' })).toContain(
      '`OIDC_ISSUER` is wrong',
    );
  });

  it.each([
    'https://login.example.com/tenant',
    'http://127.0.0.1:9000',
    'http://localhost:9000',
    'http://[::1]:9000',
  ])('accepts issuer %s', (issuer) => {
    expect(readSettings(oidcSettings, { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'a' }).oidcIssuer).toBe(issuer);
  });
});

describe('describeSettings', () => {
  it('lists each variable with its meaning, default and example', () => {
    expect(
      describeSettings({
        ...httpSettings,
        extra: optional(setting('EXTRA', Type.String(), { ...words, means: 'a|b' })),
      }),
    ).toBe(`| variable | means | expects | default | example |
| --- | --- | --- | --- | --- |
| \`HTTP_HOST\` | address that the HTTP interface listens on | an address of this machine | \`127.0.0.1\` | \`0.0.0.0\` |
| \`HTTP_PORT\` | port of the HTTP interface; 0 takes any free one | a TCP port, 0 to 65535 | required | \`8080\` |
| \`EXTRA\` | a\\|b | some words | optional | \`abc\` |
`);
  });
});
