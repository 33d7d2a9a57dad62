// against a real Kafka with the topics and ACLs of deploy/duties.yaml
import { generateKeyPairSync } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { loadSigningKey } from '@countersign/statement/sign';
import { createKafka } from './kafka-client.js';
import { type Publisher, createPublisher } from './publisher.js';

const brokers = (process.env.TEST_KAFKA_BROKERS ?? '').split(',');
const passwords = JSON.parse(process.env.TEST_KAFKA_PASSWORDS ?? '{}') as Record<string, string>;
const login = (username: string) => ({ brokers, username, password: passwords[username] ?? '' });

/** Everything that lies in a topic, read by a principal that may. */
async function recordsOf(topic: string, expected: number): Promise<KafkaMessage[]> {
  const consumer = createKafka(login('request')).consumer({ groupId: 'request' });
  const records: KafkaMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async ({ message }: { message: KafkaMessage }) => {
      records.push(message);
      if (records.length === expected) resolve();
    };
    consumer.run({ autoCommit: false, eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return records;
}

const textHeaders = ({ headers = {} }: KafkaMessage) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
const left = (n: number) => ({
  type: 'worker.left.v1',
  id: `left-${n}`,
  data: { worker: `person:${n}`, effective: '2026-11-30T17:00:00.000Z' },
});

describe('publishing to Kafka', () => {
  const open: Publisher[] = [];
  const publisher = (...options: Parameters<typeof createPublisher>) => {
    const created = createPublisher(...options);
    open.push(created);
    return created;
  };
  afterAll(() => Promise.all(open.map((each) => each.close())));

  it('writes binary-mode CloudEvents, signed, to the topic of the source', async () => {
    const jwk = { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'hr-1' };
    const hr = publisher({
      ...login('hr'),
      source: 'hr',
      deployment: 'test',
      signingKey: await loadSigningKey(jwk),
    });
    const sent = await hr.publishAll(Array.from({ length: 1_200 }, (_, n) => left(n)));
    const records = await recordsOf('upstream.hr', 1_200);
    const byId = new Map(records.map((record) => [textHeaders(record).ce_id, record]));
    expect(byId.size).toBe(1_200);
    const record = byId.get('left-7') as KafkaMessage;
    expect(JSON.parse(String(record.value))).toEqual(left(7).data);
    expect(String(record.key)).toBe('person:7');
    expect(textHeaders(record)).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'worker.left.v1',
      ce_source: 'hr',
      ce_subject: 'person:7',
      ce_signature: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      traceparent: sent[7]?.traceparent,
    });
  });

  it('sends nothing of a batch in which one event is wrong', async () => {
    const itsm = publisher({ ...login('itsm'), source: 'itsm', deployment: 'test' });
    const batch = [left(1), { type: 'worker.left.v1', data: {} }, { type: 'nonsense', data: {} }];
    await expect(itsm.publishAll(batch)).rejects.toMatchObject({
      code: 'EVENT_INVALID',
      problems: [
        expect.stringMatching(/^event 2: .*`worker`/),
        expect.stringMatching(/^event 2: .*`effective`/),
        expect.stringMatching(/^event 3: type/),
      ],
    });
    await itsm.publish(left(2));
    expect((await recordsOf('upstream.itsm', 1)).map((record) => textHeaders(record).ce_id)).toEqual([
      'left-2',
    ]);
  });

  it('says so when the topic is not its own', async () => {
    const stranger = publisher({ ...login('itsm'), source: 'hr', deployment: 'test' });
    await expect(stranger.publish(left(1))).rejects.toMatchObject({
      code: 'PUBLISHING_FORBIDDEN',
      retriable: false,
    });
  });

  it('says so when the password is wrong', async () => {
    const thief = publisher({
      ...login('hr'),
      password: 'guess',
      source: 'hr',
      deployment: 'test',
      retries: 0,
    });
    await expect(thief.publish(left(1))).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      retriable: false,
    });
  });

  it('says that trying again can help when nobody is there', async () => {
    const lost = publisher({
      ...login('hr'),
      brokers: ['127.0.0.1:1'],
      source: 'hr',
      deployment: 'test',
      retries: 0,
    });
    await expect(lost.publish(left(1))).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      retriable: true,
    });
  });
});
