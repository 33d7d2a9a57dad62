import type { Publisher } from '@countersign/source';
import type { Producer } from 'kafkajs';
import { ADMIN } from '../../deploy/embedded/duties.mjs';
import { kafkaClient } from '../../deploy/embedded/kafka-resources.mjs';
import { publisherOf } from './intake/people.js';
import { freshId } from './intake/webhook.js';
import { asSuperuser } from './postgres/cluster-client.js';
import { eventually } from './system/eventually.js';
import { type Point, reportedBy } from './system/metrics.js';
import { about, control, inventory, secret } from './system/running-system.js';

const services = inventory.processes.filter(({ kind }) => kind === 'service');
const begun = Date.now();
/** Nothing that a custodian signed; every service reads this topic. */
const forged = { topic: 'governance', messages: [{ key: 'governance.bundle.v1', value: 'forged' }] };

let hr: Publisher;
let producer: Producer;
beforeAll(async () => {
  hr = await publisherOf('hr');
  const { brokers, secrets } = about();
  producer = kafkaClient({ brokers, password: secret(secrets.kafka[ADMIN]) }).producer();
  await producer.connect();
  await producer.send(forged);
});
afterAll(() => Promise.all([hr.close(), producer.disconnect()]));

/** Somebody who is born with access: it has to be ordered, applied and observed. */
const hire = () => {
  const id = freshId();
  const data = {
    ...{ worker: `person:${id}`, effective: '2026-01-01T00:00:00.000Z', manager: null },
    ...{ department: 'sales', job: 'clerk' },
    accounts: [{ system: 'erp', account: `u${Date.now()}` }],
  };
  return hr.publish({ id, type: 'worker.hired.v1', data });
};

const isCount = ({ value }: Point) => typeof value === 'number' && value >= 0;
/** What every service has to report, and when it is worth something. */
const demanded: Readonly<Record<string, (point: Point) => boolean>> = {
  'countersign.consumer.lag': isCount,
  'countersign.outbox.depth': isCount,
  'countersign.quarantine.held': ({ value = 0 }) => value > 0,
  'countersign.chains.open': isCount,
  'countersign.records': ({ value = 0, attributes }) => value > 0 && attributes['outcome'] === 'handled',
  'countersign.handler.duration': ({ count = 0 }) => count > 0,
};

/** Waits until nothing is lacking, and says what is. */
async function lacking(what: () => Promise<string[]>): Promise<string[]> {
  await eventually('it to be reported', async () => (await what()).length === 0).catch(() => undefined);
  return what();
}

describe('what the services report of themselves', () => {
  it('policy: how long the oldest reservation waits, while its connector is away', async () => {
    await control().kill('connector-erp');
    try {
      await hire();
      const ages = await eventually('the reservation to be old', async () => {
        const points = await reportedBy('policy', begun);
        const some = points.filter(
          ({ name, value = 0 }) => name === 'countersign.reservation.age' && value > 1,
        );
        return some.length > 0 && some;
      });
      expect(ages.map(({ attributes }) => attributes['awaits'])).toContain('applied');
    } finally {
      await control().start('connector-erp');
    }
  });

  it.each(services)(
    '$name: lag, outbox, quarantine, chains, records and how long they take',
    async ({ name }) => {
      const missing = async () => {
        const points = await reportedBy(name, begun);
        return Object.entries(demanded).flatMap(([metric, isOne]) =>
          points.some((point) => point.name === metric && isOne(point)) ? [] : [metric],
        );
      };
      expect(await lacking(missing)).toEqual([]);
    },
  );

  it.each(inventory.databases)('$process: as many held records as lie in its quarantine', async (of) => {
    const held = await asSuperuser('platform', of.name, async (client) => {
      const { rows } = await client.query<{ held: number }>(
        `SELECT count(*)::int AS held FROM quarantine WHERE state = 'held'`,
      );
      return rows[0]?.held ?? 0;
    });
    expect(held).toBeGreaterThan(0);
    const reported = async () => {
      const points = await reportedBy(of.process, begun);
      return points.find(({ name }) => name === 'countersign.quarantine.held')?.value ?? -1;
    };
    expect(await eventually('it to be reported', async () => (await reported()) >= held)).toBe(true);
  });
});
