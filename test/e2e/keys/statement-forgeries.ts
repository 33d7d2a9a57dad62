import { statementSchemas } from '@countersign/contracts';
import { inventory } from '../system/running-system.js';
import { type Forgery, recordOf, sampleOf, type Signer, signerOf, type Statement } from './forge.js';

const types = Object.keys(statementSchemas);
const topics = inventory.topics.filter(({ kind }) => kind === 'statements');
const writersOf = (type: string) => inventory.processes.filter(({ signs }) => signs.includes(type));
/** Topics that a type is written to. */
const topicsOf = (type: string) => writersOf(type).flatMap(({ produces }) => produces);
const writerOf = (topic: string) => topics.find(({ name }) => name === topic)?.writer ?? '';
const mayType = (principal: string, type: string) =>
  inventory.keys.some((key) => key.principal === principal && key.types.includes(type));

/** Pairs of key and type that are as they should be; the running system itself shows that they are believed. */
export const legitimate = inventory.keys.flatMap(({ principal }) =>
  types.filter((type) => mayType(principal, type)).map((type) => ({ principal, type })),
);

/** Every key × every type that it may not sign, on the real topics of the type: in its own name, and in the writer's. */
export const keyByType = (): Forgery[] =>
  inventory.keys.flatMap(({ principal }) => {
    const signer = signerOf(principal);
    return types
      .filter((type) => !mayType(principal, type))
      .flatMap((type) =>
        topicsOf(type).flatMap((topic) =>
          [principal, writerOf(topic)].map((iss) =>
            recordOf(
              `${type} on ${topic} signed by the key of ${principal} as ${iss}`,
              { type, topic, iss, signer },
              'KEY_NOT_ALLOWED',
            ),
          ),
        ),
      );
  });

/** Every statement that its signer may make, laid on every topic where it does not belong. */
export const misplaced = (): Forgery[] =>
  legitimate.flatMap(({ principal, type }) => {
    const signer = signerOf(principal);
    return topicsOf(type).flatMap((home) =>
      topics
        .filter(({ name }) => name !== home)
        .map(({ name, writer }) => ({
          ...recordOf(
            `${type} of ${home} laid on ${name}`,
            { type, topic: home, iss: principal, signer },
            writer === principal ? 'WRONG_TOPIC' : 'WRONG_WRITER',
          ),
          topic: name,
        })),
    );
  });

type Twist = (
  right: Statement,
  other: Signer,
) => readonly [what: string, code: string, Partial<Statement> | ((record: Forgery) => Partial<Forgery>)];

const year2001 = 978_307_200_000;
const header = (name: string, value: string | string[]) => (record: Forgery) => ({
  headers: { ...record.headers, [name]: value },
});
const without = (name: string) => (record: Forgery) => ({
  headers: Object.fromEntries(Object.entries(record.headers).filter(([each]) => each !== name)),
});

