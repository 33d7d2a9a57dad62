import { connect, eventually, forge, readSecret } from '@countersign/demo/stage';
import kafkajs from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempts } from '../frame/line.js';
import { clerk, firstOwner, secondOwner } from '../stage/company.js';
import { accountOf, personOf, type Scene } from '../stage/scene.js';
import { order, ordering } from './ending.js';
import { got, isThere } from './hostile.js';

const critical = 'role:erp_audit_archive';
const always = { effective: '2025-01-01T00:00:00.000Z', until: null };

/** How far `request` has read what ITSM said. */
const readOfItsm = async (scene: Scene): Promise<number> =>
  (
    await scene.lookInto<{ n: number }>(
      'request',
      `SELECT coalesce(sum(next_offset), 0)::int AS n FROM consumer_offset WHERE topic = 'upstream.itsm'`,
    )
  )[0]?.n ?? 0;

/** A source that only logs in says what gives power. */
export async function source(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const data = {
    identity: `service:f20-${n}`,
    controller: personOf(clerk),
    how: 'owner',
    accounts: [{ system: 'erp', account: accountOf(n) }],
    ...always,
  };
  const before = await readOfItsm(scene);
  await scene.sources.itsm.publish({ type: 'identity.controlled.v1', id: `f20-${n}`, data });
  const isRead = await eventually(
    'it to be read',
    async () => (await readOfItsm(scene)) > before,
    20_000,
  ).catch(() => false);
  const asked = await scene.requests.asks({
    requester: firstOwner,
    beneficiary: `service:f20-${n}`,
    items: [order],
  });
  await sleep(2_000);
  const assessed = scene.wire.about(asked, 'policy.assessed.v1').length > 0;
  if (assessed) await scene.desks.votes(secondOwner, asked);
  const name = 'a source without a key: an account for a machine';
  attempts.equal(name, '', await got(scene, n, ordering), isRead);
}

/** The broker's operator writes an order of nobody's. */
export async function broker(scene: Scene, attempts: Attempts, n: number): Promise<void> {
  const desired = {
    grants: [{ clearance: 'A'.repeat(43), request: 'r-AAAAAAAAAAAAAAAAAAAAAA', until: null }],
    adopted: false,
  };
  const body = {
    ...{ system: 'erp', account: accountOf(n), permission: critical, desired, token: 950 },
    applyBefore: Date.now() + 55_000,
  };
  const hash = await forge(scene.about, {
    ...{ type: 'provisioning.ordered.v1', body, signer: 'provisioning', key: 'unregistered', login: 'admin' },
    ...{ topic: 'provisioning.erp', partitionKey: 'forged' },
  });
  const seen = await got(scene, n, critical);
  attempts.equal('the broker’s operator: an order', '', seen, await isThere(scene, hash));
}

/** Whoever has the database of provisioning gives a place that is ordered to somebody else. */
export async function database(scene: Scene, attempts: Attempts, n: number, other: number): Promise<void> {
  const given = await scene.requests.gets({ requester: clerk, beneficiary: personOf(n), items: [order] });
  const row = await connect(scene.about.addresses['platform-postgres'], {
    user: 'postgres',
    password: readSecret(scene.about.secrets.database['postgres']),
    database: 'provisioning',
  });
  const { rowCount } = await row.query(
    `UPDATE desired SET account = $1 WHERE system = 'erp' AND account = $2 AND permission = $3`,
    [accountOf(other), accountOf(n), ordering],
  );
  await row.end();
  const seen = await got(scene, other, ordering, critical);
  attempts.equal('an operator of a database: a row of provisioning', '', seen, rowCount === 1);
  await scene.requests.withdraws(given, personOf(clerk));
}

/** A topic, and who may write to it. */
interface Topic {
  readonly name: string;
  readonly writer: string;
}

/** What the broker says to whoever writes to a topic, in the words of its protocol. */
async function writesTo(scene: Scene, login: string, topics: readonly string[]): Promise<string[]> {
  const { brokers, secrets } = scene.about;
  const kafka = new kafkajs.Kafka({
    ...{ brokers: [...brokers], clientId: login, logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 0 } },
    sasl: { mechanism: 'scram-sha-512', username: login, password: readSecret(secrets.kafka[login]) },
  });
  const producer = kafka.producer();
  await producer.connect();
  const answers: string[] = [];
  for (const topic of topics) {
    const send = producer.send({ topic, acks: -1, messages: [{ key: 'forged', value: 'forged' }] });
    answers.push(
      await send.then(
        () => 'taken',
        (error: Error & { readonly type?: string; readonly cause?: { readonly type?: string } }) =>
          error.type ?? error.cause?.type ?? error.message,
      ),
    );
  }
  await producer.disconnect();
  return answers;
}

/** Each service and source, by its own login, writes where others speak: a stolen key is of no use without that. */
export async function elsewhere(scene: Scene, attempts: Attempts): Promise<void> {
  const { inventory } = scene.about as unknown as {
    readonly inventory: { readonly topics: readonly Topic[] };
  };
  for (const login of Object.keys(scene.about.secrets.kafka)) {
    if (['admin', 'governance'].includes(login)) continue;
    const others = inventory.topics.filter(({ writer }) => writer !== login).map(({ name }) => name);
    const answers = await writesTo(scene, login, others);
    const denied = answers.filter((answer) => answer === 'TOPIC_AUTHORIZATION_FAILED').length;
    const name = `${login}: writes where others speak`;
    const words = [...new Set(answers)].join(' ');
    attempts.saw(
      name,
      `denied on ${others.length} topics`,
      `denied on ${denied}: ${words}`,
      denied === others.length,
      others.length > 5,
    );
  }
}
