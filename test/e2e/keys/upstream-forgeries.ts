import { sha256 } from '@countersign/statement';
import { about, inventory } from '../system/running-system.js';
import { type Forgery, jws, sampleOf, type Signer, signerOf } from './forge.js';

const isFact = (type: string) => !type.startsWith('access.') && type !== 'source.heartbeat.v1';
let count = 0;

interface Event {
  readonly source: string;
  readonly type: string;
  readonly bytes: Buffer;
  readonly signer?: Signer;
  /** What the signature says otherwise than the event. */
  readonly bound?: object;
}

/** An event of a source, right in everything but what is said otherwise. Nobody of the company is in it. */
function eventOf(name: string, { source, type, bytes, signer, bound }: Event, code: string): Forgery {
  const id = `forged-${process.pid}-${count++}`;
  const [subject, time] = ['person:forged', new Date().toISOString()];
  const payload = {
    dep: about().deployment,
    id,
    source,
    type,
    subject,
    time,
    digest: sha256(bytes),
    ...bound,
  };
  const signature = signer && jws({ alg: 'Ed25519', kid: signer.kid, typ: type }, payload, signer);
  return {
    ...{ name, code, topic: `upstream.${source}`, key: subject, value: bytes },
    headers: {
      ...{ ce_specversion: '1.0', ce_id: id, ce_type: type, ce_source: source, ce_subject: subject },
      ...{ ce_time: time, 'content-type': 'application/json' },
      ...(signature === undefined ? {} : { ce_signature: signature }),
    },
  };
}

const dataOf = (type: string) => Buffer.from(JSON.stringify(sampleOf(type)));

/** Every fact × every key that may not sign it, on the topic of a source: a fact that gives power is nobody else's to state. */
export const factByKey = (): Forgery[] =>
  inventory.sources.flatMap(({ name: source, sends }) =>
    sends
      .filter(isFact)
      .flatMap((type) =>
        inventory.keys
          .filter(({ principal }) => principal !== source)
          .map(({ principal, types }) =>
            eventOf(
              `${type} of ${source} signed by the key of ${principal}`,
              { source, type, bytes: dataOf(type), signer: signerOf(principal) },
              types.includes(type) ? 'BAD_SIGNATURE' : 'KEY_NOT_ALLOWED',
            ),
          ),
      ),
  );

/** The source's own signature, over something else. */
export const boundOtherwise = (): Forgery[] => {
  const [source, type] = ['hr', 'worker.hired.v1'];
  const right = { source, type, bytes: dataOf(type), signer: signerOf(source) };
  const twist = (what: string, code: string, bound: object) =>
    eventOf(`${type} of ${source} whose signature is over ${what}`, { ...right, bound }, code);
  return [
    twist('another event', 'BAD_SIGNATURE', { id: 'another' }),
    twist('another subject', 'BAD_SIGNATURE', { subject: 'person:another' }),
    twist('another time', 'BAD_SIGNATURE', { time: '2026-01-01T00:00:00.000Z' }),
    twist('another type', 'BAD_SIGNATURE', { type: 'worker.left.v1' }),
    twist('another source', 'BAD_SIGNATURE', { source: 'itsm' }),
    twist('other bytes', 'BAD_SIGNATURE', { digest: 'A'.repeat(43) }),
    twist('another deployment', 'FOREIGN_DEPLOYMENT', { dep: 'elsewhere' }),
  ];
};

/** JSON that two readers could read in two ways, or that nobody should. */
const hostileJson: Readonly<Record<string, Buffer | string>> = {
  'a key twice': '{"worker":"person:1","worker":"person:2"}',
  'the prototype': '{"worker":"person:1","__proto__":{"admin":true}}',
  'a constructor': '{"constructor":{"prototype":{"admin":true}}}',
  'a byte order mark': '\ufeff{}',
  'something behind': '{} {}',
  'a lone surrogate': '{"worker":"\\ud800"}',
  'depth 10000': '['.repeat(10_000) + ']'.repeat(10_000),
  'a number too large': '{"at":1e400}',
  'a number that loses value': '{"at":9007199254740993}',
  'no UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'no JSON': 'worker=person:1',
  nothing: '',
};

/** Data of another shape than its type says (V04, V05). */
const misshaped: Readonly<Record<string, object>> = {
  'a member more': { epoch: 99 },
  'an owner': { owner: 'person:1002', approvedBy: 'person:1002' },
  'an array for an id': { worker: ['person:1001'] },
  'an object for an id': { worker: { id: 'person:1001' } },
  'text for a list': { accounts: 'erp' },
  'a service for a person': { worker: 'service:billing-bot' },
  'another letter case': { worker: 'Person:1001' },
  'a look-alike letter': { worker: 'person:аdmin' },
  'a date that does not exist': { effective: '2026-02-30T00:00:00.000Z' },
};

/** What arrives on each source's topic and is no event of its. */
export const malformedEvents = (): Forgery[] =>
  inventory.sources.flatMap(({ name: source }) => {
    const type = 'worker.left.v1';
    const right = { source, type, bytes: dataOf(type) };
    const twist = (what: string, code: string, change: (record: Forgery) => Partial<Forgery>) => {
      const record = eventOf(`${type} on upstream.${source} ${what}`, right, code);
      return { ...record, ...change(record) };
    };
    const header = (name: string, value: string) => (record: Forgery) => ({
      headers: { ...record.headers, [name]: value },
    });
    const [other, foreign] = source === 'hr' ? ['itsm', 'access.requested.v1'] : ['hr', 'worker.hired.v1'];
    return [
      twist('as a tombstone', 'MALFORMED_RECORD', () => ({ value: null })),
      twist('without headers', 'MALFORMED_RECORD', () => ({ headers: {} })),
      twist('without a key', 'WRONG_KEY', () => ({ key: null })),
      twist('too large', 'RECORD_TOO_LARGE', () => ({ value: Buffer.alloc(65_537, ' ') })),
      twist('in the name of another source', 'WRONG_WRITER', header('ce_source', other)),
      twist('as a statement', 'HEADER_MISMATCH', header('content-type', 'application/jose')),
      twist('of an unknown type', 'UNKNOWN_TYPE', header('ce_type', 'worker.promoted.v1')),
      twist('of a type for another source', 'TYPE_NOT_FOR_SOURCE', header('ce_type', foreign)),
      twist('of a later version', 'UNKNOWN_TYPE', header('ce_type', 'worker.left.v2')),
      twist('of a type of ours', 'UNKNOWN_TYPE', header('ce_type', 'policy.cleared.v1')),
      twist('with a signature that is none', 'MALFORMED_RECORD', header('ce_signature', 'yes')),
      twist('with a line break in its id', 'MALFORMED_RECORD', header('ce_id', 'a\nb')),
      twist('of no time', 'MALFORMED_RECORD', header('ce_time', 'yesterday')),
      ...Object.entries(hostileJson).map(([what, text]) =>
        twist(`with ${what}`, 'MALFORMED_JSON', () => ({ value: Buffer.from(text) })),
      ),
      ...Object.entries(misshaped).map(([what, change]) =>
        twist(`with ${what}`, 'SCHEMA_VIOLATION', () => ({
          value: Buffer.from(JSON.stringify({ ...sampleOf(type), ...change })),
        })),
      ),
    ];
  });