/** One thing wrong with a statement that its writer could have made. */
const twists: readonly Twist[] = [
  ({ signer }) => [
    'by a key that nobody registered',
    'UNKNOWN_KEY',
    { signer: { ...signer, kid: 'nobody.1' } },
  ],
  ({ signer }, other) => [
    'by another key under its id',
    'BAD_SIGNATURE',
    { signer: { ...other, kid: signer.kid } },
  ],
  () => ['from before its key counted', 'KEY_NOT_ALLOWED', { envelope: { iat: year2001 } }],
  () => ['of another deployment', 'FOREIGN_DEPLOYMENT', { envelope: { dep: 'elsewhere' } }],
  () => ['in the name of nobody', 'KEY_NOT_ALLOWED', { envelope: { iss: 'nobody' } }],
  () => ['of a chain of somebody else', 'WRONG_TOPIC', { envelope: { chain: 'nobody.nothing.0' } }],
  () => ['without a number', 'SCHEMA_VIOLATION', { envelope: { seq: 0 } }],
  () => ['with one member more', 'SCHEMA_VIOLATION', { envelope: { approved: true } }],
  () => ['with a body of another type', 'SCHEMA_VIOLATION', { body: { yes: true } }],
  () => ['with the key in its header', 'SCHEMA_VIOLATION', { header: { jwk: {} } }],
  () => ['with a critical header', 'SCHEMA_VIOLATION', { header: { crit: ['exp'] } }],
  () => ['without an algorithm', 'SCHEMA_VIOLATION', { header: { alg: 'none' } }],
  () => ['by another algorithm', 'SCHEMA_VIOLATION', { header: { alg: 'EdDSA' } }],
  () => ['with another key of the record', 'WRONG_KEY', () => ({ key: 'another' })],
  () => ['without a key of the record', 'WRONG_KEY', () => ({ key: null })],
  () => ['with another id in the header', 'HEADER_MISMATCH', header('ce_id', 'A'.repeat(43))],
  () => ['with another type in the header', 'HEADER_MISMATCH', header('ce_type', 'policy.vetoed.v2')],
  () => ['with another source in the header', 'HEADER_MISMATCH', header('ce_source', '/countersign/nobody')],
  () => ['with another content type', 'HEADER_MISMATCH', header('content-type', 'application/json')],
  () => ['with another version of CloudEvents', 'HEADER_MISMATCH', header('ce_specversion', '0.3')],
  () => ['with a header twice', 'MALFORMED_RECORD', header('ce_type', ['a', 'b'])],
  () => ['with a header in two cases', 'MALFORMED_RECORD', header('CE_TYPE', 'a')],
  () => ['without a header', 'MALFORMED_RECORD', without('ce_id')],
  () => ['as a tombstone', 'MALFORMED_RECORD', () => ({ value: null })],
  () => ['as nothing', 'MALFORMED_DOCUMENT', () => ({ value: Buffer.alloc(0) })],
  () => ['as bytes', 'MALFORMED_DOCUMENT', () => ({ value: Buffer.from('ff00fe01'.repeat(50), 'hex') })],
  () => ['as JSON', 'MALFORMED_DOCUMENT', () => ({ value: Buffer.from('{"yes":true}') })],
  () => ['too large', 'RECORD_TOO_LARGE', () => ({ value: Buffer.alloc(262_145, 'a') })],
  () => ['cut off', 'MALFORMED_DOCUMENT', ({ value }) => ({ value: value?.subarray(0, -9) ?? null })],
  () => [
    'with a space behind',
    'MALFORMED_DOCUMENT',
    ({ value }) => ({ value: Buffer.concat([value as Buffer, Buffer.from(' ')]) }),
  ],
  () => [
    'with one bit of its payload flipped',
    'BAD_SIGNATURE',
    ({ value }) => ({ value: flipped(value as Buffer) }),
  ],
];

/** The last digit of the time, another one: still a well-formed statement. */
function flipped(value: Buffer): Buffer {
  const [head = '', payload = '', signature = ''] = value.toString().split('.');
  const text = Buffer.from(payload, 'base64url').toString();
  const changed = text.replace(
    /"iat":(\d+)(\d)/,
    (_, most: string, last: string) => `"iat":${most}${9 - Number(last)}`,
  );
  return Buffer.from([head, Buffer.from(changed).toString('base64url'), signature].join('.'));
}

/** Each twist on each topic, on the type whose key the record's content demands. */
export const twisted = (): Forgery[] =>
  topics.flatMap(({ name: topic, writer }) => {
    const type = inventory.processes.find(({ name }) => name === writer)?.signs.find(hasDemandedKey) ?? '';
    const right: Statement = { type, topic, iss: writer, signer: signerOf(writer) };
    const other = signerOf(writer === 'policy' ? 'approval' : 'policy');
    return twists.map((twist) => {
      const [what, code, change] = twist(right, other);
      const name = `${type} on ${topic} ${what}`;
      if (typeof change !== 'function') return recordOf(name, { ...right, ...change }, code);
      const record = recordOf(name, right, code);
      return { ...record, ...change(record) };
    });
  });

/** Heartbeats demand their chain; others the request they are about, where they are about one. */
const hasDemandedKey = (type: string) => type.endsWith('.alive.v1') || 'request' in sampleOf(type);

/** A type that nobody knows, or a version of it, signed by whoever could have invented it. */
export const unknownTypes = (): Forgery[] =>
  topics.flatMap(({ name: topic, writer }) => {
    const known = inventory.processes.find(({ name }) => name === writer)?.signs[0] ?? '';
    return [known.replace('.v1', '.v2'), `${writer.split('-')[0]}.blessed.v1`].map((type) =>
      recordOf(
        `${type} on ${topic}`,
        { type, topic, iss: writer, signer: signerOf(writer), body: sampleOf(known) },
        'UNKNOWN_TYPE',
      ),
    );
  });
